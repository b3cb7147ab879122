// Names the areas and writes their numbers where they fit, then the seas: one greedy pass after every zoom or change.
(function (LM) {
  "use strict";
  const GAP = 4;
  let layer = null;
  let measure = null;

  function start() {
    const pane = LM.map.createPane("labels");
    pane.style.zIndex = 480;
    pane.style.pointerEvents = "none";
    layer = LM.el("div", { class: "lm-labels", "aria-hidden": "true" });
    pane.append(layer);
    measure = document.createElement("canvas").getContext("2d");
    LM.map.on("zoomstart", () => layer.classList.add("hidden"));
    LM.map.on("moveend zoomend resize", soon);
  }

  function draw() {
    if (!layer || !LM.scene || !LM.labelPoints) return;
    layer.textContent = "";
    layer.classList.remove("hidden");
    const taken = obstacles();
    for (const label of candidates()) place(label, taken);
  }
  const soon = LM.soon(draw);

  function candidates() {
    const zoom = LM.map.getZoom();
    const level = LM.level();
    const labels = LM.areasOf(level)
      .filter((area) => LM.labelPoints.has(area.code))
      .map((area) => {
        const value = LM.drawnValue(area.code);
        const kind = `area ${level} ${LM.classOf(value)}`;
        const rank = (area.code === LM.selected ? 0 : 1) + 1 / (2 + room(area.code).width);
        return { code: area.code, name: area.name, value: value === null ? "" : LM.writeDrawn(value), kind, rank, at: LM.labelPoints.get(area.code) };
      });
    const shown = new Set(LM.areasOf("force").map((area) => area.code));
    for (const force of LM.base.forces) {
      if (!shown.has(force.code) && zoom >= 6.5 && zoom <= 9.5) labels.push({ name: force.label, value: "", kind: "force", rank: 3, at: [force.lat, force.lon] });
    }
    if (zoom <= 8) LM.base.seas.forEach((sea) => labels.push({ name: sea.label, value: "", kind: "sea", rank: 4, at: [sea.lat, sea.lon] }));
    const view = LM.map.getBounds();
    return labels.filter((label) => view.contains(label.at)).sort((a, b) => a.rank - b.rank || (a.name < b.name ? -1 : 1));
  }

  function room(code) {
    const path = LM.areaPath(code);
    return path ? path.getBBox() : { width: 0, height: 0 };
  }

  const FONT = { force: [10.5, 650, 0.95], district: [11.5, 400, 0], other: [10.5, 400, 0.95], sea: [12.5, 400, 0.6] };
  const upper = (label) => label.kind.includes("force");

  function size(label, withName) {
    const [px, weight, spacing] = FONT[label.kind === "sea" ? "sea" : label.kind === "force" ? "other" : label.kind.includes("district") ? "district" : "force"];
    const wide = (words, font, gap) => {
      measure.font = font;
      return measure.measureText(words).width + gap * words.length;
    };
    const lines = withName ? twoLines(label.name) : [];
    const names = lines.map((line) => wide(upper(label) ? line.toUpperCase() : line, `${weight} ${px}px ${LM.base.tokens.font}`, spacing));
    const value = label.value ? wide(label.value, `650 13px ${LM.base.tokens.font}`, 0) : 0;
    return { lines, width: Math.max(value, ...names) + 2, height: lines.length * 13 + (value ? 16 : 0) };
  }

  function twoLines(text) {
    const words = text.split(" ");
    if (text.length < 15 || words.length < 2) return [text];
    const pairs = words.slice(1).map((_, i) => [words.slice(0, i + 1).join(" "), words.slice(i + 1).join(" ")]);
    const longest = (pair) => Math.max(pair[0].length, pair[1].length);
    return pairs.reduce((best, pair) => (longest(pair) < longest(best) ? pair : best));
  }

  // A force keeps its name beside its number where it can; a small area its number alone; else the tooltip has both.
  function place(label, taken) {
    const space = label.code ? room(label.code) : null;
    const tries = label.value ? [true, false] : [true];
    for (const withName of tries) {
      const box = size(label, withName);
      const strict = space && label.kind.includes("district");
      if (strict && (box.width > space.width || box.height > space.height)) continue;
      const at = LM.map.latLngToContainerPoint(label.at);
      for (const [dx, dy] of label.code && strict ? [[0, 0]] : [[0, 0], [0, -14], [0, 14], [-24, 0], [24, 0]]) {
        const x = at.x - box.width / 2 + dx;
        const y = at.y - box.height / 2 + dy;
        const edge = [x - GAP, y - 2, x + box.width + GAP, y + box.height + 2];
        if (taken.some((other) => edge[0] < other[2] && edge[2] > other[0] && edge[1] < other[3] && edge[3] > other[1])) continue;
        taken.push(edge);
        write(label.code && !inside(label.code, box, x, y) ? { ...label, kind: label.kind + " over" } : label, box, x, y);
        return;
      }
    }
  }

  // Whether a label stands wholly on its area; one that does not must be read on the sea and the neighbours too.
  function inside(code, box, x, y) {
    const path = LM.areaPath(code);
    const from = LM.map.containerPointToLayerPoint([x, y]);
    const corners = [0, 0.5, 1].flatMap((along) => [0, 1].map((down) => ({ x: from.x + along * box.width, y: from.y + down * box.height })));
    return path && corners.every((corner) => path.isPointInFill(corner));
  }

  function obstacles() {
    const frame = LM.map.getContainer().getBoundingClientRect();
    return [...document.querySelectorAll(".lm-legend, .lm-tools, .lm-note, .leaflet-control-scale, .leaflet-control-attribution")].map((node) => {
      const box = node.getBoundingClientRect();
      return [box.left - frame.left - 4, box.top - frame.top - 4, box.right - frame.left + 4, box.bottom - frame.top + 4];
    });
  }

  function write(label, box, x, y) {
    const origin = LM.map.containerPointToLayerPoint([x, y]);
    const node = LM.el("div", { class: "lm-label " + label.kind }, box.lines.map((line) => LM.el("div", null, line)), label.value && LM.el("b", null, label.value));
    node.style.transform = `translate(${Math.round(origin.x)}px, ${Math.round(origin.y)}px)`;
    node.style.width = Math.ceil(box.width) + "px";
    layer.append(node);
  }

  LM.drawLabels = draw;
  LM.on("start", start);
  LM.on("area", soon);
  LM.on("theme", soon);
  LM.on("layout", soon);
})(window.LM);
