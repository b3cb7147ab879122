// The time strip: a bar for each calendar period of the chosen force or of all; a period is chosen by click or arrow.
(function (LM) {
  "use strict";
  const LEFT = 56;
  const RIGHT = 14;
  const TOP = 28;
  const BOTTOM = 20;
  const STUB = 16;
  const STEP_MS = 1200;
  const STILL_STEP_MS = 2000;
  let section = null;
  let picture = null;
  let caption = null;
  let playing = null;

  LM.makeTime = function () {
    section = LM.el("section", { class: "lm-time", "aria-label": "Time" });
    const play = LM.el("button", { class: "lm-play", "aria-label": "Play", onclick: () => (playing ? stop() : start()), disabled: !LM.scene.periods.length });
    picture = LM.svg("svg", { class: "lm-time-picture", role: "radiogroup", "aria-label": "Period" });
    caption = LM.el("div", { class: "lm-time-caption", "aria-live": "polite" });
    section.append(play, picture, caption);
    document.body.append(section);
    new ResizeObserver(LM.soon(draw)).observe(picture);
  };

  const choose = (period) => {
    stop();
    LM.setArea({ period });
  };

  function unit() {
    const days = LM.scene.periods.map((period) => period.end - period.start + 1);
    if (days.every((length) => length >= 28 && length <= 31)) return "month";
    if (days.every((length) => length >= 90 && length <= 92)) return "quarter";
    return days.every((length) => length >= 365 && length <= 366) ? "year" : "period";
  }

  function words(x, y, text, anchor, className) {
    const node = LM.svg("text", { x, y, "text-anchor": anchor || "middle", class: className || "" });
    node.textContent = text;
    return node;
  }

  function draw() {
    if (!picture) return;
    const width = picture.clientWidth;
    const height = picture.clientHeight;
    if (width < LEFT + RIGHT + 60) return;
    const focused = picture.contains(document.activeElement);
    const measure = LM.area.measure;
    const force = LM.forceOf(LM.selected);
    const values = LM.scene.periods.map((_, p) => LM.inPeriod(measure, force, p));
    const top = niceTop(Math.max(0, ...values.filter(LM.isNumber)));
    const base = height - BOTTOM;
    const y = (value) => base - (top ? value / top : 0) * (base - TOP);
    const step = (width - LEFT - RIGHT) / Math.max(1, values.length);
    picture.textContent = "";
    picture.append(words(LEFT, 13, `${LM.measure().label}, number a ${unit()}, ${LM.areaName(force)}`, "start", "title"));
    if (!values.some((value) => value !== null)) picture.append(words(LEFT + 8, (TOP + base) / 2 + 4, LM.scene.periods.length ? "No figures by period for this measure" : "No figures by period in this file", "start"));
    else axis(top, y, width);
    key(values, width);
    values.forEach((value, p) => column(p, value, { left: LEFT + p * step, step, y, base, height }));
    writeCaption(measure, force);
    if (focused) focusChosen();
  }

  function niceTop(most) {
    if (!most) return 0;
    const power = 10 ** Math.floor(Math.log10(most));
    return [1, 2, 4, 6, 8, 10].map((size) => size * power).find((size) => size >= most);
  }

  function axis(top, y, width) {
    for (const value of top ? [0, top / 2, top] : [0]) {
      picture.append(LM.svg("line", { x1: LEFT, x2: width - RIGHT, y1: y(value), y2: y(value), class: "grid" }));
      if (Number.isInteger(value)) picture.append(words(LEFT - 6, y(value) + 4, LM.write(LM.area.measure, value), "end"));
    }
  }

  function key(values, width) {
    if (!values.some(LM.isWords)) return;
    const label = words(width - RIGHT, 13, LM.hiddenWords(), "end");
    picture.append(label);
    const left = width - RIGHT - label.getComputedTextLength() - 24;
    picture.append(LM.svg("rect", { x: left, y: 5, width: 18, height: 9, class: "stub" }));
  }

  function column(p, value, { left, step, y, base, height }) {
    const period = LM.scene.periods[p];
    const chosen = LM.area.period === p;
    const wide = Math.max(2, Math.min(64, step * 0.72));
    const x = left + (step - wide) / 2;
    const said = value === null ? "no figure" : LM.write(LM.area.measure, value);
    const entry = chosen || (LM.area.period === null && p === 0);
    const node = LM.svg("g", { class: "column" + (chosen ? " chosen" : ""), role: "radio", "aria-checked": String(chosen), "aria-label": `${period.label}: ${said}`, tabindex: entry ? 0 : -1, "data-period": period.key });
    const title = LM.svg("title");
    title.textContent = `${period.label}: ${said}`;
    node.append(title, LM.svg("rect", { x: left, y: TOP - 10, width: step, height: height - TOP + 8, class: "ground" }));
    if (LM.isWords(value)) node.append(LM.svg("rect", { x, y: base - STUB, width: wide, height: STUB, class: "stub" }));
    else if (LM.isNumber(value)) node.append(LM.svg("rect", { x, y: Math.min(y(value), base - 1), width: wide, height: Math.max(1, base - y(value)), class: "bar" }));
    // Written beside the column, not in it, so that the ring of focus is as wide as the column.
    const mark = chosen ? " chosen" : "";
    const above = words(x + wide / 2, (LM.isWords(value) ? base - STUB : LM.isNumber(value) ? y(value) : base) - 4, said === "no figure" ? "–" : said, "middle", (LM.isNumber(value) ? "value" : "") + mark);
    const below = words(x + wide / 2, height - 5, period.label, "middle", "label" + mark);
    picture.append(node, above, below);
    const fits = (label, room) => label.getComputedTextLength() <= room;
    if (!fits(above, step + (LM.isWords(value) ? 0 : 4))) above.remove();
    const every = Math.ceil((below.getComputedTextLength() + 10) / step);
    if (p % every) below.remove();
    node.addEventListener("click", () => choose(chosen ? null : p));
    node.addEventListener("keydown", keys);
  }

  function keys(event) {
    const last = LM.scene.periods.length - 1;
    const now = LM.area.period;
    const to = { ArrowRight: now === null ? 0 : Math.min(last, now + 1), ArrowLeft: now === null ? last : Math.max(0, now - 1), Home: 0, End: last }[event.key];
    if (event.key === "Escape") choose(null);
    else if (event.key === " " || event.key === "Enter") choose(Number([...picture.querySelectorAll(".column")].indexOf(event.currentTarget)));
    else if (to !== undefined) choose(to);
    else return;
    event.preventDefault();
    focusChosen();
  }

  function focusChosen() {
    const node = picture.querySelector('.column[tabindex="0"]');
    if (node) node.focus({ preventScroll: true });
  }

  // Plays by choosing one period after the other; from the first again when it stands at the last.
  function start() {
    const last = LM.scene.periods.length - 1;
    const next = () => (LM.area.period === null || LM.area.period >= last ? 0 : LM.area.period + 1);
    const pause = window.matchMedia("(prefers-reduced-motion: reduce)").matches ? STILL_STEP_MS : STEP_MS;
    const go = () => {
      LM.setArea({ period: next() });
      if (LM.area.period >= last) stop();
    };
    playing = setInterval(go, pause);
    tell("Pause");
    go();
  }

  function stop() {
    if (!playing) return;
    clearInterval(playing);
    playing = null;
    tell("Play");
  }

  // While it plays, the caption is not read out at every step.
  function tell(label) {
    section.classList.toggle("playing", Boolean(playing));
    section.querySelector(".lm-play").setAttribute("aria-label", label);
    caption.setAttribute("aria-live", playing ? "off" : "polite");
  }

  function writeCaption(measure, force) {
    const value = LM.shown(measure, force);
    caption.textContent = "";
    caption.append(
      LM.el("b", null, value === null ? "no figure" : LM.write(measure, value)),
      LM.el("span", null, LM.areaName(force)),
      LM.el("span", null, LM.period() ? LM.period().label : "Whole time"),
      LM.el("button", { class: "lm-link-plain", onclick: () => choose(null), disabled: LM.area.period === null }, "Whole time"),
    );
  }

  LM.drawTime = draw;
  LM.on("area", draw);
})(window.LM);
