// Shows one record: what, when, where and how surely, who recorded it, how it is graded, and its file and row.
(function (LM) {
  "use strict";

  function ladder(level) {
    const steps = LM.base.precision.length;
    const bar = LM.el("div", { class: "lm-ladder", role: "img", "aria-label": `Step ${level + 1} of ${steps}` });
    for (let i = 0; i < steps; i += 1) bar.append(LM.el("i", { class: i === level ? "on" : "" }));
    return LM.el("div", null, bar, LM.el("div", { class: "lm-ladder-ends" }, LM.el("span", null, "force area"), LM.el("span", null, "point")));
  }

  LM.drawRecord = function (body, index, detail) {
    const scene = LM.scene;
    const records = scene.records;
    const kind = scene.kinds[records.kind[index]];
    const back = LM.selected && LM.selected.back;
    LM.add(
      body,
      LM.el("small", { class: "lm-kicker" }, LM.kindIcon(kind), " ", LM.base.tokens.kind[kind].label, detail && detail.reference ? " " + detail.reference : ""),
      LM.el("h2", null, scene.titles[records.title[index]]),
      back ? LM.el("button", { class: "lm-back", onclick: () => LM.select(back) }, "Back to the list") : null,
    );
    if (!detail) {
      LM.add(body, LM.el("div", { class: "lm-wait", "aria-label": "Loading" }));
      return;
    }
    const place = records.place[index];
    const known = place >= 0;
    const level = known ? scene.places.precision[place] : null;
    LM.add(
      body,
      LM.facts([
        ["When", detail.when, detail.when_note],
        ["Where", known ? detail.where : "Not located", detail.where_note],
        ["Precision", known ? `${LM.capital(LM.base.precision[level])}, ±${LM.distance(scene.places.u[place])}` : null, null, known ? ladder(level) : null],
        ["Force of location", detail.force],
        ["Recorded by", detail.recorded_by, null, detail.other_force ? LM.el("span", { class: "lm-warn" }, "not the force of location") : null],
        ["Grading", detail.grading, detail.grading_note],
        ["Handling", detail.handling, detail.conditions],
        ["Line", detail.line, detail.line_note],
        ["Operation", detail.operation],
      ]),
      detail.summary ? LM.section("As recorded", LM.el("p", { class: "lm-text" }, detail.summary)) : null,
      LM.hitsOf ? LM.hitsOf(detail) : null,
      detail.warnings && detail.warnings.length ? LM.section("Could not be read", LM.el("ul", null, detail.warnings.map((text) => LM.el("li", null, text)))) : null,
      LM.section(
        "Where this comes from",
        LM.facts([
          ["File", detail.file],
          ["Row", detail.row],
          ["Imported", detail.imported],
          ["SHA-256", detail.sha256],
        ]),
      ),
    );
    if (detail.raw) {
      const rows = Object.entries(detail.raw).filter(([, value]) => value !== "");
      LM.add(
      body,
        LM.el("details", { class: "lm-raw" }, LM.el("summary", null, "Show row as filed"), LM.facts(rows.map(([name, value]) => [name, value]))),
      );
    }
    if (LM.openLine && records.line[index] >= 0) LM.add(body, LM.el("p", null, LM.openLine(scene.lines[records.line[index]])));
  };
})(window.LM);
