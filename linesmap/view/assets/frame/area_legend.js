// The legend is the choice of what the map shows: the key of colours first, then level, figure and measure.
(function (LM) {
  "use strict";
  const parts = {};
  let box = null;
  let closed = false;

  function build() {
    box = LM.el("div", { class: "lm-legend", role: "group", "aria-label": "Legend and choice of measure" });
    parts.toggle = LM.el("button", { class: "lm-legend-toggle", onclick: toggle });
    parts.key = LM.el("div", { class: "lm-key" });
    parts.open = LM.el("div", { class: "lm-choices" }, switches(), LM.el("div", { class: "lm-measures" }, LM.groups().map(group)));
    box.append(parts.toggle, parts.key, parts.open);
    LM.map.getContainer().append(box);
    L.DomEvent.disableClickPropagation(box).disableScrollPropagation(box);
    closed = LM.narrow();
    show();
  }

  function toggle() {
    closed = !closed;
    show();
    draw();
    LM.emit("layout");
  }

  function show() {
    box.classList.toggle("closed", closed);
    parts.toggle.setAttribute("aria-expanded", String(!closed));
    parts.toggle.textContent = closed ? "Choose measure" : "Hide choices";
  }

  function choice(name, label, value, work) {
    const input = LM.el("input", { type: "radio", name, value, onchange: work });
    return LM.el("label", { class: "lm-choice" }, input, LM.el("span", null, label));
  }

  function switches() {
    const level = (value) => () => LM.setArea({ level: value });
    const figure = (value) => () => LM.setArea({ figure: value });
    const sets = [];
    if (LM.areasOf("district").length) {
      sets.push(segments("Areas", choice("lm-level", "Forces", "force", level("force")), choice("lm-level", "Districts", "district", level("district"))));
    }
    sets.push(segments("Figure", choice("lm-figure", "Number", "number", figure("number")), choice("lm-figure", "Per 100,000", "rate", figure("rate"))));
    parts.why = LM.el("p", { class: "lm-small lm-why" });
    return LM.el("div", { class: "lm-switches" }, sets, parts.why);
  }

  const segments = (words, ...choices) => LM.el("fieldset", { class: "lm-segments" }, LM.el("legend", { class: "lm-hide" }, words), ...choices);

  function group([name, measures]) {
    const rows = measures.map((index) => {
      const measure = LM.scene.measures[index];
      const input = LM.el("input", { type: "radio", name: "lm-measure", value: index, onchange: () => LM.setArea({ measure: index }) });
      return LM.el(
        "label",
        { class: "lm-measure", "data-measure": measure.key, title: measure.note || null },
        input,
        LM.el("span", { class: "name" }, measure.label),
        LM.el("span", { class: "count" }),
      );
    });
    return LM.el("fieldset", null, LM.el("legend", null, name), rows);
  }

  function draw() {
    const level = LM.level();
    const figure = LM.figure();
    drawKey(level);
    box.querySelectorAll('[name="lm-level"]').forEach((input) => {
      input.checked = input.value === level;
      input.disabled = input.value === "district" && (LM.area.period !== null || !LM.hasDistricts(LM.area.measure));
    });
    box.querySelectorAll('[name="lm-figure"]').forEach((input) => {
      input.checked = input.value === figure;
      input.disabled = input.value === "rate" && !LM.canRate(LM.area.measure);
    });
    box.querySelectorAll('[name="lm-measure"]').forEach((input) => {
      const index = Number(input.value);
      input.checked = index === LM.area.measure;
      const value = LM.shown(index, null);
      const count = input.parentNode.querySelector(".count");
      count.textContent = LM.write(index, value);
      count.classList.toggle("words", !LM.isNumber(value));
    });
    parts.why.textContent = why();
    parts.why.hidden = !parts.why.textContent;
  }

  function why() {
    const said = [];
    if (LM.areasOf("district").length && LM.area.period === null && !LM.hasDistricts(LM.area.measure)) said.push("No figures by district for this measure.");
    if (!LM.measure().rate) said.push("This measure is not given per 100,000 people.");
    else if (!LM.hasPopulation()) said.push(`Nothing per 100,000 people: this file holds no population by ${LM.levelWords(LM.level())}.`);
    return said.join(" ");
  }

  function drawKey(level) {
    const measure = LM.measure();
    parts.key.textContent = "";
    LM.add(
      parts.key,
      LM.el("b", { class: "lm-key-title" }, measure.label),
      LM.el("p", { class: "lm-small" }, `${LM.capital(LM.figureWords(LM.period()))} by ${LM.levelWords(level)}`),
      LM.el("p", { class: "lm-small" }, LM.periodWords()),
      measure.driven && LM.el("p", { class: "lm-small lm-driven" }, "Driven by police activity"),
      !closed && measure.note && LM.el("p", { class: "lm-small" }, measure.note),
    );
    const rows = LM.classRows().map(([name, words]) => LM.el("li", null, LM.classSwatch(name), LM.el("span", null, words)));
    parts.key.append(LM.el("ul", { class: "lm-classes", "aria-label": "Colours of the map" }, rows));
  }

  LM.makeLegend = build;
  LM.on("area", () => box && draw());
})(window.LM);
