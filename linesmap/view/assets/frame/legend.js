// The legend is the layer control: each row shows how a layer is drawn, how many it draws now, and hides it.
(function (LM) {
  "use strict";
  const SAMPLES = [3, 20, 40];
  let box = null;
  let closed = false;

  function start() {
    box = LM.el("div", { class: "lm-legend", role: "group", "aria-label": "Layers and legend" });
    LM.map.getContainer().append(box);
    L.DomEvent.disableClickPropagation(box).disableScrollPropagation(box);
    closed = LM.narrow() || LM.mode === "network";
    LM.on("drawn", draw);
    LM.on("flows", draw);
    LM.on("theme", draw);
  }

  function paint() {
    if (!LM.tally || !LM.scene) return;
    const scroll = box.scrollTop;
    box.textContent = "";
    box.classList.toggle("closed", closed);
    box.append(
      LM.el("button", { class: "lm-legend-toggle", "aria-expanded": String(!closed), onclick: toggle }, closed ? "Legend" : "Hide legend"),
    );
    if (!closed) {
      if (LM.scene.lines.length) drawLines();
      drawRecords();
    }
    box.scrollTop = scroll;
    LM.redrawLabels();
  }
  const draw = LM.soon(paint);

  // Opens or closes the legend at once, as paper does not wait for the next picture; tells how it stood before.
  LM.openLegend = function (open) {
    const before = !closed;
    closed = !open;
    paint();
    return before;
  };

  function toggle() {
    closed = !closed;
    draw();
  }

  function drawLines() {
    const counts = {};
    LM.scene.lines.forEach((line, index) => {
      const status = LM.tally.status[index];
      if (line.drawn && LM.lineCounts(index)) counts[status] = (counts[status] || 0) + 1;
    });
    box.append(heading("Lines by status"));
    for (const status of Object.keys(LM.base.tokens.status)) {
      const style = LM.base.tokens.status[status];
      box.append(row("status:" + status, lineSwatch(status), style.label, counts[status] || 0));
    }
    box.append(heading("Line width: records in period"), widthSamples(), heading("Places"));
    const rings = [...(LM.ringsDrawn || new Map()).values()].reduce((sum, lines) => sum + lines.length, 0);
    const origins = [...(LM.endsDrawn || new Map()).values()].filter((role) => role === "origin").length;
    box.append(row("rings", ringSwatch(), "Internal line", rings));
    box.append(row("flows", originSwatch(), "Origin", origins));
    if (LM.flowsLeftOut) box.append(LM.el("p", { class: "lm-small" }, `${LM.number(LM.flowsLeftOut)} more lines are not drawn`));
  }

  function drawRecords() {
    const resolution = LM.drawn ? LM.drawn.resolution : 5;
    box.append(heading(resolution === null ? "Records by place" : `Records per hexagon (${hexWidth(resolution)})`));
    LM.scene.kinds.forEach((kind, index) => {
      const total = LM.tally.kindTotals[index];
      box.append(row("kind:" + kind, kindSwatch(kind), LM.base.tokens.kind[kind].label, total));
    });
    if (resolution !== null) box.append(ramp(resolution));
    else box.append(LM.el("p", { class: "lm-small" }, "Dashed circle: holds the true place 95 times in 100. A record known worse than a postcode has a circle and no point"));
    if (resolution !== null && LM.drawn && LM.drawn.doubtful) box.append(LM.el("p", { class: "lm-small" }, doubtWords()));
  }

  function doubtWords() {
    const words = `Dashed: ${LM.plural(LM.drawn.doubtful, "record")} known less exactly than a hexagon is wide`;
    return LM.drawn.areasLeftOut ? `${words}; ${LM.plural(LM.drawn.areasLeftOut, "smaller area")} not drawn` : words;
  }

  function hexWidth(resolution) {
    const km = LM.hexEdge(resolution) / 1000;
    return km >= 5 ? `${Math.round(km)} km` : `${km.toFixed(1)} km`;
  }

  function heading(text) {
    return LM.el("h3", null, text);
  }

  function row(key, swatch, label, count) {
    const shown = !LM.hidden.has(key);
    return LM.el(
      "button",
      { class: "lm-row" + (shown ? "" : " off"), "aria-pressed": String(shown), onclick: () => flip(key), "data-key": key },
      swatch,
      LM.el("span", { class: "name" }, label),
      LM.el("span", { class: "count" }, LM.number(count)),
    );
  }

  function flip(key) {
    if (LM.hidden.has(key)) LM.hidden.delete(key);
    else LM.hidden.add(key);
    LM.recount();
    const again = box.querySelector(`[data-key="${key}"]`);
    requestAnimationFrame(() => {
      const now = box.querySelector(`[data-key="${key}"]`) || again;
      if (now) now.focus({ preventScroll: true });
    });
  }

  const picture = (...shapes) => LM.svg("svg", { class: "lm-swatch", viewBox: "0 0 32 14", width: 32, height: 14 }, ...shapes);

  function lineSwatch(status) {
    const style = LM.base.tokens.status[status];
    return picture(
      LM.svg("line", {
        x1: 1,
        x2: 31,
        y1: 7,
        y2: 7,
        class: "status-" + status,
        "stroke-width": style.width || 2.6,
        "stroke-dasharray": style.dash || null,
        "stroke-linecap": style.cap,
      }),
    );
  }
  LM.lineSwatch = lineSwatch;

  const ringSwatch = () => picture(LM.svg("circle", { cx: 16, cy: 7, r: 5, fill: "none", class: "lm-ring-swatch", "stroke-width": 2 }));
  const originSwatch = () => picture(LM.svg("rect", { x: 11, y: 2, width: 10, height: 10, class: "lm-origin-swatch", "stroke-width": 2 }));

  LM.kindShape = function (kind, size) {
    const r = size / 2;
    const shape = (LM.base.tokens.kind[kind] || { shape: "circle" }).shape;
    const attributes = { class: "kind-" + kind };
    if (shape === "square") return LM.svg("rect", { x: -r * 0.86, y: -r * 0.86, width: r * 1.72, height: r * 1.72, ...attributes });
    if (shape === "triangle") return LM.svg("path", { d: `M0 ${-r} L${r} ${r * 0.8} L${-r} ${r * 0.8} Z`, ...attributes });
    if (shape === "diamond") return LM.svg("path", { d: `M0 ${-r} L${r} 0 L0 ${r} L${-r} 0 Z`, ...attributes });
    return LM.svg("circle", { r: r * 0.95, ...attributes });
  };

  function kindSwatch(kind) {
    return picture(LM.svg("g", { transform: "translate(16 7)" }, LM.kindShape(kind, 10)));
  }

  LM.kindIcon = (kind) => LM.svg("svg", { class: "lm-kind", viewBox: "-6 -6 12 12", width: 12, height: 12 }, LM.kindShape(kind, 10));

  function widthSamples() {
    const bar = LM.el("div", { class: "lm-widths" });
    SAMPLES.forEach((sample) => {
      const count = sample * LM.tally.widthUnit;
      const width = LM.flowWidth(count, "active");
      bar.append(
        LM.svg("svg", { width: 30, height: 12, viewBox: "0 0 30 12" }, LM.svg("line", { x1: 0, x2: 26, y1: 6, y2: 6, class: "lm-width", "stroke-width": width })),
        LM.el("span", null, LM.number(count)),
      );
    });
    return bar;
  }

  function ramp(resolution) {
    const breaks = LM.scene.breaks[resolution];
    const bar = LM.el("div", { class: "lm-ramp", role: "img", "aria-label": "From few records, pale, to many, dark" });
    breaks.forEach((edge, i) => {
      const last = i === breaks.length - 1;
      bar.append(LM.el("div", null, LM.el("i", { class: "hex-" + (i + 1) }), LM.el("span", null, LM.number(edge) + (last ? "+" : ""))));
    });
    return bar;
  }

  LM.on("start", start);
})(window.LM);
