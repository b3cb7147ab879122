// Shows a scene that the page itself carries, with a header, an About tab, tables and a dark and a print view.
(function (LM) {
  "use strict";
  const MOST_TABLE_ROWS = 1000;
  let content = null;
  let detailOf = null;

  LM.askDetail = function (record) {
    const { from, len, place } = LM.scene.records;
    const known = { when: LM.dates(from[record], from[record] + len[record]), where: LM.scene.places.label[place[record]] };
    LM.giveDetail(record, { ...known, ...detailOf(record) });
  };

  function button(label, work, more) {
    return LM.el("button", { class: "lm-head-button", onclick: work, ...more }, label);
  }

  function header() {
    const find = button("Find", () => document.querySelector(".lm-find").focus());
    const table = button("Table", flipTable, { "aria-pressed": "false" });
    const dark = button("Dark", flipTheme, { class: "lm-head-button lm-dark", "aria-pressed": "false" });
    const print = button("Print", () => LM.print());
    const words = LM.el("p", null, LM.el("b", null, "Shown: "), content.about.shown, " ", content.about.made);
    return LM.el(
      "header",
      { class: "lm-header" },
      LM.el("div", null, LM.el("h1", null, content.about.title), words),
      LM.el("div", { class: "lm-head-buttons" }, find, table, dark, print),
    );
  }

  function band(place, left, middle, right) {
    return LM.el("div", { class: "lm-band " + place }, LM.el("span", null, left), LM.el("b", null, middle), LM.el("span", null, right));
  }

  function flipTheme(event) {
    const dark = document.documentElement.dataset.theme !== "dark";
    LM.setTheme(dark ? "dark" : "light");
    event.currentTarget.setAttribute("aria-pressed", String(dark));
  }

  function flipTable(event) {
    const open = document.querySelector(".lm-table-view");
    event.currentTarget.setAttribute("aria-pressed", String(!open));
    if (open) open.remove();
    else document.body.append(tableView());
  }

  function tableView() {
    const view = LM.el("section", { class: "lm-table-view", "aria-label": "Tables" });
    if (LM.scene.lines.length) view.append(LM.linesTable());
    view.append(LM.scene.sums ? LM.spansTable() : LM.recordsTable(MOST_TABLE_ROWS));
    return view;
  }

  function redrawTable() {
    const open = document.querySelector(".lm-table-view");
    if (!open) return;
    const scroll = open.scrollTop;
    const view = tableView();
    open.replaceWith(view);
    view.scrollTop = scroll;
  }

  LM.drawAbout = (into) => LM.add(into, ...LM.aboutSections(content.about));

  const bands = () => [
    band("top", content.bands.handling, content.bands.marking, content.bands.note),
    band("bottom", "linesmap snapshot", content.bands.marking, "Opens without a network. No request is possible"),
  ];

  LM.on("tally", LM.soon(redrawTable));

  LM.on("start", () => {
    content = JSON.parse(document.getElementById("lm-snapshot").textContent);
    detailOf = LM.unpackWords(content.details);
    document.title = content.about.title;
    const [top, bottom] = bands();
    document.body.prepend(top, header());
    document.body.append(bottom);
    LM.printing(content.about, bands);
    if (window.matchMedia("(prefers-color-scheme: dark)").matches) document.querySelector(".lm-dark").click();
    setTimeout(() => LM.show(LM.unpackScene(content.scene)), 0);
  });
})(window.LM);
