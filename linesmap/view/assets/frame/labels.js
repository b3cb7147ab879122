// Names places, forces and seas so that nothing overlaps: one greedy pass by rank after every zoom or move.
(function (LM) {
  "use strict";
  const GAP = 5;
  let layer = null;
  let measure = null;

  function start() {
    const map = LM.map;
    const pane = map.createPane("labels");
    pane.style.zIndex = 480;
    pane.style.pointerEvents = "none";
    layer = LM.el("div", { class: "lm-labels", "aria-hidden": "true" });
    pane.append(layer);
    measure = document.createElement("canvas").getContext("2d");
    map.on("zoomstart", () => layer.classList.add("hidden"));
    map.on("moveend zoomend resize", draw);
  }

  const draw = LM.soon(function () {
    if (!LM.base || !layer) return;
    layer.textContent = "";
    layer.classList.remove("hidden");
    const taken = obstacles();
    const dots = endDots();
    const crossings = LM.flowPoints ? LM.flowPoints() : [];
    const labels = candidates();
    const second = [];
    for (const label of labels) {
      if (place(label, [...taken, ...dots], taken, crossings, true)) continue;
      if (label.must) second.push(label);
    }
    for (const label of second) place(label, taken, taken, crossings, false);
  });

  function candidates() {
    const map = LM.map;
    const zoom = map.getZoom();
    const view = map.getBounds();
    const labels = [];
    const named = new Set();
    const add = (label) => {
      if (view.contains([label.lat, label.lon])) labels.push(label);
    };
    const ends = LM.endsDrawn || new Map();
    for (const [index, role] of ends) {
      const end = LM.scene.ends[index];
      if (named.has(end.label)) continue;
      named.add(end.label);
      if (role === "origin" && zoom >= 5) add({ ...end, kind: "origin", rank: 0, gap: 11, must: true });
      else if (role === "destination" && zoom >= 6.5) add({ ...end, kind: "destination", rank: 2 - weight(index), gap: LM.hexResolution() === null ? 24 : 7, must: true });
    }
    for (const force of LM.base.forces) {
      const focus = LM.scene && LM.scene.focus.includes(force.code);
      if (focus ? zoom >= 6.5 : zoom >= 6.5 && zoom <= 9.5) {
        add({ ...force, kind: focus ? "force focus" : "force", rank: focus ? 1 : 6, area: true, must: focus });
      }
    }
    // From afar the policing regions are named instead of their forces.
    if (zoom < 6.5) LM.base.regions.forEach((region) => add({ ...region, kind: "region", rank: 1, area: true }));
    if (zoom <= 8) LM.base.seas.forEach((sea) => add({ ...sea, kind: "sea", rank: 5, area: true }));
    for (const place of LM.base.places) {
      if (named.has(place.label) || zoom < place.zoom) continue;
      add({ ...place, kind: place.zoom < 7 ? "city" : "town", rank: 3 + place.zoom / 10, gap: 5, dot: true });
    }
    return labels.sort((a, b) => a.rank - b.rank);
  }

  // Busier destinations are named first; the weight stays under one rank.
  const weight = (index) => 1 - 1 / (1 + (LM.endWeights.get(index) || 0));

  const FONT = {
    origin: [13, 700, 0],
    destination: [12, 550, 0],
    city: [12, 550, 0],
    town: [12, 400, 0],
    region: [11, 550, 1],
    force: [10.5, 400, 0.95],
    "force focus": [10.5, 650, 0.95],
    sea: [12.5, 400, 0.6],
  };

  function sizeOf(label) {
    const [size, weight, spacing] = FONT[label.kind];
    measure.font = `${weight} ${size}px ${LM.base.tokens.font}`;
    const lines = label.area ? twoLines(label.label) : [label.label];
    const shown = lines.map((line) => (/^(force|region)/.test(label.kind) ? line.toUpperCase() : line));
    const width = Math.max(...shown.map((line) => measure.measureText(line).width + spacing * line.length));
    return { lines, width: width + 2, height: lines.length * (size + 3) };
  }

  function twoLines(text) {
    const words = text.split(" ");
    if (text.length < 15 || words.length < 2) return [text];
    let best = null;
    for (let i = 1; i < words.length; i += 1) {
      const pair = [words.slice(0, i).join(" "), words.slice(i).join(" ")];
      const wide = Math.max(pair[0].length, pair[1].length);
      if (!best || wide < best.wide) best = { pair, wide };
    }
    return best.pair;
  }

  function place(label, blocked, taken, crossings, strict) {
    const at = LM.map.latLngToContainerPoint([label.lat, label.lon]);
    const size = sizeOf(label);
    let best = null;
    for (const [x, y] of positions(label, at, size)) {
      const box = [x - GAP, y - 2, x + size.width + GAP, y + size.height + 2];
      if (blocked.some((other) => overlaps(box, other))) continue;
      const crossed = crossings.filter((p) => p.x > box[0] && p.x < box[2] && p.y > box[1] && p.y < box[3]).length;
      if (strict && crossed > 0 && !label.dot) continue;
      if (strict && crossed > 1) continue;
      if (!best || crossed < best.crossed) best = { x, y, box, crossed };
      if (crossed === 0) break;
    }
    if (!best) return false;
    taken.push(best.box);
    write(label, size, best, at);
    return true;
  }

  function positions(label, at, size) {
    const middle = at.y - size.height / 2;
    if (label.area) {
      const left = at.x - size.width / 2;
      return [[left, middle], [left, middle - 22], [left, middle + 22], [left - 30, middle], [left + 30, middle]];
    }
    const gap = label.gap;
    return [
      [at.x + gap, middle],
      [at.x - gap - size.width, middle],
      [at.x - size.width / 2, at.y + gap],
      [at.x - size.width / 2, at.y - gap - size.height],
    ];
  }

  function overlaps(a, b) {
    return a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];
  }

  // Labels keep clear of the dots, the legend, the find box and the controls.
  function obstacles() {
    const frame = LM.map.getContainer().getBoundingClientRect();
    const taken = [];
    document.querySelectorAll(".lm-legend:not(.closed), .lm-tools, .leaflet-control-scale, .leaflet-control-attribution").forEach((node) => {
      const box = node.getBoundingClientRect();
      taken.push([box.left - frame.left - 4, box.top - frame.top - 4, box.right - frame.left + 4, box.bottom - frame.top + 4]);
    });
    return taken;
  }

  function endDots() {
    const square = (at, half) => {
      const pixel = LM.map.latLngToContainerPoint(at);
      return [pixel.x - half, pixel.y - half, pixel.x + half, pixel.y + half];
    };
    const ends = [...(LM.endsDrawn || [])].map(([index, role]) => {
      const end = LM.scene.ends[index];
      return square([end.lat, end.lon], role === "origin" ? 8 : 4);
    });
    return [...ends, ...((LM.drawn && LM.drawn.dots) || []).map(([at, radius]) => square(at, radius))];
  }

  function write(label, size, spot, at) {
    const origin = LM.map.containerPointToLayerPoint([spot.x, spot.y]);
    const node = LM.el("div", { class: "lm-label " + label.kind });
    size.lines.forEach((line) => node.append(LM.el("div", null, line)));
    node.style.transform = `translate(${Math.round(origin.x)}px, ${Math.round(origin.y)}px)`;
    node.style.width = Math.ceil(size.width) + "px";
    layer.append(node);
    if (!label.dot) return;
    const point = LM.map.containerPointToLayerPoint(at);
    const dot = LM.el("i", { class: "lm-place-dot" });
    dot.style.transform = `translate(${Math.round(point.x) - 2}px, ${Math.round(point.y) - 2}px)`;
    layer.append(dot);
  }

  LM.redrawLabels = draw;
  LM.on("start", start);
  LM.on("flows", draw);
  LM.on("drawn", draw);
  LM.on("theme", draw);
  LM.on("layout", draw);
})(window.LM);
