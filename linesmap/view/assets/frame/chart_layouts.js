// Where every shown node stands in each layout, and the move from one layout to another.
(function (LM) {
  "use strict";
  const chart = LM.chart;
  const MOVE_MS = 420;
  const ROOM_PX = 23;
  const RINGS = [[56, 12], [84, 18], [112, 24], [140, 30], [170, 36]];
  const ROLE_WIDE = 300;
  const ROLE_SUB = 130;
  const ROLE_ROW = 46;
  const ROLE_MOST = 26;
  const TIME_WIDE = 1500;
  const TIME_ROW = 40;
  const TIME_APART = 34;
  const TIME_MOST = 8;
  const LANE_GAP = 84;
  const ROLES = ["Groups", "People", "Deal lines", "Phones, vehicles, addresses", "Operations, events", "Places"];
  const LANES = ["Deal lines", "Groups", "People", "Phones", "Vehicles", "Addresses", "Operations", "Events", "Places"];
  chart.guides = [];
  chart.forceAt = null;

  function given(name, node) {
    const at = chart.data.pos[name];
    return [at[node * 2], at[node * 2 + 1]];
  }

  // Columns hold what is shown, in the order the scene gives, as many beside each other as are needed.
  function byRole(nodes) {
    const at = new Map();
    const guides = [];
    let left = 0;
    ROLES.forEach((name, column) => {
      const inside = nodes.filter((node) => given("role", node)[0] === column).sort((a, b) => given("role", a)[1] - given("role", b)[1]);
      if (!inside.length) return;
      const rows = Math.min(inside.length, Math.max(ROLE_MOST, Math.ceil(Math.sqrt(inside.length * 6))));
      const subs = Math.ceil(inside.length / rows);
      inside.forEach((node, i) => at.set(node, [left + Math.floor(i / rows) * ROLE_SUB, ((i % rows) - (Math.min(rows, inside.length) - 1) / 2) * ROLE_ROW]));
      guides.push({ text: `${name} (${LM.number(inside.length)})`, x: left + ((subs - 1) * ROLE_SUB) / 2, y: -(rows / 2) * ROLE_ROW, up: 26, middle: true });
      left += (subs - 1) * ROLE_SUB + ROLE_WIDE;
    });
    const top = Math.min(0, ...guides.map((guide) => guide.y));
    guides.forEach((guide) => (guide.y = top));
    return { at, guides };
  }

  // A lane for each type; the day first seen runs from left to right. Where more than a few things were first seen
  // within days of each other, they stand beside each other.
  function inTime(nodes) {
    const at = new Map();
    const guides = [];
    const days = nodes.map((node) => given("time", node)[0]);
    const first = Math.min(...days);
    const wide = Math.max(1, Math.max(...days) - first);
    const x = (day) => ((day - first) / wide) * TIME_WIDE;
    let top = 0;
    LANES.forEach((name, lane) => {
      const inside = nodes.filter((node) => given("time", node)[1] === lane).sort((a, b) => given("time", a)[0] - given("time", b)[0] || a - b);
      if (!inside.length) return;
      const ends = [];
      inside.forEach((node) => {
        const place = x(given("time", node)[0]);
        let row = ends.findIndex((end) => end <= place);
        if (row < 0) row = ends.length < TIME_MOST ? ends.push(-Infinity) - 1 : ends.indexOf(Math.min(...ends));
        const real = Math.max(place, ends[row]);
        ends[row] = real + TIME_APART;
        at.set(node, [real, top + row * TIME_ROW]);
      });
      guides.push({ text: name, x: -330, y: top - LANE_GAP + 16, up: -13, lane: [top - LANE_GAP + 16] });
      top += ends.length * TIME_ROW + LANE_GAP;
    });
    for (const day of monthStarts(first, first + wide)) guides.push({ text: `${LM.monthName(LM.dateParts(day).month)} ${LM.dateParts(day).year}`, x: x(day), y: -68, up: 24, middle: true, tick: [-68, top] });
    return { at, guides };
  }

  function monthStarts(first, last) {
    const start = LM.dateParts(first);
    const months = Math.max(1, Math.ceil((last - first) / 30.4 / 7));
    const found = [];
    for (let month = 1; found.length < 12; month += months) {
      const day = LM.dayNumber(start.year, start.month + month, 1);
      if (day > last) break;
      found.push(day);
    }
    return found;
  }

  function onGround(nodes) {
    const at = new Map(nodes.map((node) => [node, given("ground", node)]));
    const strip = nodes.filter((node) => chart.data.nodes.unlocated[node]);
    const guides = [];
    if (strip.length) {
      const top = Math.min(...strip.map((node) => at.get(node)[1]));
      const left = Math.min(...strip.map((node) => at.get(node)[0]));
      guides.push({ text: `No located record (${LM.number(strip.length)})`, x: left - 20, y: top - 44, line: true });
    }
    return { at, guides };
  }

  function target() {
    const nodes = chart.nodesShown();
    if (!nodes.length) return { at: new Map(), guides: [] };
    if (chart.layout === "role") return byRole(nodes);
    if (chart.layout === "time") return inTime(nodes);
    if (chart.layout === "ground") return onGround(nodes);
    return { at: new Map(nodes.map((node) => [node, chart.forceAt[node]])), guides: [] };
  }

  // A node that was there before keeps its place in the layout by force; a new one stands beside what it is tied to.
  chart.arrive = function (before, fresh) {
    const ids = chart.data.nodes.id;
    const plain = ids.map((_, node) => given("force", node));
    const known = ids.map((id) => (chart.forceKept && chart.forceKept.get(id)) || null);
    const share = known.slice(0, chart.data.open).filter(Boolean).length / Math.max(1, chart.data.open);
    if (fresh || share < 0.5) chart.forceAt = plain;
    else {
      chart.forceAt = plain.map((place, node) => {
        if (known[node]) return known[node];
        const moved = chart.near[node].map((pair) => chart.other(pair, node)).filter((other) => known[other]);
        if (!moved.length) return place;
        const mean = (axis) => moved.reduce((sum, other) => sum + known[other][axis] - plain[other][axis], 0) / moved.length;
        return [place[0] + mean(0), place[1] + mean(1)];
      });
    }
    chart.forceKept = new Map(ids.map((id, node) => [id, chart.forceAt[node]]));
    chart.keptView = !fresh && share >= 0.5;
    chart.x = ids.map((id, node) => (before.has(id) && chart.keptView ? before.get(id)[0] : chart.forceAt[node][0]));
    chart.y = ids.map((id, node) => (before.has(id) && chart.keptView ? before.get(id)[1] : chart.forceAt[node][1]));
  };

  // What an opened thing brings stands around it in rings, where there is room at this zoom.
  chart.fan = function (node, more) {
    if (chart.layout !== "force") return;
    const [x, y] = chart.forceAt[node];
    const pixel = 1 / chart.view.k;
    const taken = chart.nodesShown().map((other) => chart.forceAt[other]);
    const slots = RINGS.flatMap(([away, count], ring) =>
      Array.from({ length: count }, (_, i) => {
        const turn = Math.atan2(y, x) + ((i % 2 ? 1 : -1) * Math.ceil(i / 2) * 2 * Math.PI) / count + ring * 0.2;
        return [x + Math.cos(turn) * away * pixel, y + Math.sin(turn) * away * pixel];
      }),
    );
    const isFree = (slot) => taken.every((place) => Math.hypot(place[0] - slot[0], place[1] - slot[1]) > ROOM_PX * pixel);
    for (const other of more) {
      const slot = slots.find(isFree);
      if (!slot) return;
      taken.push(slot);
      chart.forceAt[other] = slot;
      chart.forceKept.set(chart.data.nodes.id[other], slot);
    }
  };

  const still = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  let run = 0;

  // Moves the shown nodes to where they belong; at once when the system asks for less motion.
  chart.arrange = function (animated, then) {
    const { at, guides } = target();
    run += 1;
    const own = run;
    chart.guides = guides;
    const moves = [...at].map(([node, [x, y]]) => [node, chart.x[node], chart.y[node], x, y]);
    const finish = () => {
      moves.forEach(([node, , , x, y]) => ((chart.x[node] = x), (chart.y[node] = y)));
      chart.moving = false;
      if (then) then();
      chart.draw();
    };
    if (!animated || still()) return finish();
    chart.moving = true;
    const start = performance.now();
    const step = (now) => {
      if (own !== run) return;
      const share = Math.min(1, Math.max(0, (now - start) / MOVE_MS));
      const eased = 1 - (1 - share) ** 3;
      moves.forEach(([node, x0, y0, x1, y1]) => {
        chart.x[node] = x0 + (x1 - x0) * eased;
        chart.y[node] = y0 + (y1 - y0) * eased;
      });
      if (share < 1) {
        chart.paint();
        requestAnimationFrame(step);
      } else finish();
    };
    requestAnimationFrame(step);
  };

  chart.setLayout = function (name) {
    chart.layout = name;
    chart.arrange(true, chart.fit);
    LM.emit("chart", "layout");
  };
})(window.LM);
