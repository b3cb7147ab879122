// Finds a line, place, force or record title among what is loaded, and goes there.
(function (LM) {
  "use strict";
  const MOST = 12;
  let input = null;
  let list = null;

  function start() {
    const tools = LM.el("div", { class: "lm-tools" });
    input = LM.el("input", {
      type: "search",
      class: "lm-find",
      placeholder: "Find line, place, record",
      "aria-label": "Find a line, place or record",
      role: "combobox",
      "aria-expanded": "false",
      "aria-controls": "lm-found",
      oninput: search,
      onkeydown: keys,
    });
    list = LM.el("ul", { class: "lm-found", id: "lm-found", role: "listbox" });
    const home = LM.el("button", { class: "lm-home", onclick: () => LM.home(), title: "Show the whole area" }, "Whole area");
    const panel = LM.el("button", { class: "lm-open-panel", onclick: () => LM.showTab("summary") }, "Details");
    tools.append(LM.el("div", { class: "lm-find-box" }, input, list), home, panel);
    LM.map.getContainer().append(tools);
    L.DomEvent.disableClickPropagation(tools).disableScrollPropagation(tools);
    document.addEventListener("click", (event) => tools.contains(event.target) || clear());
  }

  function matches(words) {
    const found = [];
    const has = (text) => text && text.toLowerCase().includes(words);
    LM.scene.lines.forEach((line, index) => {
      if (has(line.name)) found.push({ label: line.name, note: "line, " + line.route, go: () => LM.select({ type: "line", line: index }) });
    });
    for (const force of LM.base.forces) {
      if (has(force.label)) found.push({ label: force.label, note: "force", go: () => LM.map.setView([force.lat, force.lon], 9) });
    }
    const ranked = LM.base.places.filter((place) => has(place.label)).slice(0, MOST);
    for (const place of ranked) found.push({ label: place.label, note: "place", go: () => LM.map.setView([place.lat, place.lon], 12) });
    const titled = LM.scene.sums ? 0 : LM.scene.records.from.length;
    for (let i = 0; i < titled && found.length < MOST * 2; i += 1) {
      const title = LM.scene.titles[LM.scene.records.title[i]];
      if (has(title)) found.push({ label: title, note: LM.date(LM.scene.records.from[i]), go: () => LM.select({ type: "record", record: i }) });
    }
    const starts = (item) => (item.label.toLowerCase().startsWith(words) ? 0 : 1);
    return found.sort((a, b) => starts(a) - starts(b)).slice(0, MOST);
  }

  function search() {
    const words = input.value.trim().toLowerCase();
    list.textContent = "";
    input.setAttribute("aria-expanded", String(words.length > 1));
    if (words.length < 2 || !LM.scene) return;
    const found = matches(words);
    if (!found.length) list.append(LM.el("li", { class: "none" }, "Nothing found among what is shown"));
    found.forEach((item) => {
      list.append(
        LM.el("li", { role: "option" }, LM.el("button", { onclick: () => choose(item) }, LM.el("b", null, item.label), LM.el("small", null, item.note))),
      );
    });
  }

  // The list goes only after the click has been dealt with: a button that is gone counts as the map under it.
  function choose(item) {
    item.go();
    setTimeout(clear, 0);
  }

  function keys(event) {
    if (event.key === "Escape") clear();
    const first = list.querySelector("button");
    if (event.key === "Enter" && first) first.click();
    if (event.key === "ArrowDown" && first) first.focus();
  }

  function clear() {
    input.value = "";
    list.textContent = "";
    input.setAttribute("aria-expanded", "false");
  }

  LM.on("start", start);
})(window.LM);
