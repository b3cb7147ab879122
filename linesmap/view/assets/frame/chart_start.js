// Brings the chart of a scene to the screen, and keeps chart, map, timeline and panel in step.
(function (LM) {
  "use strict";
  const chart = LM.chart;
  let fresh = false;
  let again = -1;
  let wanted = null;

  LM.on("scene", (scene) => {
    if (!scene.chart) return;
    again = chart.load(scene.chart);
    fresh = true;
  });

  LM.on("chart", (what) => {
    if (what === "weights" && fresh) settle();
    else if (what === "shown") chart.arrange(true);
    else chart.draw();
    if (what === "shown" || what === "layout") LM.redrawPanel();
  });

  // The first picture of a scene: fitted when nothing was there before, and where it was when only a filter changed.
  function settle() {
    fresh = false;
    if (!chart.keptView) chart.fillUp();
    chart.arrange(false, chart.keptView ? null : chart.fit);
    setTimeout(() => {
      if (wanted) followPath();
      else if (again >= 0 && chart.isShown(again)) chart.pick([again]);
      else if (!LM.selected) LM.select(null);
    }, 0);
  }

  // A path that was looked for in the whole graph comes back as ids.
  LM.on("args", (args) => {
    const key = args.path ? JSON.stringify(args.path) : null;
    if (!key || key === LM.pathShown) return;
    LM.pathShown = key;
    wanted = args.path;
    if (!fresh && chart.data) setTimeout(followPath, 0);
  });

  function followPath() {
    if (!wanted) return;
    const at = (id) => chart.data.nodes.id.indexOf(id);
    const ends = wanted.asked.map(at);
    const path = wanted.nodes.map(at);
    const known = [...ends, ...path].every((node) => node >= 0);
    wanted = null;
    if (!known) return;
    chart.reveal(path);
    LM.select({ type: "path", path, from: ends[0], to: ends[1], everywhere: true });
  }
})(window.LM);
