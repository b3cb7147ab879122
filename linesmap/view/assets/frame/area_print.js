// Prints the map with its legend on the first sheet and every table on the sheets after it. The markings head and foot
// each sheet: browsers repeat the head and foot of a table that runs over several.
(function (LM) {
  "use strict";
  let before = null;

  function band(place) {
    return document.querySelector(".lm-band." + place).cloneNode(true);
  }

  function sheets() {
    const row = (child) => LM.el("tr", null, LM.el("td", null, child));
    return LM.el(
      "table",
      { class: "lm-area-sheets", role: "presentation" },
      LM.el("thead", null, row(band("top"))),
      LM.el("tfoot", null, row(band("bottom"))),
      LM.el("tbody", null, row(LM.el("div", { class: "lm-area-sheet" }, LM.el("h2", null, "Tables"), LM.allTables(), LM.aboutSections()))),
    );
  }

  function begin() {
    if (before) return;
    before = { theme: document.documentElement.dataset.theme || "light", view: [LM.map.getCenter(), LM.map.getZoom()], sheets: sheets() };
    LM.setTheme("light");
    document.body.classList.add("lm-printing");
    document.body.append(before.sheets);
    fit(() => LM.home());
  }

  function end() {
    if (!before) return;
    const { theme, view, sheets: made } = before;
    before = null;
    made.remove();
    document.body.classList.remove("lm-printing");
    LM.setTheme(theme);
    fit(() => LM.map.setView(view[0], view[1], { animate: false }));
  }

  // The sheet is narrower than the screen: the map and the strip are drawn for it before it is laid out.
  function fit(look) {
    LM.map.invalidateSize({ pan: false, animate: false });
    look();
    LM.drawTime();
    LM.drawLabels();
  }

  LM.watchPrint = function () {
    window.addEventListener("beforeprint", begin);
    window.addEventListener("afterprint", end);
    window.matchMedia("print").addEventListener("change", (event) => (event.matches ? begin() : end()));
  };
})(window.LM);
