// Stands the link chart beside the map in a snapshot: unpacks it, and leaves out what only the app can answer.
(function (LM) {
  "use strict";
  const PAGE_PX = 1045;
  const PICTURE_PX = 500;
  const THOUSANDTHS = 1000;
  const chart = LM.chart;
  const unpackScene = LM.unpackScene;

  const weights = (packed) => LM.unpackColumn(packed).map((weight) => weight / THOUSANDTHS);

  LM.unpackScene = function (scene) {
    const { nodes, edges, records } = scene.chart;
    for (const name of ["type", "ties", "guard", "line", "unlocated"]) nodes[name] = LM.unpackColumn(nodes[name]);
    for (const name of ["rows", "text"]) nodes[name] = nodes[name].map(LM.unpackSteps);
    for (const name of ["a", "b", "relation", "n"]) edges[name] = LM.unpackColumn(edges[name]);
    for (const name of ["weight", "base"]) edges[name] = weights(edges[name]);
    edges.rows = edges.rows.map(LM.unpackSteps);
    for (const name of ["source", "file", "row", "grade"]) records[name] = LM.unpackColumn(records[name]);
    records.weight = weights(records.weight);
    return unpackScene(scene);
  };

  // What is not in the file cannot be asked for.
  chart.askFocus = (ids) => ids.length && chart.say("What else is tied to this is not in this file");

  // Chart and map share the first page side by side, each a picture of what stands on the screen, and the legend
  // stands beside them instead of over a map that is half as wide as alone.
  function fit() {
    const narrow = LM.narrow();
    const boxes = [document.querySelector(".lm-chart"), LM.map.getContainer()];
    const mapOnly = document.body.classList.contains("lm-map-view");
    document.body.classList.toggle("lm-print-chart", narrow && !mapOnly);
    document.body.classList.toggle("lm-print-map", narrow && mapOnly);
    const shown = narrow ? [boxes[mapOnly ? 1 : 0]] : boxes;
    const legend = document.querySelector(".lm-legend");
    const wide = shown.reduce((sum, box) => sum + box.clientWidth, narrow && !mapOnly ? 0 : legend.offsetWidth);
    boxes[1].after(legend);
    const zoom = Math.min(PAGE_PX / wide, PICTURE_PX / Math.max(...shown.map((box) => box.clientHeight)));
    const style = document.documentElement.style;
    style.setProperty("--print-map", (zoom * 0.995).toFixed(4));
    style.setProperty("--screen-chart-w", boxes[0].clientWidth + "px");
    style.setProperty("--screen-chart-h", boxes[0].clientHeight + "px");
  }

  function unfit() {
    const legend = document.querySelector("body > .lm-legend");
    if (legend) LM.map.getContainer().append(legend);
    document.body.classList.remove("lm-print-chart", "lm-print-map");
  }

  LM.on("start", () => {
    document.body.classList.add("lm-snapshot", "lm-snapshot-chart");
    delete LM.panelDraws.summary;
    LM.panelTabs = () => [
      ["summary", "About"],
      ["lines", `Lines (${LM.number(LM.scene ? LM.scene.lines.length : 0)})`],
      ["things", "In chart"],
      ["selected", "Selected"],
    ];
    window.addEventListener("beforeprint", () => LM.tally && fit());
    window.addEventListener("afterprint", unfit);
  });
})(window.LM);
