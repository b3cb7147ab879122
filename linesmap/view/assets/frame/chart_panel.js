// The panel of the Network page: the thing, the tie or the path that is selected, its ties and its records.
(function (LM) {
  "use strict";
  const chart = LM.chart;
  const MOST_TIES = 60;
  const MOST_RECORDS = 50;
  const asked = new Set();

  const button = (label, work, more) => LM.el("button", { class: "lm-act", onclick: work, ...more }, label);
  const iconOf = (node) => LM.glyphIcon(chart.type(node), chart.isGuarded(node), chart.status(node));
  chart.iconOf = iconOf;

  chart.nodeButton = function (node, note) {
    return LM.el("button", { class: "lm-link", onclick: () => chart.goTo(node) }, iconOf(node),
      LM.el("span", null,
      LM.el("b", null, chart.label(node)),
      LM.el("small", null, note || LM.nodeKind(node))));
  };

  function drawNode(body, thing) {
    const node = thing.node;
    const { nodes } = chart.data;
    const status = chart.status(node);
    const caution = nodes.caution[node];
    const hidden = chart.hiddenCount(node);
    const away = LM.tellApp ? 0 : nodes.ties[node] - chart.near[node].length;
    const unseen = `${LM.number(hidden)} not shown${away > 0 ? `, ${LM.number(away)} of them not in this file` : ""}`;
    LM.add(
      body,
      LM.el("small", { class: "lm-kicker" }, iconOf(node), " ", LM.typeName(chart.type(node))),
      LM.el("h2", null, chart.label(node)),
      chart.isGuarded(node) ? LM.el("p", null, LM.el("span", { class: "lm-warn lm-guard" }, "Exploited in at least one record: safeguard first")) : null,
      caution ? LM.el("p", { class: "lm-caution" }, LM.el("b", null, "May be more than one. "), caution) : null,
      LM.facts([
        ["Tied to", LM.plural(nodes.ties[node], "thing"), hidden ? unseen : "all shown"],
        ["First seen", nodes.first[node] === null ? "No dated record" : LM.date(nodes.first[node])],
        ["In the period", LM.plural(chart.rowsNow(nodes.rows[node]).length, "record"), `of ${LM.number(nodes.rows[node].length)} in these filters`],
        ["Status", status ? LM.base.tokens.status[status].label : null, status ? `on ${LM.date(LM.period[1])}` : null],
      ]),
      actions(node, hidden),
      LM.section("Ties", ties(node)),
      LM.section("Records", chart.recordList(nodes.rows[node], new Set([nodes.id[node]]))),
    );
    askSentences(nodes.rows[node].filter((row) => nodes.text[node].includes(row)));
  }

  function actions(node, hidden) {
    const next = Math.min(25, chart.waiting(node).length);
    const bar = LM.el("div", { class: "lm-acts" });
    if (next) bar.append(button(`Show ${LM.number(next)} more`, () => chart.expand(node)));
    else if (hidden > 0 && LM.tellApp) bar.append(button("Open on this", () => chart.askFocus([chart.data.nodes.id[node]])));
    if (chart.opened.has(node)) bar.append(button("Collapse", () => chart.collapse(node)));
    bar.append(button("Path to …", () => chart.startPath(node)));
    if (next && LM.tellApp) bar.append(button("Open on this", () => chart.askFocus([chart.data.nodes.id[node]])));
    if (LM.openLine && chart.data.nodes.line[node] >= 0) bar.append(LM.openLine(LM.scene.lines[chart.data.nodes.line[node]]));
    return bar;
  }

  function ties(node) {
    const pairs = chart.near[node].filter((pair) => pair.live).sort((a, b) => byName(chart.other(a, node), chart.other(b, node)));
    if (!pairs.length) return LM.el("p", null, "No tie in this period.");
    const items = LM.el("ul", { class: "lm-list" });
    const first = pairs.slice().sort((a, b) => Number(chart.isShown(chart.other(b, node))) - Number(chart.isShown(chart.other(a, node))));
    first.slice(0, MOST_TIES).forEach((pair) => items.append(LM.el("li", null, tieButton(pair, chart.other(pair, node)))));
    if (pairs.length > MOST_TIES) items.append(LM.el("li", { class: "lm-small" }, `${MOST_TIES} of ${LM.number(pairs.length)} ties are listed; shorten the period for the others.`));
    return items;
  }
  const byName = (a, b) => chart.data.nodes.type[a] - chart.data.nodes.type[b] || chart.label(a).localeCompare(chart.label(b)) || a - b;

  function tieButton(pair, other) {
    const words = `${chart.relationWords(pair)}; weight ${pair.weight.toFixed(2)}${chart.isWeak(pair) ? ", weak" : ""}`;
    return LM.el("button", { class: "lm-link", onclick: () => (chart.reveal([other]), chart.pickTie(pair)) }, iconOf(other),
      LM.el("span", null,
      LM.el("b", null, chart.label(other)),
      LM.el("small", null, words)));
  }

  function drawTie(body, thing) {
    const { pair } = thing;
    const { edges, relations } = chart.data;
    const ends = [pair.a, pair.b].sort((a, b) => chart.data.nodes.type[a] - chart.data.nodes.type[b]);
    const rows = [...new Set(pair.edges.flatMap((e) => edges.rows[e]))];
    const ids = new Set([chart.data.nodes.id[pair.a], chart.data.nodes.id[pair.b]]);
    const heads = ["Relation", "Weight", "Records"];
    const table = pair.edges.map((e) => {
      const now = chart.now[e];
      const elsewhere = edges.n[e] - edges.rows[e].length;
      return [LM.capital(relations[edges.relation[e]]), now.live ? now.weight.toFixed(2) : "–", LM.number(now.count) + (elsewhere > 0 ? ` + ${LM.number(elsewhere)} in registers` : "")];
    });
    LM.add(
      body,
      LM.el("small", { class: "lm-kicker" }, chart.isWeak(pair) ? "Weak tie" : "Tie"),
      LM.el("h2", null, ends.map(chart.label).join(" – ")),
      LM.el("div", null, ends.map((node) => chart.nodeButton(node))),
      LM.section("What ties them, in the period", LM.table("Relations", heads, table)),
      LM.el("p", { class: "lm-small" }, "Weight: 1 minus the doubt left by independent reports, from their gradings; 0.5 for an ungraded one. The same source twice counts once."),
      LM.section("Records", chart.recordList(rows, ids)),
    );
    askSentences(rows.filter((row) => [pair.a, pair.b].some((node) => chart.data.nodes.text[node].includes(row))));
  }

  function drawNodes(body, thing) {
    const rows = [...new Set(thing.nodes.flatMap((node) => chart.data.nodes.rows[node]))].sort((a, b) => a - b);
    const shared = rows.filter((row) => thing.nodes.every((node) => chart.data.nodes.rows[node].includes(row)));
    const items = LM.el("ul", { class: "lm-list" }, thing.nodes.slice().sort(byName).slice(0, MOST_TIES).map((node) => LM.el("li", null, chart.nodeButton(node))));
    LM.add(body, LM.el("small", { class: "lm-kicker" }, "Selected together"), LM.el("h2", null, LM.plural(thing.nodes.length, "thing")));
    if (thing.nodes.length === 2) LM.add(body, LM.el("div", { class: "lm-acts" }, button("Path between the two", () => chart.showPath(thing.nodes[0], thing.nodes[1]))));
    LM.add(body, items,
      LM.el("p", { class: "lm-lead" }, `${LM.plural(chart.rowsNow(shared).length, "record")} in the period name all of them.`), LM.section("Records of any of them", chart.recordList(rows, new Set(thing.nodes.map((node) => chart.data.nodes.id[node])))));
  }

  function lookEverywhere(thing) {
    LM.pathShown = null;
    LM.tellApp({ path: [thing.from, thing.to].map((node) => chart.data.nodes.id[node]) });
  }

  function drawPath(body, thing) {
    LM.add(body, LM.el("small", { class: "lm-kicker" }, "Path"), LM.el("h2", null, `${chart.label(thing.from)} to ${chart.label(thing.to)}`));
    if (!thing.path.length) {
      const others = chart.data.total.nodes - chart.data.nodes.id.length;
      LM.add(body,
        LM.el("p", { class: "lm-no-path" }, thing.everywhere ? "No path: nothing ties them in the whole graph of these filters." : "No path among what is loaded, in this period and these types."));
      if (!thing.everywhere && LM.tellApp) LM.add(body,
        LM.el("div", { class: "lm-acts" }, button(others ? `Look in all ${LM.number(chart.data.total.nodes)}` : "Look in every period", () => lookEverywhere(thing))));
      return;
    }
    const pairs = chart.pathPairs(thing.path);
    const weakest = Math.min(...pairs.map((pair) => pair.weight));
    const steps = LM.el("ol", { class: "lm-list lm-steps" });
    thing.path.forEach((node, i) => {
      steps.append(LM.el("li", null, chart.nodeButton(node, `${LM.nodeKind(node)}, tied to ${LM.number(chart.data.nodes.ties[node])}`)));
      if (i < pairs.length) steps.append(LM.el("li", { class: "lm-step" },
        LM.el("button", { class: "lm-link-plain", onclick: () => chart.pickTie(pairs[i]) }, `${chart.relationWords(pairs[i])}, weight ${pairs[i].weight.toFixed(2)}${chart.isWeak(pairs[i]) ? ", weak" : ""}`)));
    });
    LM.add(
      body,
      LM.el("p", { class: "lm-lead" }, `${LM.plural(pairs.length, "step")}; the weakest has weight ${weakest.toFixed(2)}. A path is as good as its weakest tie; a step through something that many share says little, and none says that the ends know each other.`),
      steps,
      LM.section("Records", chart.recordList([...new Set(pairs.flatMap((pair) => pair.edges.flatMap((e) => chart.data.edges.rows[e])))], new Set())),
    );
  }

  // Newest first; each with its date, place, grade, file and row, and the sentence in which something was found.
  chart.recordList = function (rows, ids) {
    const now = chart.rowsNow(rows).sort((a, b) => LM.scene.records.from[b] - LM.scene.records.from[a] || a - b);
    if (!now.length) return LM.el("p", null, rows.length ? "No record in this period. Widen it on the timeline." : "No dated record: from a register.");
    const items = LM.el("ul", { class: "lm-list" });
    now.slice(0, MOST_RECORDS).forEach((row) => items.append(LM.el("li", null, chart.recordButton(row), chart.sentences(row, ids))));
    if (now.length > MOST_RECORDS) items.append(LM.el("li", { class: "lm-small" }, `The newest ${MOST_RECORDS} of ${LM.number(now.length)} are listed; ${LM.tellApp ? "the tab Records" : "Table"} has more.`));
    return items;
  };

  chart.recordNotes = function (row) {
    const { records, files, grades } = chart.data;
    const place = LM.scene.records.place[row];
    return [
      `${LM.date(LM.scene.records.from[row])}, ${place < 0 ? "not located" : LM.scene.places.label[place]}`,
      `${grades[records.grade[row]] ? "Graded " + grades[records.grade[row]] : "Ungraded"}; ${files[records.file[row]]}, row ${LM.number(records.row[row])}`,
    ];
  };

  chart.recordButton = function (row) {
    const scene = LM.scene;
    const open = () => LM.select({ type: "record", record: row, back: LM.selected && LM.selected.type !== "record" ? LM.selected : null });
    return LM.el("button", { class: "lm-link", onclick: open }, LM.kindIcon(scene.kinds[scene.records.kind[row]]),
      LM.el("span", null, scene.titles[scene.records.title[row]], ...chart.recordNotes(row).map((note) => LM.el("small", null, note))));
  };

  const marked = (pieces) => LM.el("blockquote", { class: "lm-hit" }, pieces.map(([text, found]) => (found ? LM.el("mark", null, text) : text)));

  chart.sentences = function (row, ids) {
    const detail = LM.detailOf(row);
    if (!detail || !detail.hits) return null;
    return detail.hits.filter((hit) => ids.has(hit.entity)).slice(0, 3).map((hit) => marked(hit.words));
  };

  LM.hitsOf = (detail) => (detail.hits && detail.hits.length ? LM.section("Found in the text", detail.hits.map((hit) => marked(hit.words))) : null);

  function askSentences(rows) {
    const wanted = chart.rowsNow(rows).sort((a, b) => LM.scene.records.from[b] - LM.scene.records.from[a]).slice(0, MOST_RECORDS).filter((row) => !LM.hasDetail(row) && !asked.has(row));
    if (!wanted.length || !LM.tellApp) return;
    wanted.forEach((row) => asked.add(row));
    LM.tellApp({ rows: wanted });
  }

  LM.on("scene", () => asked.clear());
  LM.on("args", (args) => (args.details || []).forEach(({ record, content }) => LM.hasDetail(record) || LM.giveDetail(record, content)));
  Object.assign(LM.panelThings, { node: drawNode, tie: drawTie, nodes: drawNodes, path: drawPath });
})(window.LM);
