// The link chart's state: what is loaded, shown and tied in the chosen period, and what is selected. The map,
// the timeline and the table follow it through LM.only, the rows of the records that belong to the selection.
(function (LM) {
  "use strict";
  const STEP = 25;
  const ENOUGH = 20;
  const chart = {
    data: null,
    pairs: [],
    near: [],
    shown: new Set(),
    opened: new Map(),
    hiddenTypes: new Set(),
    picked: new Set(),
    tie: null,
    path: null,
    lit: null,
    current: null,
    layout: "force",
    x: [],
    y: [],
  };
  LM.chart = chart;
  LM.only = null;

  // Ties of different relations between the same two things are one drawn tie with several relations.
  function pairUp(edges) {
    const found = new Map();
    chart.pairs = [];
    chart.near = chart.data.nodes.id.map(() => []);
    for (let e = 0; e < edges.a.length; e += 1) {
      const key = `${edges.a[e]}:${edges.b[e]}`;
      let pair = found.get(key);
      if (!pair) {
        pair = { a: edges.a[e], b: edges.b[e], edges: [], weight: 0, live: true };
        found.set(key, pair);
        chart.pairs.push(pair);
        if (pair.a === pair.b) continue;
        chart.near[pair.a].push(pair);
        chart.near[pair.b].push(pair);
      }
      pair.edges.push(e);
    }
  }

  chart.other = (pair, node) => (pair.a === node ? pair.b : pair.a);
  chart.type = (node) => chart.data.types[chart.data.nodes.type[node]];
  chart.label = (node) => chart.data.nodes.label[node];
  chart.isGuarded = (node) => chart.data.nodes.guard[node] === 1;
  chart.pairOf = (a, b) => chart.near[a].find((pair) => chart.other(pair, a) === b);
  chart.isShown = (node) => chart.shown.has(node) && !chart.hiddenTypes.has(chart.type(node));
  chart.nodesShown = () => [...chart.shown].filter(chart.isShown).sort((a, b) => a - b);
  chart.pairsShown = () => chart.pairs.filter((pair) => chart.isShown(pair.a) && chart.isShown(pair.b));

  // How many of the things a node is tied to, in the whole graph, have no drawn tie to it now.
  chart.hiddenCount = function (node) {
    const seen = chart.near[node].filter((pair) => chart.isShown(chart.other(pair, node))).length;
    return chart.data.nodes.ties[node] - seen;
  };
  chart.waiting = (node) =>
    chart.near[node]
      .filter((pair) => !chart.shown.has(chart.other(pair, node)) && !chart.hiddenTypes.has(chart.type(chart.other(pair, node))))
      .sort((a, b) => Number(b.live) - Number(a.live) || b.weight - a.weight || chart.other(a, node) - chart.other(b, node))
      .map((pair) => chart.other(pair, node));

  // Works out the weight of every tie again from the records of the period: 1 minus the product of the doubts of
  // independent reports, as in the graph itself. What no record of the scene states, such as a register, stays.
  chart.weigh = function () {
    const { edges, records } = chart.data;
    const inside = new Uint8Array(LM.scene.records.from.length);
    for (let i = 0; i < inside.length; i += 1) {
      inside[i] = LM.inPeriod(i) && !LM.hidden.has("kind:" + LM.scene.kinds[LM.scene.records.kind[i]]) ? 1 : 0;
    }
    chart.inside = inside;
    chart.now = edges.a.map((_, e) => {
      const doubts = new Map();
      let count = 0;
      for (const row of edges.rows[e]) {
        if (!inside[row]) continue;
        count += 1;
        const doubt = 1 - records.weight[row];
        const source = records.source[row];
        doubts.set(source, Math.min(doubt, doubts.has(source) ? doubts.get(source) : 1));
      }
      let product = 1 - edges.base[e];
      for (const doubt of doubts.values()) product *= doubt;
      return { weight: 1 - product, count, live: count > 0 || edges.base[e] > 0 };
    });
    for (const pair of chart.pairs) {
      pair.weight = Math.max(0, ...pair.edges.map((e) => chart.now[e].weight));
      pair.live = pair.edges.some((e) => chart.now[e].live);
    }
    chart.liveNode = chart.data.nodes.id.map((_, node) => {
      const rows = chart.data.nodes.rows[node];
      return rows.length === 0 || rows.some((row) => inside[row]) || chart.near[node].some((pair) => pair.live && pair.edges.some((e) => edges.base[e] > 0));
    });
  };

  chart.rowsNow = (rows) => rows.filter((row) => chart.inside[row]);

  // Shows the strongest ties of a node that are not shown yet, a handful at a time.
  chart.expand = function (node) {
    const more = chart.waiting(node).slice(0, STEP);
    if (!more.length) {
      if (chart.hiddenCount(node) > 0) chart.askFocus([chart.data.nodes.id[node]]);
      return;
    }
    const list = chart.opened.get(node) || [];
    chart.opened.set(node, list.concat(more));
    chart.fan(node, more);
    more.forEach((other) => {
      chart.shown.add(other);
      chart.x[other] = chart.x[node];
      chart.y[other] = chart.y[node];
    });
    LM.emit("chart", "shown");
  };

  // Hides what expanding the node brought; else what is tied to nothing shown but this node.
  chart.collapse = function (node) {
    const brought = chart.opened.get(node) || chart.near[node].map((pair) => chart.other(pair, node)).filter((other) => shownTies(other) <= 1);
    chart.opened.delete(node);
    brought.forEach((other) => {
      if (!chart.picked.has(other) && !chart.opened.has(other) && other !== node) chart.shown.delete(other);
    });
    LM.emit("chart", "shown");
  };
  const shownTies = (node) => chart.near[node].filter((pair) => chart.isShown(chart.other(pair, node))).length;
  chart.flip = (node) => (chart.opened.has(node) ? chart.collapse(node) : chart.expand(node));

  chart.reveal = function (nodes) {
    nodes.forEach((node) => {
      chart.shown.add(node);
      chart.hiddenTypes.delete(chart.type(node));
    });
    LM.emit("chart", "shown");
  };

  chart.openAtStart = function () {
    chart.opened.clear();
    chart.shown = new Set(Array.from({ length: chart.data.open }, (_, node) => node));
    chart.fillUp();
    LM.emit("chart", "shown");
  };
  // A chart of few things, or of few with records in the period, opens with the strongest ties of those.
  chart.fillUp = function () {
    fill();
    chart.startSize = chart.shown.size;
  };
  function fill() {
    const live = () => chart.nodesShown().filter((node) => chart.liveNode[node]);
    for (let round = 0; round < ENOUGH && live().length < ENOUGH; round += 1) {
      const before = chart.shown.size;
      live().forEach((node) => {
        const next = chart.waiting(node).find((other) => chart.liveNode[other]);
        if (next !== undefined && live().length < ENOUGH) chart.shown.add(next);
      });
      if (chart.shown.size === before) return;
    }
  }
  chart.showAll = function () {
    chart.opened.clear();
    chart.data.nodes.id.forEach((_, node) => chart.shown.add(node));
    LM.emit("chart", "shown");
  };

  chart.flipType = function (type) {
    if (chart.hiddenTypes.has(type)) chart.hiddenTypes.delete(type);
    else chart.hiddenTypes.add(type);
    LM.emit("chart", "shown");
  };

  // Selecting: one thing, several, a tie or a path. The panel, the map, the timeline and the table follow.
  chart.pick = function (nodes, add) {
    const chosen = new Set(add ? chart.picked : []);
    nodes.forEach((node) => (add && chosen.has(node) && nodes.length === 1 ? chosen.delete(node) : chosen.add(node)));
    const list = [...chosen].sort((a, b) => a - b);
    if (!list.length) LM.select(null);
    else if (list.length === 1) LM.select({ type: "node", node: list[0] });
    else LM.select({ type: "nodes", nodes: list });
  };
  chart.pickTie = (pair) => LM.select({ type: "tie", pair });

  function rootOf(thing) {
    let at = thing;
    while (at && at.back) at = at.back;
    return at;
  }

  function follow(thing) {
    if (!chart.data) return;
    const root = rootOf(thing);
    chart.picked = new Set(root && root.type === "node" ? [root.node] : root && root.type === "nodes" ? root.nodes : []);
    chart.tie = root && root.type === "tie" ? root.pair : null;
    chart.path = root && root.type === "path" && root.path.length ? root.path : null;
    const before = LM.only;
    LM.only = rowsOf(root);
    light(root, thing);
    if (chart.picked.size === 1) chart.current = [...chart.picked][0];
    if (before || LM.only) LM.recount();
    LM.emit("chart", "selection");
  }

  function rowsOf(root) {
    if (!root) return null;
    const rows = new Set();
    const add = (list) => list.forEach((row) => rows.add(row));
    if (chart.picked.size) chart.picked.forEach((node) => add(chart.data.nodes.rows[node]));
    else if (chart.tie) chart.tie.edges.forEach((e) => add(chart.data.edges.rows[e]));
    else if (chart.path) chart.pathPairs(chart.path).forEach((pair) => pair.edges.forEach((e) => add(chart.data.edges.rows[e])));
    else return null;
    return rows;
  }

  // What stays bright: the selection and what it is tied to, or what the thing selected on the map names.
  function light(root, thing) {
    chart.lit = null;
    if (chart.picked.size) {
      chart.lit = new Set(chart.picked);
      chart.picked.forEach((node) => chart.near[node].forEach((pair) => chart.picked.size === 1 && chart.lit.add(chart.other(pair, node))));
    } else if (chart.tie) chart.lit = new Set([chart.tie.a, chart.tie.b]);
    else if (chart.path) chart.lit = new Set(chart.path);
    else if (root) chart.lit = namedBy(rowsOfThing(root));
    if (thing && thing !== root && thing.type === "record") chart.lit = namedBy(new Set([thing.record]));
  }

  function rowsOfThing(thing) {
    if (thing.type === "record") return new Set([thing.record]);
    if (thing.type === "cell") return new Set(thing.records);
    const lines = thing.type === "line" ? [thing.line] : thing.lines || [];
    const rows = new Set();
    LM.scene.records.line.forEach((line, row) => lines.includes(line) && rows.add(row));
    LM.scene.records.also.forEach(([row, line]) => lines.includes(line) && rows.add(row));
    return rows;
  }
  const namedBy = (rows) => new Set(chart.data.nodes.rows.flatMap((own, node) => (own.some((row) => rows.has(row)) ? [node] : [])));

  // Takes a new scene: what was shown stays shown where it was, unless another thing was asked for.
  chart.load = function (data) {
    const old = chart.data;
    const asked = (one) => one.focus.map((node) => one.nodes.id[node]).join();
    const fresh = !old || asked(old) !== asked(data);
    const kept = !fresh ? new Set([...chart.shown].map((node) => old.nodes.id[node])) : new Set();
    const places = old ? new Map(old.nodes.id.map((id, node) => [id, [chart.x[node], chart.y[node]]])) : new Map();
    const last = chart.picked.size === 1 && old ? old.nodes.id[[...chart.picked][0]] : null;
    chart.data = data;
    chart.opened.clear();
    chart.picked = new Set();
    chart.tie = chart.path = chart.lit = chart.current = null;
    LM.only = null;
    pairUp(data.edges);
    chart.shown = new Set();
    data.nodes.id.forEach((id, node) => (node < data.open || kept.has(id)) && chart.shown.add(node));
    chart.arrive(places, fresh);
    if (fresh && data.focus.length === 1) return data.focus[0];
    return last === null || fresh ? -1 : data.nodes.id.indexOf(last);
  };

  LM.on("select", follow);
  LM.on("tally", () => {
    if (!chart.data) return;
    chart.weigh();
    LM.emit("chart", "weights");
  });
})(window.LM);
