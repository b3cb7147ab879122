// Finds an area, measure, operation or table among what is shown, and goes there.
(function (LM) {
  "use strict";
  const MOST = 12;
  let input = null;
  let list = null;

  LM.makeFind = function () {
    const tools = LM.el("div", { class: "lm-tools" });
    input = LM.el("input", {
      type: "search",
      class: "lm-find",
      placeholder: "Find area, measure, operation",
      "aria-label": "Find an area, measure or operation",
      "aria-expanded": "false",
      "aria-controls": "lm-found",
      role: "combobox",
      oninput: search,
      onkeydown: keys,
    });
    list = LM.el("ul", { class: "lm-found", id: "lm-found", onkeydown: keys });
    const home = LM.el("button", { class: "lm-home", onclick: () => LM.home(), title: "Show all areas" }, "Whole area");
    const panel = LM.el("button", { class: "lm-open-panel", onclick: () => LM.showTab("areas") }, "Details");
    tools.append(LM.el("div", { class: "lm-find-box" }, input, list), home, panel);
    LM.map.getContainer().append(tools);
    L.DomEvent.disableClickPropagation(tools).disableScrollPropagation(tools);
    document.addEventListener("click", (event) => tools.contains(event.target) || clear());
  };

  function things() {
    const areas = LM.scene.areas.map((area) => [area.name, area.level === "force" ? "police force area" : `district, ${LM.areaName(area.force)}`, () => LM.chooseArea(area.code)]);
    const measures = LM.scene.measures.map((measure, index) => [measure.label, `measure, ${measure.group}`, () => LM.setArea({ measure: index })]);
    const operations = LM.scene.operations.map((operation) => [operation.label, "operation", () => LM.showTab("operations")]);
    const tables = LM.scene.tables.map((table) => [table.title, "table", () => LM.showTab("tables")]);
    return [...areas, ...measures, ...operations, ...tables];
  }

  function search() {
    const words = input.value.trim().toLowerCase();
    list.textContent = "";
    input.setAttribute("aria-expanded", String(words.length > 1));
    if (words.length < 2) return;
    const first = ([label]) => (label.toLowerCase().startsWith(words) ? 0 : 1);
    const found = things().filter(([label]) => label.toLowerCase().includes(words)).sort((a, b) => first(a) - first(b));
    if (!found.length) list.append(LM.el("li", { class: "none" }, "Nothing found among what is shown"));
    for (const [label, note, go] of found.slice(0, MOST)) {
      list.append(LM.el("li", null, LM.el("button", { onclick: () => choose(go) }, LM.el("b", null, label), LM.el("small", null, note))));
    }
  }

  // The list goes only after the click has been dealt with: a button that is gone counts as the map under it.
  function choose(go) {
    go();
    setTimeout(clear, 0);
  }

  function keys(event) {
    const buttons = [...list.querySelectorAll("button")];
    const at = buttons.indexOf(document.activeElement);
    if (event.key === "Escape") clear();
    else if (event.key === "Enter" && event.target === input && buttons.length) buttons[0].click();
    else if (event.key === "ArrowDown" && buttons.length) buttons[Math.min(at + 1, buttons.length - 1)].focus();
    else if (event.key === "ArrowUp" && at >= 0) (buttons[at - 1] || input).focus();
    else return;
    event.preventDefault();
  }

  function clear() {
    input.value = "";
    list.textContent = "";
    input.setAttribute("aria-expanded", "false");
  }
})(window.LM);
