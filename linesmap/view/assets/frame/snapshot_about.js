// Says what a snapshot is: what is shown and left out, how surely, from which files, made how and from what parts.
(function (LM) {
  "use strict";

  const unlocated = () => {
    const count = LM.tally.unlocated;
    return `${LM.plural(count, "record")} of the period shown could not be located and ${count === 1 ? "is" : "are"} not drawn. `;
  };

  LM.aboutSections = function (about) {
    const parts = [
      LM.section("What this is", LM.el("p", null, about.what), LM.facts(about.facts)),
      about.summed && LM.section("Added up", LM.el("p", null, about.summed)),
      LM.section("What to keep in mind", LM.el("p", null, unlocated(), about.limits)),
      LM.section("Left out", LM.el("p", null, about.left_out)),
      LM.section(
        LM.scene.sums ? "Precision of the locations, all records" : "Precision of the locations",
        LM.table("Precision", ["Level", "± about", "Records"], LM.precisionRows()),
      ),
      LM.section("Sources", LM.table("Sources", ["File", "Imported", "Rows", "Here"], about.sources), about.more_sources && LM.el("p", { class: "lm-small" }, about.more_sources)),
      LM.section("How it is made", LM.el("ul", { class: "lm-notes" }, about.methods.map((line) => LM.el("li", null, line)))),
      LM.section("This file", LM.facts(about.file)),
      LM.section("About this file", LM.el("p", null, "It carries these parts of others inside."), LM.table("Parts", ["Part", "Version", "Licence"], about.parts)),
      LM.section("Data it is drawn with", LM.el("ul", { class: "lm-notes" }, about.licences.map((line) => LM.el("li", null, line)))),
    ];
    return parts.filter(Boolean);
  };

  LM.linesTable = function () {
    const rows = LM.scene.lines.map((line, i) => [
      line.name,
      LM.tally.status[i] ? LM.base.tokens.status[LM.tally.status[i]].label : "–",
      line.route,
      line.drugs,
      line.last === null ? "–" : LM.date(line.last),
      LM.number(LM.tally.byLine[i]),
    ]);
    return LM.section("Lines", LM.table("Lines", ["Line", "Status", "Route", "Drugs", "Last activity", "Records"], rows));
  };

  LM.recordsTable = function (most) {
    const scene = LM.scene;
    const shown = LM.tally.records.slice(-most).reverse();
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
    const all = LM.tally.records.length;
    const note = shown.length < all ? `, the newest ${LM.number(shown.length)} of ${LM.number(all)}` : "";
    return LM.section("Records" + note, LM.table("Records", ["Date", "Kind", "Record", "Place", "± about"], rows));
  };

  // Where records were added up, a table of the spans of time stands for the list of records.
  LM.spansTable = function () {
    const { unit, edges, totals } = LM.timeBins();
    const names = LM.scene.kinds.map((kind) => LM.base.tokens.kind[kind].label);
    const rows = [];
    totals.forEach((row, bin) => {
      if (edges[bin + 1] <= LM.period[0] || edges[bin] > LM.period[1]) return;
      const all = row.reduce((a, b) => a + b, 0);
      rows.push([LM.dates(edges[bin], edges[bin + 1] - 1), ...row.map(LM.number), LM.number(all)]);
    });
    return LM.section(`Records by ${unit} in which they begin`, LM.table("Records over time", [LM.capital(unit), ...names, "All"], rows));
  };
})(window.LM);
