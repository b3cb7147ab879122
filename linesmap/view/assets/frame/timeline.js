// The timeline: records a week or month by kind, operation phases above, and two handles that set the period
// for every layer at once.
(function (LM) {
  "use strict";
  const LEFT = 50;
  const RIGHT = 14;
  const TOP = 26;
  const BOTTOM = 22;
  const LONG_DAYS = 1000;
  const SHORT_DAYS = 130;
  const STEP_DAYS = 7;
  const STEP_MS = 350;
  let section = null;
  let picture = null;
  let caption = null;
  let playing = null;
  let geometry = null;

  function start() {
    section = LM.el("section", { class: "lm-time", "aria-label": "Timeline" });
    const play = LM.el("button", { class: "lm-play", "aria-label": "Play", onclick: togglePlay });
    picture = LM.svg("svg", { class: "lm-time-picture", role: "group", "aria-label": "Records over time, with the period shown" });
    caption = LM.el("div", { class: "lm-time-caption" });
    section.append(play, picture, caption);
    document.body.append(section);
    new ResizeObserver(draw).observe(picture);
  }

  function bins() {
    const [first, last] = LM.scene.span;
    const edges = [];
    const unit = LM.scene.sums ? LM.scene.sums.unit : last - first <= LONG_DAYS ? "week" : "month";
    if (unit === "week") {
      const monday = first - ((((first + 3) % 7) + 7) % 7);
      for (let day = monday; day <= last + 7; day += 7) edges.push(day);
      return { edges, unit };
    }
    const start = LM.dateParts(first);
    const months = unit === "year" ? 12 : 1;
    for (let month = unit === "year" ? 0 : start.month; ; month += months) {
      const day = LM.dayNumber(start.year, month, 1);
      edges.push(day);
      if (day > last) return { edges, unit };
    }
  }

  function count(edges) {
    const kinds = LM.scene.kinds.length;
    const totals = edges.slice(1).map(() => new Array(kinds).fill(0));
    const { from, kind } = LM.scene.records;
    for (let i = 0; i < from.length; i += 1) {
      if (LM.hidden.has("kind:" + LM.scene.kinds[kind[i]]) || !LM.keeps(i)) continue;
      const bin = find(edges, Math.max(from[i], LM.scene.span[0]));
      if (bin >= 0) totals[bin][kind[i]] += LM.weight(i);
    }
    return totals;
  }

  LM.timeBins = function () {
    const { edges, unit } = bins();
    return { edges, unit, totals: count(edges) };
  };

  function find(edges, day) {
    let low = 0;
    let high = edges.length - 2;
    if (day < edges[0] || day >= edges[edges.length - 1]) return -1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (edges[middle] <= day) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  const draw = LM.soon(function () {
    if (!LM.scene || !LM.tally || !picture) return;
    const width = picture.clientWidth;
    const height = picture.clientHeight;
    if (width < LEFT + RIGHT + 60 || height < TOP + BOTTOM + 20) return;
    picture.textContent = "";
    const { edges, unit, totals } = LM.timeBins();
    const most = Math.max(1, ...totals.map((row) => row.reduce((a, b) => a + b, 0)));
    const x = (day) => LEFT + ((day - edges[0]) / (edges[edges.length - 1] - edges[0])) * (width - LEFT - RIGHT);
    const top = niceTop(most);
    const y = (value) => height - BOTTOM - (value / top) * (height - BOTTOM - TOP);
    geometry = { x, edges, height, width, day: (px) => edges[0] + ((px - LEFT) / (width - LEFT - RIGHT)) * (edges[edges.length - 1] - edges[0]) };
    axes(top, y, edges, x, unit, width, height);
    bars(totals, edges, x, y);
    phases(x);
    brush(x, height);
    writeCaption(unit);
  });

  function niceTop(value) {
    const power = 10 ** Math.floor(Math.log10(value));
    return [1, 2, 4, 6, 8, 10].map((step) => step * power).find((step) => step >= value);
  }

  function text(x, y, words, anchor, className) {
    const node = LM.svg("text", { x, y, "text-anchor": anchor || "middle", class: className || "" });
    node.textContent = words;
    return node;
  }

  function axes(top, y, edges, x, unit, width, height) {
    [0, 0.5, 1].forEach((share) => {
      const value = top * share;
      if (!Number.isInteger(value)) return;
      picture.append(LM.svg("line", { x1: LEFT, x2: width - RIGHT, y1: y(value), y2: y(value), class: "grid" }));
      picture.append(text(LEFT - 6, y(value) + 4, LM.number(value), "end"));
    });
    const label = text(0, 0, `records a ${unit}`, "middle");
    label.setAttribute("transform", `translate(8 ${(height - BOTTOM + TOP) / 2}) rotate(-90)`);
    picture.append(label);
    if (edges[edges.length - 1] - edges[0] <= SHORT_DAYS) weeks(edges, x, width, height);
    else months(edges, x, width, height);
  }

  function tick(at, words, width, height) {
    if (at < width - 40) picture.append(text(at, height - 6, words, "middle"));
    picture.append(LM.svg("line", { x1: at, x2: at, y1: height - BOTTOM, y2: height - BOTTOM + 4, class: "tick" }));
  }

  // In a short span every few Mondays are named; the year stands once, at the first.
  function weeks(edges, x, width, height) {
    const every = Math.max(1, Math.ceil((edges.length * 74) / (width - LEFT - RIGHT)));
    edges.forEach((day, i) => {
      if (i % every) return;
      const part = LM.dateParts(day);
      const words = `${part.day} ${LM.monthName(part.month)}`;
      tick(x(day), i ? words : `${words} ${part.year}`, width, height);
    });
  }

  function months(edges, x, width, height) {
    const first = LM.dateParts(edges[0]);
    const span = edges[edges.length - 1] - edges[0];
    const steps = [1, 2, 3, 6, 12, 24, 60];
    const step = steps.find((size) => (span / 30.4 / size) * 62 < width - LEFT - RIGHT) || 120;
    for (let month = 0; ; month += 1) {
      const day = LM.dayNumber(first.year, first.month + month, 1);
      if (day > edges[edges.length - 1]) return;
      const part = LM.dateParts(day);
      if (day < edges[0] || part.month % Math.min(step, 12) || (step > 12 && part.year % (step / 12))) continue;
      const words = step >= 12 ? `${part.year}` : `${LM.monthName(part.month)} ${part.year}`;
      tick(x(day), words, width, height);
    }
  }

  function bars(totals, edges, x, y) {
    totals.forEach((row, bin) => {
      const left = x(edges[bin]) + 0.5;
      const wide = Math.max(1, x(edges[bin + 1]) - x(edges[bin]) - 1);
      const inside = edges[bin + 1] > LM.period[0] && edges[bin] <= LM.period[1];
      let below = 0;
      row.forEach((value, kind) => {
        if (!value) return;
        const high = y(below) - y(below + value);
        picture.append(
          LM.svg("rect", { x: left, y: y(below + value), width: wide, height: Math.max(0.5, high), class: `bar kind-${LM.scene.kinds[kind]}${inside ? "" : " outside"}` }),
        );
        below += value;
      });
    });
  }

  function phases(x) {
    let free = -Infinity;
    LM.scene.phases.forEach((phase) => {
      const left = x(phase.from);
      const wide = Math.max(4, x(phase.to + 1) - left);
      if (left + wide < LEFT || left > geometry.width - RIGHT) return;
      picture.append(LM.svg("rect", { x: left, y: TOP - 8, width: wide, height: 3, class: "phase" }));
      if (left < free) return;
      const node = text(left, TOP - 12, phase.label, "start", "phase-name");
      picture.append(node);
      const long = node.getComputedTextLength();
      const start = Math.min(left, geometry.width - RIGHT - long);
      if (start < free) return node.remove();
      node.setAttribute("x", start);
      free = start + long + 8;
    });
  }

  function brush(x, height) {
    const [first, last] = LM.period;
    const left = x(first);
    const right = x(last + 1);
    const body = LM.svg("rect", { x: left, y: TOP - 4, width: Math.max(2, right - left), height: height - BOTTOM - TOP + 4, class: "brush" });
    body.addEventListener("pointerdown", (event) => drag(event, "both"));
    const ground = LM.svg("rect", { x: LEFT, y: TOP - 4, width: geometry.width - LEFT - RIGHT, height: height - BOTTOM - TOP + 4, class: "ground" });
    ground.addEventListener("pointerdown", (event) => drag(event, "new"));
    picture.append(ground, body, handle(left, height, 0), handle(right, height, 1));
  }

  function handle(at, height, side) {
    const node = LM.svg("g", { class: "handle", tabindex: 0, role: "slider", transform: `translate(${at} 0)` });
    node.setAttribute("aria-label", side ? "Last day" : "First day");
    node.setAttribute("aria-valuenow", LM.period[side]);
    node.setAttribute("aria-valuemin", LM.scene.span[0]);
    node.setAttribute("aria-valuemax", LM.scene.span[1]);
    node.setAttribute("aria-valuetext", LM.date(LM.period[side]));
    const middle = (TOP + height - BOTTOM) / 2;
    node.append(
      LM.svg("line", { y1: TOP - 4, y2: height - BOTTOM, class: "edge" }),
      LM.svg("rect", { x: -4, y: middle - 10, width: 8, height: 20, rx: 3, class: "grip" }),
      LM.svg("rect", { x: -12, y: TOP - 4, width: 24, height: height - BOTTOM - TOP + 4, class: "target" }),
    );
    node.addEventListener("pointerdown", (event) => drag(event, side));
    node.addEventListener("keydown", (event) => step(event, side));
    return node;
  }

  const clamp = (day) => Math.max(LM.scene.span[0], Math.min(LM.scene.span[1], Math.round(day)));

  function drag(event, what) {
    event.preventDefault();
    stopPlay();
    const box = picture.getBoundingClientRect();
    const dayAt = (pointer) => geometry.day(pointer.clientX - box.left);
    const startDay = dayAt(event);
    const before = LM.period.slice();
    const move = (pointer) => {
      const day = dayAt(pointer);
      if (what === "both") shift(before, Math.round(day - startDay));
      else if (what === "new") set(clamp(Math.min(startDay, day)), clamp(Math.max(startDay, day)));
      else if (what === 0) set(Math.min(clamp(day), LM.period[1]), LM.period[1]);
      else set(LM.period[0], Math.max(clamp(day - 1), LM.period[0]));
    };
    const finish = () => {
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", finish);
      settle();
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", finish);
  }

  function shift(before, days) {
    const length = before[1] - before[0];
    const first = Math.max(LM.scene.span[0], Math.min(LM.scene.span[1] - length, before[0] + days));
    set(...LM.spansFrom(first, length));
  }

  const refresh = LM.soon(() => LM.recount());
  function set(first, last) {
    LM.period = LM.wholeSpans(first, last);
    draw();
    refresh();
  }

  const settle = () => LM.setPeriod(LM.period[0], LM.period[1], true);

  function step(event, side) {
    const days = { ArrowLeft: -1, ArrowRight: 1, PageDown: -7, PageUp: 7 }[event.key];
    if (!days) return;
    event.preventDefault();
    const period = LM.period.slice();
    period[side] = clamp(LM.scene.sums ? nextSpan(period[side], side, days < 0 ? -1 : 1) : period[side] + days);
    if (period[0] > period[1]) return;
    set(period[0], period[1]);
    settle();
    requestAnimationFrame(() => picture.querySelectorAll(".handle")[side].focus());
  }

  // One week, month or year on: the first day of it for the first handle, the last day for the second.
  function nextSpan(day, side, direction) {
    const [first, last] = LM.spanOf(day);
    return LM.spanOf(direction < 0 ? first - 1 : last + 1)[side];
  }

  function togglePlay() {
    if (playing) stopPlay();
    else startPlay();
  }

  // Plays by moving the period on, a week at a time; from the start again when it stands at the end.
  function startPlay() {
    const [first, last] = LM.scene.span;
    let length = LM.period[1] - LM.period[0];
    if (length >= last - first) length = Math.min(83, Math.max(6, Math.round((last - first) / 6)));
    let at = LM.period[1] >= last ? first : LM.period[0];
    // Whole weeks, months or years keep their number: 84 days from a Monday end on a Sunday.
    if (LM.scene.sums) length = 7 * Math.max(1, Math.round((length + 1) / 7)) - 1;
    section.classList.add("playing");
    section.querySelector(".lm-play").setAttribute("aria-label", "Pause");
    playing = setInterval(() => {
      const [, to] = LM.spansFrom(at, length);
      set(at, Math.min(last, to));
      if (at + length >= last) stopPlay();
      at = LM.scene.sums ? nextSpan(at, 0, 1) : at + STEP_DAYS;
    }, STEP_MS);
  }

  function stopPlay() {
    if (!playing) return;
    clearInterval(playing);
    playing = null;
    section.classList.remove("playing");
    section.querySelector(".lm-play").setAttribute("aria-label", "Play");
    settle();
  }

  function writeCaption() {
    const tally = LM.tally;
    const all = LM.only ? LM.only.size : LM.allRecords();
    const days = LM.period[1] - LM.period[0] + 1;
    const length = days % 7 === 0 ? LM.plural(days / 7, "week") : LM.plural(days, "day");
    caption.textContent = "";
    caption.append(
      LM.el("b", null, `${LM.number(tally.total)} of ${LM.number(all)}`),
      LM.el("span", null, `${LM.only ? "of the selection" : "records"}, ${length}`),
      LM.el("span", null, LM.dates(...LM.period)),
      LM.el("button", { class: "lm-link-plain", onclick: whole, disabled: LM.period[0] === LM.scene.span[0] && LM.period[1] === LM.scene.span[1] }, "Whole period"),
    );
  }

  function whole() {
    stopPlay();
    LM.setPeriod(LM.scene.span[0], LM.scene.span[1], true);
  }

  LM.on("start", start);
  LM.on("tally", draw);
  LM.on("theme", draw);
})(window.LM);
