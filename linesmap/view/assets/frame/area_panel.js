// The panel beside the map: tabs that open where they always open, by click or by arrow keys.
(function (LM) {
  "use strict";
  let panel = null;
  let tabs = null;
  let body = null;
  let status = null;
  let tab = "about";

  function names() {
    const list = [["about", "About"], ["areas", "Areas"], ["operations", "Operations"], ["selected", "Selected"]];
    if (LM.scene.tables.length) list.push(["tables", "Tables"]);
    return list;
  }

  LM.makePanel = function () {
    panel = LM.el("aside", { class: "lm-panel", "aria-label": "Details" });
    tabs = LM.el("div", { class: "lm-tabs", role: "tablist", onkeydown: keys });
    body = LM.el("div", { class: "lm-panel-body", role: "tabpanel", id: "lm-panel-body", tabindex: 0 });
    for (const [name, label] of names()) {
      tabs.append(LM.el("button", { role: "tab", id: "lm-tab-" + name, "data-tab": name, "aria-controls": "lm-panel-body", onclick: () => show(name) }, label));
    }
    panel.append(tabs, LM.el("button", { class: "lm-close", "aria-label": "Close panel", onclick: close }, "Close"), body);
    status = LM.el("div", { class: "lm-hide", role: "status" });
    panel.append(status);
    document.body.append(panel);
    if (LM.narrow()) document.body.classList.add("panel-closed");
  };

  function keys(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    const order = names().map(([name]) => name);
    show(order[(order.indexOf(tab) + step + order.length) % order.length]);
    tabs.querySelector('[aria-selected="true"]').focus();
    event.preventDefault();
  }

  function show(name) {
    const opened = document.body.classList.contains("panel-closed");
    tab = name;
    document.body.classList.remove("panel-closed");
    draw();
    if (opened) LM.emit("layout");
  }
  LM.showTab = show;

  function close() {
    document.body.classList.add("panel-closed");
    LM.emit("layout");
  }

  const draws = { about: (into) => LM.drawAbout(into), areas: (into) => LM.drawAreas(into), operations: (into) => LM.drawOperations(into),
    selected: (into) => LM.drawChosen(into), tables: (into) => LM.add(into, LM.furtherTables()) };

  // Redrawing keeps the scroll and what was in focus, as long as the same thing is shown.
  function draw() {
    if (!panel) return;
    for (const button of tabs.children) {
      const on = button.dataset.tab === tab;
      button.setAttribute("aria-selected", String(on));
      button.tabIndex = on ? 0 : -1;
    }
    body.setAttribute("aria-labelledby", "lm-tab-" + tab);
    const shown = tab + (tab === "selected" ? LM.selected : "");
    const inside = body.contains(document.activeElement);
    const kept = body.dataset.shown === shown ? { scroll: body.scrollTop, focus: place(document.activeElement) } : { scroll: 0, focus: null };
    body.textContent = "";
    body.dataset.shown = shown;
    draws[tab](body);
    body.scrollTop = kept.scroll;
    if (kept.focus) again(kept.focus);
    else if (inside) body.focus({ preventScroll: true });
  }

  function place(node) {
    if (!body.contains(node) || node === body) return null;
    const row = node.closest("[data-code]");
    return { code: row && row.dataset.code, words: node.textContent, id: node.id };
  }
  function again({ code, words, id }) {
    const inRow = code && body.querySelector(`[data-code="${CSS.escape(code)}"] button`);
    const same = id ? document.getElementById(id) : [...body.querySelectorAll("button")].find((button) => button.textContent === words);
    const node = inRow || same;
    if (node) node.focus({ preventScroll: true });
  }

  LM.setOperationsForce = (code) => {
    LM.selected = code || null;
    LM.emit("area");
  };
  LM.redrawPanel = draw;
  LM.on("area", draw);
  LM.on("choose", (code) => {
    if (code) {
      show("selected");
      status.textContent = `${LM.areaName(code)}, ${LM.measure().label}: ${LM.writeDrawn(LM.drawnValue(code))}`;
      LM.seeArea(code);
    } else if (tab === "selected") tab = "about";
  });
})(window.LM);
