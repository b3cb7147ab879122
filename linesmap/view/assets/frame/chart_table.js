// Tables beside the chart: the records of the selection or of the period, and everything that the chart shows.
(function (LM) {
  "use strict";
  const chart = LM.chart;
  const MOST_ROWS = 200;
  const MOST_THINGS = 400;
  let newest = true;

  function drawRecords(body) {
    const rows = LM.tally.records.slice().sort((a, b) => (newest ? -1 : 1) * (LM.scene.records.from[a] - LM.scene.records.from[b]) || a - b);
    LM.add(body,
      LM.el("h2", null, LM.plural(rows.length, "record")),
      LM.el("p", { class: "lm-lead" }, (LM.only ? "Of the selection, " : "All, ") + LM.dates(...LM.period) + (LM.scene.sentence ? ". " + LM.scene.sentence : "")));
    if (!rows.length) {
      LM.add(body, LM.el("p", null, LM.scene.records.from.length ? "No record falls in this period. Widen it on the timeline." : LM.scene.empty));
      return;
    }
    const sort = LM.el("button", { class: "lm-link-plain", title: "Turn the order round", onclick: () => ((newest = !newest), LM.redrawPanel()) }, newest ? "Date ↓" : "Date ↑");
    const table = LM.el("table", { class: "lm-table lm-records" }, LM.el("caption", { class: "lm-hide" }, "Records, with place, grade, file and row"));
    table.append(LM.el("thead", null, LM.el("tr", null, LM.el("th", { scope: "col", "aria-sort": newest ? "descending" : "ascending" }, sort), LM.el("th", { scope: "col" }, "Record"))));
    table.append(LM.el("tbody", null, rows.slice(0, MOST_ROWS).map(line)));
    LM.add(body, table);
    if (rows.length > MOST_ROWS) LM.add(body,
      LM.el("p", { class: "lm-small" }, `${MOST_ROWS} of ${LM.number(rows.length)} are listed. Select something or shorten the period for the others.`));
  }

  function line(row) {
    const scene = LM.scene;
    const open = () => LM.select({ type: "record", record: row, back: LM.selected && LM.selected.type !== "record" ? LM.selected : null });
    const [where, source] = chart.recordNotes(row);
    const place = where.slice(where.indexOf(", ") + 2);
    const title = LM.el("button", { class: "lm-link", onclick: open }, LM.kindIcon(scene.kinds[scene.records.kind[row]]),
      LM.el("span", null, scene.titles[scene.records.title[row]],
      LM.el("small", null, place),
      LM.el("small", null, source)));
    return LM.el("tr", null, LM.el("td", null, LM.date(scene.records.from[row])), LM.el("td", null, title));
  }

  // The same things as a table, for everyone who does not read the picture; by type and name, in no rank.
  function drawThings(body) {
    const nodes = chart.nodesShown().sort((a, b) => chart.data.nodes.type[a] - chart.data.nodes.type[b] || chart.label(a).localeCompare(chart.label(b)) || a - b);
    LM.add(body, LM.el("h2", null, `${LM.plural(nodes.length, "thing")} in the chart`), LM.el("p", { class: "lm-lead" }, "By type and name. Ties not shown stand after the plus sign."));
    if (!nodes.length) return;
    const table = LM.el("table", { class: "lm-table" }, LM.el("caption", { class: "lm-hide" }, "What the chart shows"));
    table.append(LM.el("thead", null, LM.el("tr", null, ["Thing", "Ties", "Records"].map((head, i) => LM.el("th", { scope: "col", class: i ? "n" : "" }, head)))));
    const rows = nodes.slice(0, MOST_THINGS).map((node) => {
      const hidden = chart.hiddenCount(node);
      return LM.el(
        "tr",
        { class: chart.liveNode[node] ? "" : "lm-faint" },
        LM.el("td", null, chart.nodeButton(node)),
        LM.el("td", { class: "n" }, LM.number(chart.data.nodes.ties[node]), hidden ? LM.el("small", null, "+" + LM.number(hidden)) : null),
        LM.el("td", { class: "n" }, LM.number(chart.rowsNow(chart.data.nodes.rows[node]).length)),
      );
    });
    table.append(LM.el("tbody", null, rows));
    LM.add(body, table);
    if (nodes.length > MOST_THINGS) LM.add(body, LM.el("p", { class: "lm-small" }, `The first ${MOST_THINGS} of ${LM.number(nodes.length)} are listed.`));
  }

  LM.on("start", () => {
    if (LM.mode !== "network") return;
    LM.panelTabs = () => [
      ["summary", LM.tally ? `Records (${LM.number(LM.tally.records.length)})` : "Records"],
      ["things", "In chart"],
      ["selected", "Selected"],
    ];
    LM.panelDraws.summary = drawRecords;
    LM.panelDraws.things = drawThings;
  });
})(window.LM);
