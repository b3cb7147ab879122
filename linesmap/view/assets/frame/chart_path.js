// The path between two things: the one whose ties are strongest together, among what is loaded and live.
(function (LM) {
  "use strict";
  const chart = LM.chart;
  const STEP = 0.01;
  chart.pathFrom = null;

  chart.startPath = function (node) {
    chart.pathFrom = node;
    LM.emit("chart", "path");
    if (node !== null) chart.say(`Path from ${chart.label(node)}: choose the second thing`);
  };

  chart.endPath = function (node) {
    const from = chart.pathFrom;
    chart.pathFrom = null;
    chart.showPath(from, node);
    LM.emit("chart", "path");
  };

  // Every step costs -ln(weight) + 0.01, so that of equal paths the one with fewer steps is given.
  chart.findPath = function (from, to) {
    const best = new Map([[from, 0]]);
    const before = new Map();
    const done = new Set();
    const waiting = [[0, from]];
    while (waiting.length) {
      const [cost, node] = takeLeast(waiting);
      if (done.has(node)) continue;
      if (node === to) return walkBack(before, from, to);
      done.add(node);
      for (const pair of chart.near[node]) {
        const next = chart.other(pair, node);
        if (!pair.live || pair.weight <= 0 || chart.hiddenTypes.has(chart.type(next))) continue;
        const reached = cost - Math.log(Math.min(1, pair.weight)) + STEP;
        if (best.has(next) && best.get(next) <= reached) continue;
        best.set(next, reached);
        before.set(next, node);
        put(waiting, [reached, next]);
      }
    }
    return null;
  };

  function walkBack(before, from, to) {
    const path = [to];
    while (path[0] !== from) path.unshift(before.get(path[0]));
    return path;
  }

  function put(heap, item) {
    heap.push(item);
    let at = heap.length - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      if (heap[up][0] <= heap[at][0]) break;
      [heap[up], heap[at]] = [heap[at], heap[up]];
      at = up;
    }
  }

  function takeLeast(heap) {
    const least = heap[0];
    const last = heap.pop();
    if (!heap.length) return least;
    heap[0] = last;
    let at = 0;
    for (;;) {
      const left = at * 2 + 1;
      if (left >= heap.length) return least;
      const down = left + 1 < heap.length && heap[left + 1][0] < heap[left][0] ? left + 1 : left;
      if (heap[at][0] <= heap[down][0]) return least;
      [heap[at], heap[down]] = [heap[down], heap[at]];
      at = down;
    }
  }

  chart.pathPairs = (path) => path.slice(1).map((node, i) => chart.pairOf(path[i], node)).filter(Boolean);

  chart.showPath = function (from, to) {
    const path = chart.findPath(from, to);
    if (path) {
      chart.reveal(path);
      chart.arrange(false);
    }
    LM.select({ type: "path", path: path || [], from, to });
    chart.say(path ? `Path of ${LM.plural(path.length - 1, "step")}` : "No path");
  };
})(window.LM);
