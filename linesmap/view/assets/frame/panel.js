// The panel beside the map: what is shown, the lines, and the thing that was selected. It opens where it
// always opens, and everything it shows is written as text.
(function (LM) {
  "use strict";
  const MOST_ROWS = 200;
  const MOST_NAMED = 20;
  let panel = null;
  let body = null;
  let tabs = null;
  let tab = "summary";
  const details = new Map();

  function start() {
    panel = LM.el("aside", { class: "lm-panel", "aria-label": "Details" });
    tabs = LM.el("div", { class: "lm-tabs", role: "tablist" });
    body = LM.el("div", { class: "lm-panel-body", "aria-live": "polite" });
    panel.append(tabs, body);
    document.body.append(panel);
    if (LM.narrow()) document.body.classList.add("panel-closed");
  }

  function names() {
    if (LM.panelTabs) return LM.panelTabs();
    const lines = LM.scene ? LM.scene.lines.length : 0;
    return [
      ["summary", LM.mode === "snapshot" ? "About" : "Summary"],
      ["lines", `Lines (${LM.number(lines)})`],
      ["selected", "Selected"],
    ];
  }

  function show(name) {
    tab = name;
    document.body.classList.remove("panel-closed");
    draw();
    LM.emit("layout");
  }
  LM.showTab = show;

  const draw = LM.soon(function () {
    if (!LM.scene || !LM.tally) return;
    tabs.textContent = "";
    for (const [name, label] of names()) {
      tabs.append(LM.el("button", { role: "tab", "aria-selected": String(tab === name), onclick: () => show(name) }, label));
    }
    tabs.append(LM.el("button", { class: "lm-close", "aria-label": "Close panel", onclick: close }, "Close"));
    const scroll = body.scrollTop;
    const kept = body.dataset.shown === shownKey();
    body.textContent = "";
    body.dataset.shown = shownKey();
    if (LM.panelDraws[tab]) LM.panelDraws[tab](body);
    else if (tab === "summary") (LM.drawAbout || drawSummary)(body);
    else if (tab === "lines") drawLines();
    else drawSelected();
    body.scrollTop = kept ? scroll : 0;
  });

  const shownKey = () => tab + (tab === "selected" ? JSON.stringify([LM.selected && LM.selected.type, LM.selected && (LM.selected.record ?? LM.selected.line ?? LM.selected.node)]) : "");

  function close() {
    if (LM.selected) LM.select(null);
    tab = "summary";
    document.body.classList.add("panel-closed");
    draw();
    LM.emit("layout");
  }

  LM.select = function (thing) {
    LM.selected = thing;
    if (thing) tab = "selected";
    else if (tab === "selected") tab = "summary";
    if (thing && thing.type === "record") LM.askDetail(thing.record);
    if (thing) document.body.classList.remove("panel-closed");
    LM.emit("select", thing);
    draw();
  };

  LM.giveDetail = function (record, detail) {
    details.set(record, detail);
    draw();
  };
  LM.forgetDetails = () => details.clear();
  LM.detailOf = (record) => details.get(record);
  LM.hasDetail = (record) => details.has(record);

  const section = (title, ...rows) => LM.el("section", null, LM.el("h3", null, title), ...rows);
  LM.section = section;
  LM.facts = function (rows) {
    const list = LM.el("dl", { class: "lm-facts" });
    for (const [label, value, note, more] of rows) {
      if (value === null || value === undefined || value === "") continue;
      list.append(LM.el("dt", null, label), LM.el("dd", null, LM.el("b", null, value), note && LM.el("small", null, note), more));
    }
    return list;
  };

  LM.table = function (caption, heads, rows) {
    const table = LM.el("table", { class: "lm-table" }, LM.el("caption", { class: "lm-hide" }, caption));
    table.append(LM.el("thead", null, LM.el("tr", null, heads.map((head, i) => LM.el("th", { scope: "col", class: i ? "n" : "" }, head)))));
    table.append(LM.el("tbody", null, rows.map((cells) => LM.el("tr", null, cells.map((cell, i) => LM.el("td", { class: i ? "n" : "" }, cell))))));
    return table;
  };

  LM.precisionRows = function () {
    if (LM.scene.sums) return LM.scene.sums.precision.map(([name, radius, count]) => [LM.capital(name), "±" + LM.distance(radius), LM.number(count)]);
    const rows = LM.base.precision.map((name) => [name, [], 0]);
    for (const [place, list] of LM.tally.byPlace) {
      const row = rows[LM.scene.places.precision[place]];
      row[1].push(LM.scene.places.u[place]);
      row[2] += list.length;
    }
    return rows
      .filter((row) => row[2])
      .reverse()
      .map(([name, radii, count]) => {
        radii.sort((a, b) => a - b);
        return [LM.capital(name), "±" + LM.distance(radii[Math.floor(radii.length / 2)]), LM.number(count)];
      });
  };

  function drawSummary(into) {
    const tally = LM.tally;
    const scene = LM.scene;
    const located = tally.shown - tally.unlocated;
    LM.add(
      into,
      LM.el("h2", null, LM.plural(tally.shown, "record")),
      LM.el("p", { class: "lm-lead" }, LM.dates(...LM.period) + (scene.sentence ? ". " + scene.sentence : "")),
    );
    if (!tally.records.length) {
      LM.add(into, LM.el("p", null, scene.records.from.length ? "No record falls in this period. Widen it on the timeline." : scene.empty));
    } else {
      LM.add(into, section("By kind", LM.table("Records by kind", ["Kind", "Records"], kindRows())));
      const lines = topLines();
      if (lines.length) LM.add(into, section("Busiest lines", LM.table("Busiest lines", ["Line", "Records"], lines)));
      LM.add(into, section("How well places are known", LM.table("Precision", ["Level", "± about", "Records"], LM.precisionRows())));
    }
    LM.add(
      into,
      LM.el("p", { class: "lm-small" }, `${LM.plural(tally.unlocated, "record")} could not be located and are not drawn; ${LM.number(located)} are. `, "A hexagon says where records are, not where crime is. Records follow police activity."),
      LM.el("p", { class: "lm-small" }, "Select a line, a hexagon or a place to see what is behind it."),
    );
  }

  const kindRows = () =>
    LM.scene.kinds.map((kind, i) => [LM.el("span", { class: "lm-with-icon" }, LM.kindIcon(kind), LM.base.tokens.kind[kind].label), LM.number(LM.tally.byKind[i])]);

  function topLines() {
    return LM.scene.lines
      .map((line, index) => [index, LM.tally.byLine[index]])
      .filter(([, count]) => count)
      .sort((a, b) => b[1] - a[1])
      .slice(0, 5)
      .map(([index, count]) => [lineButton(index), LM.number(count)]);
  }

  function lineButton(index) {
    const line = LM.scene.lines[index];
    const status = LM.tally.status[index];
    return LM.el(
      "button",
      { class: "lm-link", onclick: () => LM.select({ type: "line", line: index }) },
      status && LM.lineSwatch(status),
      LM.el("span", null, LM.el("b", null, line.name), LM.el("small", null, line.route)),
    );
  }

  function drawLines() {
    const order = LM.scene.lines.map((_, index) => index).sort((a, b) => LM.tally.byLine[b] - LM.tally.byLine[a]);
    if (!order.length) LM.add(body, LM.el("p", null, "No deal line is named in these records or in a register."));
    else LM.add(body, LM.table("Lines", ["Line", "Records"], order.map((index) => [lineButton(index), LM.number(LM.tally.byLine[index])])));
  }

  function drawSelected() {
    const chosen = LM.selected;
    if (!chosen) {
      LM.add(body, LM.el("p", null, "Nothing is selected. Select a line, a hexagon or a place on the map."));
    } else if (chosen.type === "line") drawLine(chosen.line);
    else if (chosen.type === "lines") {
      LM.add(body, LM.el("h2", null, LM.plural(chosen.lines.length, "line")));
      LM.add(body, LM.table("Lines", ["Line", "Records"], chosen.lines.map((i) => [lineButton(i), LM.number(LM.tally.byLine[i])])));
    } else if (chosen.type === "cell") drawCell(chosen);
    else if (LM.panelThings[chosen.type]) LM.panelThings[chosen.type](body, chosen);
    else LM.drawRecord(body, chosen.record, details.get(chosen.record));
  }

  function drawLine(index) {
    const line = LM.scene.lines[index];
    const status = LM.tally.status[index];
    const also = new Set(LM.scene.records.also.filter(([, line]) => line === index).map(([row]) => row));
    const records = LM.tally.records.filter((i) => LM.scene.records.line[i] === index || also.has(i));
    LM.add(
      body,
      LM.el("small", { class: "lm-kicker" }, line.internal ? "Deal line, internal to one force" : "Deal line"),
      LM.el("h2", null, line.name),
      LM.el("p", { class: "lm-with-icon" }, status && LM.lineSwatch(status), status ? LM.base.tokens.status[status].label : "Not yet known", ` on ${LM.date(LM.period[1])}`),
      LM.facts([
        ["Route", line.route],
        ["Drugs", line.drugs],
        ["First seen", line.first ? LM.date(line.first) : null],
        ["Last activity", line.last ? LM.date(line.last) : null],
        ["Records", LM.plural(LM.tally.byLine[index], "record"), "in the period shown"],
        ["Recorded by", line.forces],
      ]),
      LM.openLine ? LM.el("p", null, LM.openLine(line)) : null,
      records.length ? section("Records", listOrSums(records)) : null,
    );
  }

  function drawCell(chosen) {
    // By its places, as a period that grows brings records that were not in it when it was chosen.
    const shown = chosen.places.flatMap((place) => LM.tally.byPlace.get(place) || []);
    LM.add(body, LM.el("h2", null, LM.plural(LM.sum(shown), "record")), LM.el("p", { class: "lm-lead" }, chosen.title + ", " + LM.dates(...LM.period)));
    LM.add(body, listOrSums(shown));
  }

  const listOrSums = (records) => (LM.scene.sums ? sumsOf(records) : list(records));

  // What rows of sums stand for: how many of each kind, and which lines they name.
  function sumsOf(rows) {
    const { kind, line, also } = LM.scene.records;
    const kinds = new Map();
    const lines = new Map();
    const count = (into, key, weight) => into.set(key, (into.get(key) || 0) + weight);
    const chosen = new Set(rows);
    for (const row of rows) {
      count(kinds, kind[row], LM.weight(row));
      if (line[row] >= 0) count(lines, line[row], LM.weight(row));
    }
    for (const [row, other] of also) if (chosen.has(row)) count(lines, other, LM.weight(row));
    const most = (map) => [...map].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    const icon = (number) => LM.el("span", { class: "lm-with-icon" }, LM.kindIcon(LM.scene.kinds[number]), LM.base.tokens.kind[LM.scene.kinds[number]].label);
    const box = LM.el("div", null, LM.table("Records by kind", ["Kind", "Records"], most(kinds).map(([number, sum]) => [icon(number), LM.number(sum)])));
    const named = most(lines);
    const single = LM.selected && LM.selected.type === "line";
    if (named.length && !single) {
      const shown = named.slice(0, MOST_NAMED).map(([number, sum]) => [lineButton(number), LM.number(sum)]);
      box.append(section(named.length > MOST_NAMED ? `Lines they name: the first ${MOST_NAMED} of ${LM.number(named.length)}` : "Lines they name", LM.table("Lines", ["Line", "Records"], shown)));
    }
    box.append(LM.el("p", { class: "lm-small" }, "Records are added up in this file; it holds none of them one by one."));
    return box;
  }

  function list(records) {
    const items = LM.el("ul", { class: "lm-list" });
    const newest = records.slice().sort((a, b) => LM.scene.records.from[b] - LM.scene.records.from[a]);
    newest.slice(0, MOST_ROWS).forEach((i) => items.append(LM.el("li", null, recordButton(i))));
    if (newest.length > MOST_ROWS) items.append(LM.el("li", { class: "lm-small" }, `The newest ${MOST_ROWS} of ${LM.number(newest.length)} are listed. Zoom in or shorten the period for the others.`));
    return items;
  }

  function recordButton(i) {
    const records = LM.scene.records;
    const place = records.place[i];
    return LM.el(
      "button",
      { class: "lm-link", onclick: () => LM.select({ type: "record", record: i, back: LM.selected }) },
      LM.kindIcon(LM.scene.kinds[records.kind[i]]),
      LM.el("span", null, LM.scene.titles[records.title[i]], LM.el("small", null, `${LM.date(records.from[i])}${place < 0 ? ", not located" : ", " + LM.scene.places.label[place]}`)),
    );
  }

  LM.redrawPanel = draw;
  LM.on("start", start);
  LM.on("tally", draw);
  LM.on("drawn", draw);
})(window.LM);
