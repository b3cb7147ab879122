// Prints on A4 landscape: the map with its legend and time as they stand on the first page, then what this is and
// the tables. The bands with the marking stand on every page.
(function (LM) {
  "use strict";
  const PAGE_PX = 1045;
  const MAP_PX = 520;
  const MOST_PRINTED = 300;
  let darkBefore = false;
  let legendBefore = true;

  // The map keeps the size it has on screen and is scaled as a picture: nothing needs to be drawn again.
  function fit() {
    const style = document.documentElement.style;
    const map = LM.map.getContainer();
    style.setProperty("--print-map", Math.min(PAGE_PX / map.clientWidth, MAP_PX / map.clientHeight).toFixed(4));
    const time = document.querySelector(".lm-time");
    style.setProperty("--print-time", (PAGE_PX / time.clientWidth).toFixed(4));
    style.setProperty("--screen-map-w", map.clientWidth + "px");
    style.setProperty("--screen-map-h", map.clientHeight + "px");
    style.setProperty("--screen-time-w", time.clientWidth + "px");
  }

  // The rows of a table's head and foot come again on every page.
  function sheet(about, bands) {
    const cell = (band) => LM.el("tr", null, LM.el("td", null, band));
    const parts = [...LM.aboutSections(about)];
    if (LM.scene.lines.length) parts.push(LM.linesTable());
    parts.push(LM.scene.sums ? LM.spansTable() : LM.recordsTable(MOST_PRINTED));
    return LM.el(
      "table",
      { class: "lm-sheet", role: "presentation" },
      LM.el("thead", null, cell(bands[0])),
      LM.el("tbody", null, LM.el("tr", null, LM.el("td", null, parts))),
      LM.el("tfoot", null, cell(bands[1])),
    );
  }

  LM.printing = function (about, makeBands) {
    window.addEventListener("beforeprint", () => {
      if (!LM.tally || document.querySelector(".lm-sheet")) return;
      legendBefore = LM.openLegend(true);
      fit();
      document.body.append(sheet(about, makeBands()));
    });
    window.addEventListener("afterprint", () => {
      document.querySelectorAll(".lm-sheet").forEach((node) => node.remove());
      LM.openLegend(legendBefore);
      if (darkBefore) LM.setTheme("dark");
      darkBefore = false;
    });
  };

  // Paper is white: a dark page is drawn light first, and what draws does so before its next picture.
  LM.print = function () {
    darkBefore = document.documentElement.dataset.theme === "dark";
    LM.setTheme("light");
    requestAnimationFrame(() => requestAnimationFrame(() => window.print()));
  };
})(window.LM);
