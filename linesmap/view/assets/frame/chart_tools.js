// What stands around the chart: search, layouts, the legend with a switch for each type, and what is left out.
(function (LM) {
  "use strict";
  const chart = LM.chart;
  const MOST = 8;
  const LAYOUTS = [
    ["force", "By ties", "What is tied stands together; distance has no other meaning"],
    ["ground", "On the ground", "At the middle of its located records, north up"],
    ["time", "In time", "From left to right by the day first seen"],
    ["role", "By role", "Groups, people, lines, phones and vehicles, operations, places"],
  ];
  let section = null;
  let input = null;
  let list = null;
  let foot = null;
  let key = null;
  let empty = null;
  let choices = null;
  let types = null;
  let closed = true;
  let found = null;

  function start() {
    if (LM.mode !== "network") return;
    const canvas = LM.el("canvas", {
      class: "lm-chart-canvas",
      tabindex: 0,
      role: "application",
      "aria-roledescription": "link chart",
      "aria-label": "Link chart. Arrow keys go from tie to tie, Enter selects, E opens or closes, P starts a path, plus and minus zoom, 0 shows everything, Escape clears. The tab In chart lists the same things.",
    });
    const tip = LM.el("div", { class: "lm-chart-tip lm-tip", hidden: true });
    const live = LM.el("div", { class: "lm-hide", "aria-live": "polite" });
    key = LM.el("div", { class: "lm-chart-key", role: "group", "aria-label": "Key", hidden: true });
    empty = LM.el("div", { class: "lm-chart-empty", hidden: true });
    foot = LM.el("div", { class: "lm-chart-foot" });
    const picture = LM.el("div", { class: "lm-chart-picture" }, canvas, key, empty, tip, live);
    types = LM.el("div", { class: "lm-types", role: "group", "aria-label": "Types shown" });
    section = LM.el("section", { class: "lm-chart", "aria-label": "Link chart" }, tools(), types, picture, foot);
    document.body.prepend(views(), section);
    chart.setCanvas(canvas);
    chart.listen(canvas, tip, live);
    document.addEventListener("click", (event) => input.parentNode.contains(event.target) || clear());
  }

  function tools() {
    input = LM.el("input", { type: "search", class: "lm-find", placeholder: "Find in chart", "aria-label": "Find a person, phone, vehicle, line or place in the chart", role: "combobox", "aria-expanded": "false", "aria-controls": "lm-chart-found", oninput: search, onkeydown: keys });
    list = LM.el("ul", { class: "lm-found", id: "lm-chart-found", role: "listbox" });
    choices = LM.el("div", { class: "lm-layouts", role: "group", "aria-label": "Layout" });
    const zoom = (label, words, work) => LM.el("button", { "aria-label": words, title: words, onclick: work }, label);
    return LM.el(
      "div",
      { class: "lm-chart-tools" },
      LM.el("div", { class: "lm-find-box" }, input, list),
      choices,
      LM.el("div", { class: "lm-zooms" }, zoom("+", "Zoom in", () => chart.zoom(1.3)), zoom("−", "Zoom out", () => chart.zoom(1 / 1.3)), zoom("Fit", "Show everything that is drawn", () => chart.fit())),
    );
  }

  // In a narrow window chart and map share one place; both keep their size, so that neither is blank.
  function views() {
    const bar = LM.el("div", { class: "lm-views", role: "tablist", "aria-label": "Chart or map" });
    const show = (name) => {
      document.body.classList.toggle("lm-map-view", name === "map");
      [...bar.children].forEach((tab) => tab.setAttribute("aria-selected", String(tab.dataset.view === name)));
      LM.emit("layout");
      chart.draw();
    };
    [["chart", "Chart"], ["map", "Map"]].forEach(([name, label]) =>
      bar.append(LM.el("button", { role: "tab", "data-view": name, "aria-selected": String(name === "chart"), onclick: () => show(name) }, label)),
    );
    bar.append(LM.el("button", { class: "lm-views-panel", onclick: () => LM.showTab("summary") }, LM.tellApp ? "Records" : "Details"));
    return bar;
  }

  LM.nodeKind = (node) => (chart.isGuarded(node) ? "Exploited person: safeguard first" : LM.typeName(chart.type(node)));

  function search() {
    const words = input.value.trim();
    list.textContent = "";
    input.setAttribute("aria-expanded", String(words.length > 1));
    if (words.length < 2 || !chart.data) return;
    const plain = squeeze(words);
    const starts = (node) => (squeeze(chart.label(node)).startsWith(plain) ? 0 : 1);
    const local = chart.data.nodes.id.map((_, node) => node).filter((node) => squeeze(chart.label(node)).includes(plain));
    local.sort((a, b) => starts(a) - starts(b) || chart.label(a).localeCompare(chart.label(b)) || a - b);
    local.slice(0, MOST).forEach((node) => list.append(item(chart.type(node), chart.isGuarded(node), chart.label(node), note(node), () => chart.goTo(node))));
    if (local.length > MOST) list.append(LM.el("li", { class: "none" }, `${LM.number(local.length - MOST)} more match: write more of the name`));
    elsewhere(words, local.length);
  }
  const squeeze = (text) => text.toLowerCase().replace(/\s+/g, "");
  const note = (node) => `${LM.nodeKind(node)}, ${LM.plural(chart.data.nodes.ties[node], "tie")}${chart.isShown(node) ? "" : ", not shown yet"}`;

  // The things that were not loaded are searched where the whole graph is.
  function elsewhere(words, local) {
    const others = chart.data.total.nodes - chart.data.nodes.id.length;
    if (!others || !LM.tellApp) {
      if (!local) list.append(LM.el("li", { class: "none" }, "Nothing in this chart is called so"));
      return;
    }
    if (!found || found.words !== words) {
      list.append(LM.el("li", null,
        LM.el("button", { class: "lm-elsewhere", onclick: () => LM.tellApp({ find: words }) },
        LM.el("b", null, `Search the other ${LM.number(others)}`),
        LM.el("small", null, "not loaded now"))));
      return;
    }
    const known = new Set(chart.data.nodes.id);
    const more = found.rows.filter(([id]) => !known.has(id));
    more.forEach(([id, label, type, ties, guarded]) => list.append(item(type, guarded, label, `${guarded ? "Exploited person: safeguard first" : LM.typeName(type)}, ${LM.plural(ties, "tie")}, opens on it`, () => chart.askFocus([id]))));
    if (!more.length) list.append(LM.el("li", { class: "none" }, local ? "No other is called so" : "Nothing is called so"));
  }

  function item(type, guarded, label, words, work) {
    const button = LM.el("button", { onclick: () => (work(), setTimeout(clear, 0)) }, LM.glyphIcon(type, guarded, null),
      LM.el("span", null,
      LM.el("b", null, label),
      LM.el("small", null, words)));
    return LM.el("li", { role: "option" }, button);
  }

  function keys(event) {
    const first = list.querySelector("button");
    if (event.key === "Escape") clear();
    else if (event.key === "Enter" && first) first.click();
    else if (event.key === "ArrowDown" && first) first.focus();
  }

  function clear() {
    input.value = "";
    list.textContent = "";
    input.setAttribute("aria-expanded", "false");
  }

  chart.goTo = function (node) {
    chart.reveal([node]);
    chart.arrange(false);
    chart.pick([node]);
    chart.bringIntoView(node);
  };
  chart.askFocus = (ids) => LM.tellApp && LM.tellApp({ focus: ids });

  const draw = LM.soon(function () {
    if (!section || !chart.data || !chart.liveNode) return;
    drawChoices();
    drawTypes();
    drawKey();
    drawFoot();
    drawEmpty();
  });
  chart.drawTools = draw;

  function drawChoices() {
    choices.textContent = "";
    LAYOUTS.forEach(([name, label, words]) => choices.append(LM.el("button", { "aria-pressed": String(chart.layout === name), title: words, onclick: () => chart.setLayout(name) }, label)));
  }

  // A switch for each type, with how many of it are shown.
  function drawTypes() {
    const focused = document.activeElement && document.activeElement.dataset.type;
    const counts = {};
    chart.shown.forEach((node) => (counts[chart.type(node)] = (counts[chart.type(node)] || 0) + 1));
    const loaded = new Set(chart.data.nodes.type.map((type) => chart.data.types[type]));
    types.textContent = "";
    chart.data.types.filter((type) => loaded.has(type)).forEach((type) => {
      const words = `${LM.typeName(type, true)}: ${LM.number(counts[type] || 0)} shown`;
      types.append(LM.el("button", { "aria-pressed": String(!chart.hiddenTypes.has(type)), "aria-label": words, title: words, "data-type": type, onclick: () => chart.flipType(type) }, LM.glyphIcon(type, false, type === "deal_line" ? "active" : null), LM.number(counts[type] || 0)));
    });
    types.append(LM.el("button", { class: "lm-key-button", "aria-expanded": String(!closed), "data-type": "key", onclick: () => ((closed = !closed), draw()) }, closed ? "Key" : "Hide key"));
    const again = focused && types.querySelector(`[data-type="${focused}"]`);
    if (again) again.focus({ preventScroll: true });
  }

  function drawKey() {
    key.hidden = closed;
    if (closed) return;
    key.textContent = "";
    const loaded = new Set(chart.data.nodes.type.map((type) => chart.data.types[type]));
    const row = (icon, words) => LM.el("p", { class: "lm-key-row" }, icon, LM.el("span", null, words));
    key.append(LM.el("h3", null, "Things"));
    chart.data.types.filter((type) => loaded.has(type) && type !== "deal_line").forEach((type) => key.append(row(LM.glyphIcon(type, false, null), LM.typeName(type))));
    key.append(row(LM.glyphIcon("person", true, null), "Exploited person: safeguard first"));
    key.append(LM.el("h3", null, "Lines by status"), LM.el("p", { class: "lm-key-states" }, ...states()));
    key.append(LM.el("h3", null, "Ties: weight of the evidence"), ...[0.2, 0.5, 0.9].map(sample));
    key.append(LM.el("p", { class: "lm-small" }, "Dashed ring: may be more than one thing. Faint: no record in the period. +12: ties not shown; double click opens them."));
  }

  const states = () =>
    Object.keys(LM.base.tokens.status).filter((status) => LM.scene.lines.some((_, i) => LM.tally.status[i] === status)).map((status) => LM.el("span", null, LM.glyphIcon("deal_line", false, status), LM.base.tokens.status[status].label));

  function sample(weight) {
    const line = LM.svg("line", { x1: 0, x2: 34, y1: 7, y2: 7, class: "lm-tie-sample", "stroke-width": chart.tieWidth(weight), "stroke-dasharray": weight < 0.3 ? "4 4" : null });
    return LM.el("p", { class: "lm-key-row" }, LM.svg("svg", { width: 34, height: 14, viewBox: "0 0 34 14" }, line),
      LM.el("span", null, weight < 0.3 ? "under 0.3: one weak report" : weight < 0.8 ? "0.5: one fair or ungraded report" : "0.9: several sources agree"));
  }

  function drawFoot() {
    const shown = chart.nodesShown();
    const live = shown.filter((node) => chart.liveNode[node]).length;
    const loaded = chart.data.nodes.id.length;
    const total = chart.data.total.nodes;
    foot.textContent = "";
    if (chart.pathFrom !== null) {
      LM.add(foot,
        LM.el("b", null, `Path from ${chart.label(chart.pathFrom)} to: choose the second thing on the chart. `),
        LM.el("button", { class: "lm-link-plain", onclick: () => chart.startPath(null) }, "Leave it"));
      return;
    }
    // A file holds no more than it was made with.
    const away = LM.tellApp ? 0 : total - loaded;
    const rest = away ? `; ${LM.number(away)} are not in this file.` : shown.length < total ? "; search or expand for the others." : ".";
    LM.add(foot, LM.el("span", { class: "lm-chart-count" }, LM.el("b", null, `${LM.number(shown.length)} of ${LM.number(total)} drawn`), `, ${LM.number(live)} in the period${rest}`));
    if (chart.shown.size < loaded) LM.add(foot,
      LM.el("button", { class: "lm-link-plain", onclick: () => (chart.showAll(), chart.arrange(false, chart.fit)) }, `Draw all ${LM.number(loaded)}`));
    if (chart.shown.size !== chart.startSize || chart.opened.size) LM.add(foot,
      LM.el("button", { class: "lm-link-plain", onclick: () => (chart.openAtStart(), chart.arrange(false, chart.fit)) }, "Start view"));
    if (chart.data.focus.length && LM.tellApp) LM.add(foot, LM.el("button", { class: "lm-link-plain", onclick: () => chart.askFocus([]) }, "Whole chart"));
  }

  function drawEmpty() {
    const none = !chart.nodesShown().length;
    empty.hidden = !none && !chart.lost;
    if (empty.hidden) return;
    const words = !none ? "Nothing is in view here. Fit brings everything back." : !chart.data.total.nodes ? LM.scene.empty || "Nothing here yet." : chart.hiddenTypes.size ? "Every type is switched off. Switch one on in the key." : "Nothing is tied to anything here.";
    empty.textContent = words;
  }

  LM.on("start", start);
  LM.on("args", (args) => {
    found = args.found || null;
    if (input && input.value.trim()) search();
  });
  LM.on("theme", draw);
  LM.on("chart", draw);
})(window.LM);
