// Draws deal lines: flows from origin to destination, rings for internal lines, and the marks at their ends.
(function (LM) {
  "use strict";
  const ORDER = ["merged", "rebranded", "closed-1", "closed-2", "dormant", "suspected", "reactivated", "active"];
  const MOST_FLOWS = 300;
  const BEFORE_DOT_PX = 7;
  let group = null;
  let heads = null;
  let renderer = null;
  let drawn = [];

  function start() {
    const map = LM.map;
    map.createPane("flows").style.zIndex = 440;
    map.createPane("ends").style.zIndex = 450;
    map.createPane("chosen").style.zIndex = 460;
    renderer = L.svg({ pane: "flows", padding: 0.5 });
    LM.chosenRenderer = L.svg({ pane: "chosen", padding: 0.5 });
    LM.doubtRenderer = L.svg({ pane: "doubt", padding: 0.5 });
    LM.endRenderer = L.svg({ pane: "ends", padding: 0.5 });
    group = L.layerGroup().addTo(map);
    heads = L.layerGroup().addTo(map);
    map.on("zoomend", drawHeads);
  }

  // A line is drawn when a record names it in the period, or when it stands closed at the period's end and nothing
  // is selected on a chart.
  LM.lineCounts = function (line) {
    const status = LM.tally.status[line];
    return Boolean(status) && (LM.tally.byLine[line] > 0 || (!LM.only && status.startsWith("closed")));
  };

  LM.lineVisible = function (line) {
    const status = LM.tally.status[line];
    return LM.lineCounts(line) && !LM.hidden.has("status:" + status);
  };

  // The liveliest visible line of a flow decides how it looks.
  // Its count is of the records nearest to its own town; a ring counts all records of its lines.
  function summary(lines, towns) {
    const visible = lines.map((line, i) => [line, towns ? towns[i] : null]).filter(([line]) => LM.lineVisible(line));
    if (!visible.length) return null;
    visible.sort((a, b) => ORDER.indexOf(LM.tally.status[b[0]]) - ORDER.indexOf(LM.tally.status[a[0]]));
    const near = ([line, town]) => (town === null ? LM.tally.byLine[line] : LM.tally.byTown.get(`${line}:${town}`) || 0);
    const count = visible.reduce((sum, pair) => sum + near(pair), 0);
    return { lines: visible.map(([line]) => line), status: LM.tally.status[visible[0][0]], count };
  }

  const draw = LM.soon(function () {
    if (!LM.tally) return;
    group.clearLayers();
    drawn = [];
    const scene = LM.scene;
    const flows = [];
    if (!LM.hidden.has("flows")) {
      scene.flows.forEach((flow) => {
        const now = summary(flow.lines, flow.towns);
        if (now) flows.push({ ...flow, ...now });
      });
    }
    flows.sort((a, b) => b.count - a.count);
    LM.flowsLeftOut = Math.max(0, flows.length - MOST_FLOWS);
    const kept = flows.slice(0, MOST_FLOWS);
    kept.sort((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status) || a.count - b.count);
    const ends = new Map();
    const weights = new Map();
    kept.forEach((flow) => addPath(flow, true));
    kept.forEach((flow) => {
      drawn.push({ ...flow, layer: addPath(flow, false) });
      ends.set(flow.from, "origin");
      if (ends.get(flow.to) !== "origin") ends.set(flow.to, "destination");
      weights.set(flow.to, (weights.get(flow.to) || 0) + flow.count);
    });
    LM.ringsDrawn = new Map();
    if (!LM.hidden.has("rings")) drawRings();
    LM.endsDrawn = ends;
    LM.endWeights = weights;
    for (const [end, role] of ends) addEnd(end, role);
    drawHeads();
    LM.emit("flows");
  });

  function latLngs(path) {
    const points = [];
    for (let i = 0; i < path.length; i += 2) points.push([path[i], path[i + 1]]);
    return points;
  }

  function isChosen(flow) {
    return LM.selected && LM.selected.type === "line" && flow.lines.includes(LM.selected.line);
  }

  // While one line is selected, the others step back.
  const faded = (flow) => LM.selected && LM.selected.type === "line" && !isChosen(flow);

  function addPath(flow, casing) {
    const tokens = LM.base.tokens;
    const width = LM.flowWidth(flow.count, flow.status);
    const style = tokens.status[flow.status];
    const layer = L.polyline(latLngs(flow.path), {
      renderer,
      pane: "flows",
      smoothFactor: 0,
      weight: casing ? width + tokens.flow.casing + (isChosen(flow) ? 3 : 0) : width,
      opacity: casing ? tokens.flow["casing-opacity"] : tokens.flow.opacity,
      dashArray: casing ? null : style.dash || null,
      lineCap: casing ? "round" : style.cap,
      interactive: !casing,
      className: casing ? "lm-casing" + (isChosen(flow) ? " chosen" : "") : `lm-flow status-${flow.status}`,
      bubblingMouseEvents: false,
    });
    if (faded(flow)) layer.options.className += " faded";
    if (!casing) {
      layer.bindTooltip(() => tip(flow.lines, flow.count), { sticky: true });
      layer.on("click", () => choose(flow.lines));
    }
    return notByTab(layer.addTo(group));
  }

  // Lines are reached by keyboard through their list beside the map, not one path after another.
  function notByTab(layer) {
    const path = layer.getElement();
    if (path) path.setAttribute("tabindex", "-1");
    return layer;
  }

  function choose(lines) {
    if (lines.length === 1) LM.select({ type: "line", line: lines[0] });
    else LM.select({ type: "lines", lines });
  }

  function tip(lines, count) {
    if (lines.length > 1) return LM.tip(LM.plural(lines.length, "line"), LM.plural(count, "record"));
    const line = LM.scene.lines[lines[0]];
    const status = LM.base.tokens.status[LM.tally.status[lines[0]]].label;
    const all = LM.tally.byLine[lines[0]];
    return LM.tip(line.name, line.route, status, count === all ? LM.plural(all, "record") : `${LM.number(count)} of its ${LM.plural(all, "record")} nearest to this town`);
  }

  function drawRings() {
    const byEnd = new Map();
    LM.scene.rings.forEach((ring) => {
      if (!LM.lineVisible(ring.line)) return;
      const held = byEnd.get(ring.at) || [];
      held.push(ring.line);
      byEnd.set(ring.at, held);
    });
    for (const [end, lines] of byEnd) {
      const now = summary(lines);
      const at = LM.scene.ends[end];
      const width = Math.max(1.6, Math.min(3, LM.flowWidth(now.count, now.status)));
      const style = LM.base.tokens.status[now.status];
      const back = faded(now) ? " faded" : "";
      [true, false].forEach((casing) => {
        const ring = L.circleMarker([at.lat, at.lon], {
          renderer,
          pane: "flows",
          radius: 12,
          fill: !casing,
          fillOpacity: 0,
          weight: casing ? width + 2.4 : width,
          opacity: casing ? 0.8 : 0.95,
          dashArray: casing ? null : style.dash || null,
          className: (casing ? "lm-casing" : `lm-flow status-${now.status}`) + back,
          interactive: !casing,
          bubblingMouseEvents: false,
        });
        if (!casing) {
          ring.bindTooltip(() => tip(now.lines, now.count), { sticky: true });
          ring.on("click", () => choose(now.lines));
        }
        notByTab(ring.addTo(group));
      });
    }
    LM.ringsDrawn = byEnd;
  }

  function addEnd(index, role) {
    const end = LM.scene.ends[index];
    if (role === "origin") {
      const icon = L.divIcon({ className: "lm-origin", iconSize: [13, 13], iconAnchor: [6.5, 6.5] });
      L.marker([end.lat, end.lon], { pane: "ends", icon, interactive: false, keyboard: false }).addTo(group);
      return;
    }
    L.circleMarker([end.lat, end.lon], {
      pane: "ends",
      renderer: LM.endRenderer,
      radius: 3.4,
      weight: 1.2,
      fillOpacity: 1,
      className: "lm-destination",
      interactive: false,
    }).addTo(group);
  }

  // Arrowheads keep their size on screen, so they are made again after each zoom; closed lines have none.
  function drawHeads() {
    if (!heads) return;
    heads.clearLayers();
    drawn.forEach((flow) => {
      if (flow.status.startsWith("closed")) return;
      const corners = head(latLngs(flow.path), LM.flowWidth(flow.count, flow.status));
      if (!corners) return;
      L.polygon(corners, {
        renderer,
        pane: "flows",
        weight: 1,
        fillOpacity: 1,
        className: `lm-head status-${flow.status}${faded(flow) ? " faded" : ""}`,
        interactive: false,
      }).addTo(heads);
    });
  }

  function head(path, width) {
    const map = LM.map;
    const points = path.map((at) => map.latLngToLayerPoint(at));
    const length = 4.2 + 0.85 * width;
    const tip = walkBack(points, BEFORE_DOT_PX);
    const tail = walkBack(points, BEFORE_DOT_PX + length);
    if (!tip || !tail) return null;
    const along = tip.subtract(tail);
    const size = Math.hypot(along.x, along.y) || 1;
    const side = L.point((-along.y / size) * length * 0.55, (along.x / size) * length * 0.55);
    return [tip, tail.add(side), tail.subtract(side)].map((point) => map.layerPointToLatLng(point));
  }

  // The point so many pixels before the end of a path.
  function walkBack(points, distance) {
    let left = distance;
    for (let i = points.length - 1; i > 0; i -= 1) {
      const step = points[i].distanceTo(points[i - 1]);
      if (step >= left) {
        const share = left / step;
        return points[i].add(points[i - 1].subtract(points[i]).multiplyBy(share));
      }
      left -= step;
    }
    return null;
  }

  LM.flowPoints = function () {
    const spots = [];
    drawn.forEach((flow) => latLngs(flow.path).forEach((at) => spots.push(LM.map.latLngToContainerPoint(at))));
    return spots;
  };

  LM.on("start", start);
  LM.on("tally", draw);
  LM.on("select", draw);
})(window.LM);
