// What the tabs of the panel hold: what the file is, the areas, the operations, the chosen area, further tables.
(function (LM) {
  "use strict";
  const sorting = { key: "name", up: true };

  function areaButton(area) {
    return LM.el(
      "button",
      {
        class: "lm-area-name",
        onclick: () => LM.chooseArea(area.code),
        onfocus: () => LM.pointAt(area.code, true),
        onblur: () => LM.pointAt(area.code, false),
      },
      LM.fullName(area),
    );
  }

  // Words have no place among numbers: they follow them, in order of name, whichever way the numbers run.
  function ordered(areas, value) {
    const names = areas.slice().sort((a, b) => LM.fullName(a).localeCompare(LM.fullName(b), "en-GB"));
    const sign = sorting.up ? 1 : -1;
    if (sorting.key === "name") return sorting.up ? names : names.reverse();
    const numbers = names.filter((area) => LM.isNumber(value(area))).sort((a, b) => sign * (value(a) - value(b)));
    return [...numbers, ...names.filter((area) => !LM.isNumber(value(area)))];
  }

  function chooseSort(key) {
    Object.assign(sorting, { key, up: sorting.key === key ? !sorting.up : key === "name" });
    LM.redrawPanel();
  }

  LM.areaTable = function (caption, areas, value) {
    const most = Math.max(0, ...areas.map(value).filter(LM.isNumber));
    const rows = ordered(areas, (area) => value(area)).map((area) => {
      const cells = [areaButton(area), LM.bar(value(area), most), LM.writeDrawn(value(area))];
      cells.attributes = { class: area.code === LM.selected ? "chosen" : null, "data-code": area.code };
      return cells;
    });
    return LM.table(caption, ["Area", "", LM.figure() === "rate" ? "Per 100,000" : "Number"], rows, { sort: { keys: { 0: "name", 2: "number" }, now: sorting, choose: chooseSort } });
  };

  LM.drawAreas = function (into) {
    const level = LM.level();
    const areas = LM.areasOf(level);
    const title = `${LM.measure().label} by ${LM.levelWords(level)}`;
    const hidden = areas.filter((area) => !area.shape).length;
    const table = LM.areaTable(title, areas, (area) => LM.drawnValue(area.code));
    table.classList.add("lm-with-bars");
    const total = LM.el("p", { class: "lm-total" }, LM.el("span", null, "All forces, number"), LM.el("b", null, LM.write(LM.area.measure, LM.shown(LM.area.measure, null))));
    LM.add(
      into,
      LM.el("h2", null, LM.measure().label),
      LM.el("p", { class: "lm-lead" }, `${LM.capital(LM.figureWords(LM.period()))} by ${LM.levelWords(level)}, ${LM.periodWords()}`),
      table,
      total,
      hidden ? LM.el("p", { class: "lm-small" }, `${LM.plural(hidden, "area")} in this list ${hidden === 1 ? "has" : "have"} no outline on the map.`) : null,
    );
  };

  LM.drawOperations = function (into) {
    const measure = LM.area.measure;
    const force = LM.forceOf(LM.selected);
    const pick = LM.el("select", { id: "lm-operations-of", onchange: (event) => LM.setOperationsForce(event.target.value) }, LM.el("option", { value: "" }, "All forces"));
    for (const area of LM.areasOf("force")) pick.append(LM.el("option", { value: area.code, selected: area.code === force }, area.name));
    const values = LM.scene.operations.map((_, o) => LM.byOperation(measure, o, force));
    const most = Math.max(0, ...values.filter(LM.isNumber));
    const rows = LM.scene.operations.map((operation, o) => [
      LM.el("span", null, operation.label, operation.note && LM.el("small", null, operation.note)),
      LM.bar(values[o], most),
      LM.write(measure, values[o]),
    ]);
    const table = LM.table(`${LM.measure().label} by operation`, ["Operation", "", "Number"], rows);
    table.classList.add("lm-with-bars");
    LM.add(
      into,
      LM.el("h2", null, `${LM.measure().label} by operation`),
      LM.el("p", { class: "lm-lead" }, `Number, ${LM.wholeWords()}`),
      LM.el("p", { class: "lm-pick" }, LM.el("label", { for: "lm-operations-of" }, "Forces"), pick),
      rows.length ? table : LM.el("p", null, "No operation is named in what is shown."),
      LM.scene.operations.map((operation, o) => LM.operationFacts(operation, o, force)),
    );
  };

  LM.operationFacts = function (operation, o, force) {
    const rows = measureRows((m) => LM.byOperation(m, o, force));
    return rows.length ? LM.section(operation.label + ", all measures", LM.table(operation.label, ["Measure", "Number"], rows)) : null;
  };

  function measureRows(value) {
    const rows = LM.scene.measures.map((measure, m) => [measure.label + (measure.driven ? " *" : ""), LM.write(m, value(m))]);
    return rows.filter((row) => row[1] !== "–");
  }

  LM.drawChosen = function (into) {
    const area = LM.selected && LM.areaOf(LM.selected);
    if (!area) {
      LM.add(into, LM.el("p", null, "Nothing is selected. Select an area on the map or in the list under Areas."));
      return;
    }
    const force = area.level === "force";
    const kind = force ? "Police force area" : "District, " + LM.areaName(area.force);
    const rows = LM.scene.measures.map((measure, m) => figures(area, measure, m)).filter((row) => row[1] !== "–" || row[2] !== "–");
    const period = force && LM.period();
    const rated = rows.some((row) => row[2] !== "–");
    const heads = ["Measure", "Number", rated && "Per 100,000"].filter(Boolean);
    const people = rated ? `; per 100,000 people${period ? " in the period" : ""}` : "";
    LM.add(
      into,
      LM.el("small", { class: "lm-kicker" }, kind),
      LM.el("h2", null, area.name),
      area.population ? LM.el("p", { class: "lm-lead" }, `${LM.number(area.population)} people`) : null,
      LM.section(
        "All measures",
        LM.el("p", { class: "lm-small" }, force ? LM.periodWords() : LM.wholeWords(), people),
        rows.length ? LM.table(`All measures, ${area.name}`, heads, rows.map((row) => row.slice(0, heads.length))) : LM.el("p", null, "No figure."),
        LM.scene.measures.some((measure) => measure.driven) && LM.el("p", { class: "lm-small" }, "* Driven by police activity"),
      ),
      force && operationsOf(area),
      force && districtsOf(area),
    );
  };

  function figures(area, measure, m) {
    const value = area.level === "force" ? LM.shown(m, area.code) : LM.whole(m, area.code);
    const rate = LM.rateOf(m, area.code, value);
    return [measure.label + (measure.driven ? " *" : ""), LM.write(m, value), LM.isNumber(rate) ? LM.writeRate(m, rate) : "–"];
  }

  function operationsOf(area) {
    const rows = LM.scene.operations
      .map((operation, o) => [operation.label, LM.write(LM.area.measure, LM.byOperation(LM.area.measure, o, area.code))])
      .filter((row) => row[1] !== "–");
    const title = `${LM.measure().label} by operation`;
    return rows.length && LM.section(title, LM.el("p", { class: "lm-small" }, LM.wholeWords()), LM.table(title, ["Operation", "Number"], rows));
  }

  function districtsOf(area) {
    const districts = LM.districtsOf(area.code);
    if (!districts.length || !LM.hasDistricts(LM.area.measure)) return null;
    const value = (district) => (LM.figure() === "rate" ? LM.rateOf(LM.area.measure, district.code, LM.whole(LM.area.measure, district.code)) : LM.whole(LM.area.measure, district.code));
    const title = `${LM.measure().label} by district`;
    const table = LM.areaTable(title, districts, value);
    table.classList.add("lm-with-bars");
    return LM.section(title, LM.el("p", { class: "lm-small" }, `${LM.capital(LM.figureWords())}, ${LM.wholeWords()}`), table);
  }
})(window.LM);
