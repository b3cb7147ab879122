// Shows a scene that the page itself carries, with a header, an About tab, tables and a dark and a print view.
(function (LM) {
  "use strict";
  const MOST_TABLE_ROWS = 1000;
  let content = null;

  LM.askDetail = function (record) {
    if (content.details) LM.giveDetail(record, content.details[record] || null);
    else LM.giveDetail(record, {});
  };

  function button(label, work, more) {
    return LM.el("button", { class: "lm-head-button", onclick: work, ...more }, label);
  }

  function header() {
    const find = button("Find", () => document.querySelector(".lm-find").focus());
    const table = button("Table", flipTable, { "aria-pressed": "false" });
    const dark = button("Dark", flipTheme, { class: "lm-head-button lm-dark", "aria-pressed": "false" });
    const print = button("Print", () => window.print());
    const words = LM.el("p", null, LM.el("b", null, "Shown: "), content.about.shown);
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
    const scene = LM.scene;
    const view = LM.el("section", { class: "lm-table-view", "aria-label": "Tables" });
    if (scene.lines.length) {
      const rows = scene.lines.map((line, i) => [
        line.name,
        LM.tally.status[i] ? LM.base.tokens.status[LM.tally.status[i]].label : "–",
        line.route,
        line.drugs,
        line.last ? LM.date(line.last) : "–",
        LM.number(LM.tally.byLine[i]),
      ]);
      view.append(LM.section("Lines", LM.table("Lines", ["Line", "Status", "Route", "Drugs", "Last activity", "Records"], rows)));
    }
    const shown = LM.tally.records.slice(-MOST_TABLE_ROWS).reverse();
    const rows = shown.map((i) => {
      const place = scene.records.place[i];
      return [
        LM.date(scene.records.from[i]),
        LM.base.tokens.kind[scene.kinds[scene.records.kind[i]]].label,
        scene.titles[scene.records.title[i]],
        place < 0 ? "not located" : scene.places.label[place],
        place < 0 ? "–" : "±" + LM.distance(scene.places.u[place]),
      ];
    });
    const note = shown.length < LM.tally.records.length ? `, the newest ${LM.number(shown.length)} of ${LM.number(LM.tally.records.length)}` : "";
    view.append(LM.section("Records" + note, LM.table("Records", ["Date", "Kind", "Record", "Place", "± about"], rows)));
    return view;
  }

  LM.drawAbout = function (into) {
    const about = content.about;
    const unlocated = LM.tally.unlocated;
    LM.add(
      into,
      LM.section("What this is", LM.el("p", null, about.what)),
      LM.section("What to keep in mind", LM.el("p", null, `${LM.plural(unlocated, "record")} of the period shown could not be located and ${unlocated === 1 ? "is" : "are"} not drawn. `, about.limits)),
      LM.section("Left out", LM.el("p", null, about.left_out)),
      LM.section("Precision of the locations", LM.table("Precision", ["Level", "± about", "Records"], LM.precisionRows())),
      LM.section("Sources", LM.table("Sources", ["File", "Imported", "Rows"], about.sources)),
      LM.section("This file", LM.facts(about.file)),
      LM.section("Licences", LM.el("ul", { class: "lm-licences" }, about.licences.map((line) => LM.el("li", null, line)))),
    );
  };

  LM.on("start", () => {
    content = JSON.parse(document.getElementById("lm-snapshot").textContent);
    const marks = content.bands;
    document.title = content.about.title;
    document.body.prepend(band("top", marks.handling, marks.marking, marks.note), header());
    document.body.append(band("bottom", "linesmap snapshot", marks.marking, "Opens without a network. No request is possible"));
    if (window.matchMedia("(prefers-color-scheme: dark)").matches) document.querySelector(".lm-dark").click();
    setTimeout(() => LM.show(content.scene), 0);
  });
})(window.LM);
