// The hand and the keyboard on the chart: move, zoom, point, select, drag a box, open and close.
(function (LM) {
  "use strict";
  const chart = LM.chart;
  const TIE_PX = 6;
  const CLICK_PX = 4;
  let canvas = null;
  let tip = null;
  let live = null;

  chart.listen = function (element, tipBox, liveBox) {
    canvas = element;
    tip = tipBox;
    live = liveBox;
    canvas.addEventListener("pointerdown", press);
    canvas.addEventListener("pointermove", (event) => chart.dragging || hover(event));
    canvas.addEventListener("pointerleave", () => point(null, null));
    canvas.addEventListener("dblclick", (event) => {
      const node = nodeAt(...spot(event));
      if (node >= 0) chart.flip(node);
    });
    canvas.addEventListener("wheel", wheel, { passive: false });
    canvas.addEventListener("keydown", keys);
    canvas.addEventListener("focus", chart.draw);
    canvas.addEventListener("blur", chart.draw);
    document.addEventListener("keydown", (event) => event.key === "Escape" && escape(event));
  };

  const spot = (event) => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };

  function nodeAt(x, y) {
    let found = -1;
    let best = Infinity;
    for (const node of chart.nodesShown()) {
      const [nx, ny] = chart.toScreen(node);
      const away = Math.hypot(nx - x, ny - y) - chart.radius(node);
      if (away < Math.min(best, 4)) [found, best] = [node, away];
    }
    return found;
  }
  chart.nodeAt = nodeAt;

  function tieAt(x, y) {
    let found = null;
    let best = TIE_PX;
    for (const pair of chart.pairsShown()) {
      if (!pair.live || pair.a === pair.b) continue;
      const [x0, y0] = chart.toScreen(pair.a);
      const [x1, y1] = chart.toScreen(pair.b);
      const long = (x1 - x0) ** 2 + (y1 - y0) ** 2;
      const share = long ? Math.max(0, Math.min(1, ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / long)) : 0;
      const away = Math.hypot(x - x0 - share * (x1 - x0), y - y0 - share * (y1 - y0));
      if (away < best) [found, best] = [pair, away];
    }
    return found;
  }

  function press(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    canvas.focus({ preventScroll: true });
    const from = spot(event);
    const view = { ...chart.view };
    const grabbed = nodeAt(...from);
    const boxing = event.shiftKey;
    let moved = false;
    canvas.setPointerCapture(event.pointerId);
    const move = (pointer) => {
      const [x, y] = spot(pointer);
      if (!moved && Math.hypot(x - from[0], y - from[1]) < CLICK_PX) return;
      moved = chart.dragging = true;
      if (boxing) chart.box = [Math.min(x, from[0]), Math.min(y, from[1]), Math.max(x, from[0]), Math.max(y, from[1])];
      else if (grabbed >= 0) drag(grabbed, x, y);
      else chart.view = { ...view, x: view.x + x - from[0], y: view.y + y - from[1] };
      chart.draw();
    };
    const finish = (pointer) => {
      canvas.removeEventListener("pointermove", move);
      canvas.removeEventListener("pointerup", finish);
      canvas.removeEventListener("pointercancel", finish);
      chart.dragging = false;
      if (!moved) click(pointer, grabbed);
      else if (chart.box) takeBox(pointer);
      chart.box = null;
      chart.draw();
    };
    canvas.addEventListener("pointermove", move);
    canvas.addEventListener("pointerup", finish);
    canvas.addEventListener("pointercancel", finish);
  }

  function drag(node, x, y) {
    chart.x[node] = (x - chart.view.x) / chart.view.k;
    chart.y[node] = (y - chart.view.y) / chart.view.k;
    if (chart.layout !== "force") return;
    chart.forceAt[node] = [chart.x[node], chart.y[node]];
    chart.forceKept.set(chart.data.nodes.id[node], chart.forceAt[node]);
  }

  function takeBox(event) {
    const [left, top, right, bottom] = chart.box;
    const inside = chart.nodesShown().filter((node) => {
      const [x, y] = chart.toScreen(node);
      return x >= left && x <= right && y >= top && y <= bottom;
    });
    if (inside.length) chart.pick(event.ctrlKey || event.metaKey ? [...chart.picked, ...inside] : inside);
  }

  function click(event, node) {
    if (node >= 0) choose(node, event.shiftKey || event.ctrlKey || event.metaKey);
    else {
      const pair = tieAt(...spot(event));
      if (pair) chart.pickTie(pair);
      else if (LM.selected) LM.select(null);
    }
  }

  function choose(node, add) {
    chart.current = node;
    if (chart.pathFrom !== null && chart.pathFrom !== undefined && chart.pathFrom !== node) chart.endPath(node);
    else chart.pick([node], add);
    say(node);
  }

  function wheel(event) {
    event.preventDefault();
    chart.zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.03 : 0.0016)), ...spot(event));
  }

  function hover(event) {
    const at = spot(event);
    const node = nodeAt(...at);
    point(node >= 0 ? node : null, node >= 0 ? null : tieAt(...at), at);
  }

  function point(node, pair, at) {
    canvas.style.cursor = node !== null || pair ? "pointer" : "grab";
    if (chart.over !== pair) {
      chart.over = pair;
      chart.draw();
    }
    tip.hidden = node === null && !pair;
    if (tip.hidden) return;
    tip.textContent = "";
    LM.add(tip, ...(node !== null ? aboutNode(node) : aboutTie(pair)));
    const [width, height] = chart.size();
    tip.style.left = Math.min(at[0] + 14, Math.max(0, width - tip.offsetWidth - 4)) + "px";
    tip.style.top = Math.min(at[1] + 14, Math.max(0, height - tip.offsetHeight - 4)) + "px";
  }

  function aboutNode(node) {
    const rows = chart.rowsNow(chart.data.nodes.rows[node]).length;
    const hidden = chart.hiddenCount(node);
    return [
      LM.el("b", null, chart.label(node)),
      LM.el("div", null, LM.nodeKind(node)),
      LM.el("div", null, `${LM.plural(chart.data.nodes.ties[node], "tie")}, ${LM.plural(rows, "record")} in the period`),
      hidden ? LM.el("div", null, `${LM.number(hidden)} not shown: double click to open`) : null,
      chart.data.nodes.caution[node] ? LM.el("div", null, "May be more than one: held together by one weak link") : null,
    ];
  }

  function aboutTie(pair) {
    const count = pair.edges.reduce((sum, e) => sum + chart.now[e].count, 0);
    return [LM.el("b", null, `${chart.label(pair.a)} – ${chart.label(pair.b)}`),
      LM.el("div", null, chart.relationWords(pair)),
      LM.el("div", null, `Weight ${pair.weight.toFixed(2)}${chart.isWeak(pair) ? ", weak" : ""}; ${LM.plural(count, "record")} in the period`)];
  }

  function say(node) {
    const hidden = chart.hiddenCount(node);
    live.textContent = `${LM.nodeKind(node)} ${chart.label(node)}, ${LM.plural(chart.data.nodes.ties[node], "tie")}${hidden ? `, ${LM.number(hidden)} not shown` : ""}`;
  }
  chart.say = (text) => (live.textContent = text);

  // An arrow goes to the neighbour that lies most in its direction.
  function go(dx, dy) {
    const shown = chart.nodesShown();
    if (!shown.length) return;
    if (chart.current === null || !chart.isShown(chart.current)) chart.current = shown[0];
    else {
      const near = chart.near[chart.current].filter((pair) => pair.live).map((pair) => chart.other(pair, chart.current)).filter(chart.isShown);
      const from = chart.toScreen(chart.current);
      const scored = (near.length ? near : shown).filter((node) => node !== chart.current).map((node) => {
        const [x, y] = chart.toScreen(node);
        const long = Math.hypot(x - from[0], y - from[1]) || 1;
        return [((x - from[0]) * dx + (y - from[1]) * dy) / long - long / 4000, node];
      });
      scored.sort((a, b) => b[0] - a[0] || a[1] - b[1]);
      if (scored.length && scored[0][0] > 0) chart.current = scored[0][1];
    }
    bringIntoView(chart.current);
    say(chart.current);
    chart.draw();
  }

  function bringIntoView(node) {
    const [x, y] = chart.toScreen(node);
    const [width, height] = chart.size();
    if (x < 30 || x > width - 30) chart.view.x += width / 2 - x;
    if (y < 60 || y > height - 40) chart.view.y += height / 2 - y;
  }
  chart.bringIntoView = (node) => {
    bringIntoView(node);
    chart.draw();
  };

  function keys(event) {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const done = () => event.preventDefault();
    if (steps[event.key]) go(...steps[event.key]);
    else if (event.key === "Enter" && chart.current !== null) choose(chart.current, event.shiftKey);
    else if (event.key === "+" || event.key === "=") chart.zoom(1.25);
    else if (event.key === "-") chart.zoom(0.8);
    else if (event.key === "0") chart.fit();
    else if (event.key === "e" && chart.current !== null) chart.flip(chart.current);
    else if (event.key === "p" && chart.current !== null) chart.startPath(chart.current);
    else return;
    done();
  }

  function escape(event) {
    if (event.target && event.target.tagName === "INPUT" && event.target.value) return;
    if (chart.pathFrom !== null && chart.pathFrom !== undefined) chart.startPath(null);
    else if (LM.selected) LM.select(null);
  }
})(window.LM);
