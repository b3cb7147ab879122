// Starts the area page: the markings, the header, what the file says of itself, and the first picture.
(function (LM) {
  "use strict";
  const NO_DISTRICTS = "Districts are shown for the whole time only, so that no small number can be worked out.";
  let about = null;
  let note = null;

  function button(label, work, more) {
    return LM.el("button", { class: "lm-head-button", onclick: work, ...more }, label);
  }

  function header() {
    const find = button("Find", () => document.querySelector(".lm-find").focus());
    const table = button("Table", (event) => event.currentTarget.setAttribute("aria-pressed", String(LM.flipTable())), { "aria-pressed": "false" });
    const dark = button("Dark", flipTheme, { class: "lm-head-button lm-dark", "aria-pressed": "false" });
    const print = button("Print", () => window.print());
    const words = LM.el("p", null, LM.el("b", null, "Shown: "), about.shown);
    return LM.el(
      "header",
      { class: "lm-header" },
      LM.el("div", null, LM.el("h1", null, about.title), words),
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

  LM.aboutSections = function () {
    const driven = LM.scene.measures.filter((measure) => measure.driven).map((measure) => measure.label);
    const notes = LM.scene.measures.filter((measure) => measure.note).map((measure) => [measure.label, measure.note]);
    const list = (lines) => LM.el("ul", { class: "lm-area-lines" }, lines.map((line) => LM.el("li", null, line)));
    return [
      LM.section("What this is", LM.el("p", null, about.what)),
      LM.section(
        "What to keep in mind",
        LM.el("p", null, about.limits),
        driven.length ? LM.el("p", null, `Driven by police activity: ${driven.join("; ")}. More of these can mean more work by the police, not more crime.`) : null,
      ),
      LM.section("Left out", LM.el("p", null, about.left_out)),
      LM.section("How small numbers are hidden", LM.el("p", null, LM.disclosure), about.rules.length ? list(about.rules) : null),
      notes.length ? LM.section("Measures", LM.facts(notes)) : null,
      about.sources.length ? LM.section("Sources", LM.table("Sources", ["File", "Imported", "Rows"], about.sources)) : null,
      LM.section("This file", LM.facts(about.file)),
      LM.section("Licences", list(about.licences)),
    ].filter(Boolean);
  };
  LM.drawAbout = (into) => LM.add(into, LM.aboutSections());

  function writeNote() {
    const districts = LM.areasOf("district").length && LM.area.period !== null;
    note.textContent = "";
    LM.add(note, LM.el("p", null, LM.disclosure), districts ? LM.el("p", { class: "lm-no-districts" }, NO_DISTRICTS) : null);
  }

  function show(content) {
    LM.takeAreas(content.scene);
    LM.makeAreaLayers(content.shapes);
    LM.labelPoints = new Map(LM.base.forces.map((force) => [force.code, [force.lat, force.lon]]));
    for (const [code, district] of Object.entries(content.shapes.districts)) LM.labelPoints.set(code, [district.label[1], district.label[0]]);
    LM.makeLegend();
    LM.makeFind();
    LM.makePanel();
    LM.makeTime();
    // Last in the page, so that on paper it comes after the time strip.
    document.body.append(document.querySelector(".lm-band.bottom"));
    note = LM.el("div", { class: "lm-note", "aria-live": "polite" });
    LM.map.getContainer().append(note);
    LM.focusAreas(LM.areasOf("force").map((area) => area.code));
    LM.on("area", writeNote);
    LM.setArea({});
    LM.map.invalidateSize({ pan: false });
    LM.home();
    LM.watchPrint();
    document.body.classList.add("lm-ready");
  }

  LM.on("start", () => {
    const content = JSON.parse(document.getElementById("lm-area-data").textContent);
    const marks = content.bands;
    about = content.about;
    LM.disclosure = about.disclosure;
    document.title = about.title;
    document.body.prepend(band("top", marks.handling, marks.marking, marks.note), header());
    document.body.append(band("bottom", "linesmap snapshot of areas", marks.marking, "Opens without a network. No request is possible"));
    if (window.matchMedia("(prefers-color-scheme: dark)").matches) document.querySelector(".lm-dark").click();
    setTimeout(() => show(content), 0);
  });
})(window.LM);
