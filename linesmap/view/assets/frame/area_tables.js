// The tables of the area page, for the Table view over the map and for print: all measures by area, period, operation.
(function (LM) {
  "use strict";
  const MOST_COLUMNS = 8;
  const plainCell = (cell) => (LM.isNumber(cell) ? LM.number(cell) : cell === null ? "–" : cell);
  const byName = (areas) => areas.slice().sort((a, b) => a.name.localeCompare(b.name, "en-GB"));

  // Groups of measures side by side, as many as a sheet of paper holds; a larger group goes on in the next table.
  function columns() {
    const tables = [];
    let room = 0;
    for (const [group, measures] of LM.groups()) {
      if (measures.length > room || !tables.length) {
        tables.push([]);
        room = MOST_COLUMNS;
      }
      for (const measure of measures) {
        if (!room) {
          tables.push([]);
          room = MOST_COLUMNS;
        }
        tables[tables.length - 1].push([group, measure]);
        room -= 1;
      }
    }
    return tables;
  }

  // Tables of all measures: `figure` gives the words for a row and a measure. A measure with no figure at all is left out.
  function tablesOf(title, first, things, figure, note) {
    const made = columns().map((chosen) => {
      const measures = chosen.filter(([, m]) => things.some(({ thing, total }) => !total && figure(thing, m) !== "–"));
      if (!measures.length) return null;
      const groups = [];
      for (const [group] of measures) {
        if (groups.length && groups[groups.length - 1][0] === group) groups[groups.length - 1][1] += 1;
        else groups.push([group, 1]);
      }
      const heads = measures.map(([, m]) => LM.scene.measures[m].label + (LM.scene.measures[m].driven ? " *" : ""));
      const rows = things.map(({ thing, label, total }) => {
        const cells = [label(), ...measures.map(([, m]) => figure(thing, m))];
        cells.attributes = total ? { class: "total" } : null;
        return cells;
      });
      return LM.table(title, [first, ...heads], rows, { groups });
    });
    const tables = made.filter(Boolean);
    return tables.length ? LM.section(title, note && LM.el("p", { class: "lm-small" }, note), tables) : null;
  }

  function areaTables(level) {
    const areas = byName(LM.areasOf(level));
    if (!areas.length) return null;
    const things = areas.map((area) => ({ thing: area.code, label: () => LM.fullName(area) }));
    const figure = (code, m) => LM.write(m, level === "district" ? LM.whole(m, code) : LM.shown(m, code));
    const words = LM.levelWords(level);
    const when = level === "district" ? LM.wholeWords() : LM.periodWords();
    return tablesOf(`By ${words}`, LM.capital(words), [...things, { thing: null, label: () => "All forces", total: true }], figure, when);
  }

  function operationTables() {
    const force = LM.forceOf(LM.selected);
    const label = (operation) => LM.el("span", null, operation.label, operation.note && LM.el("small", null, operation.note));
    const things = LM.scene.operations.map((operation, o) => ({ thing: o, label: () => label(operation) }));
    return tablesOf(`By operation, ${LM.areaName(force)}`, "Operation", things, (o, m) => LM.write(m, LM.byOperation(m, o, force)), LM.wholeWords());
  }

  function periodTables() {
    const force = LM.forceOf(LM.selected);
    const things = LM.scene.periods.map((period, p) => ({ thing: p, label: () => period.label }));
    return tablesOf(`By period, ${LM.areaName(force)}`, "Period", things, (p, m) => LM.write(m, LM.inPeriod(m, force, p)));
  }

  LM.furtherTables = () =>
    LM.scene.tables.map((table) =>
      LM.section(
        table.title,
        table.note && LM.el("p", { class: "lm-small" }, table.note),
        LM.el("div", { class: "lm-wide", tabindex: table.head.length > 4 ? 0 : null }, LM.table(table.title, table.head, table.rows.map((row) => row.map(plainCell)))),
      ),
    );

  LM.allTables = function () {
    const driven = LM.scene.measures.some((measure) => measure.driven);
    return [
      LM.el("p", { class: "lm-small" }, LM.disclosure, driven && " * Driven by police activity."),
      areaTables("force"),
      areaTables("district"),
      periodTables(),
      operationTables(),
      ...LM.furtherTables(),
    ].filter(Boolean);
  };

  let view = null;
  LM.flipTable = function () {
    if (view) view.remove();
    view = view ? null : LM.el("section", { class: "lm-table-view", "aria-label": "Tables", tabindex: 0 }, LM.allTables());
    if (view) document.body.append(view);
    return Boolean(view);
  };
  LM.on("area", () => {
    if (view) view.replaceChildren(...LM.allTables());
  });
})(window.LM);
