// Names things on the chart so that nothing overlaps: one greedy pass, what is selected and what is large first.
(function (LM) {
  "use strict";
  const chart = LM.chart;
  const CELL = 48;
  const ALL = 24;
  const MOST = 260;
  const LINE = 15;
  const BADGE = "600 10.5px ";
  const widths = new Map();
  let kept = new Map();

  const isHub = (node) => ["deal_line", "operation"].includes(chart.type(node));
  const font = (node) => `${chart.picked.has(node) ? 700 : isHub(node) ? 650 : 450} 12px ${LM.base.tokens.font}`;

  function widthOf(c, node) {
    const key = chart.label(node) + font(node).slice(0, 3);
    if (!widths.has(key)) {
      if (widths.size > 8000) widths.clear();
      c.font = font(node);
      widths.set(key, c.measureText(words(node)).width);
    }
    return widths.get(key);
  }
  // "+12" after the name: things tied to this one that are not drawn with it.
  const badge = (node) => (chart.many || chart.isFaded(node) || !chart.hiddenCount(node) ? "" : "+" + LM.number(chart.hiddenCount(node)));
  function badgeWidth(c, node) {
    const text = badge(node);
    if (!text) return 0;
    c.font = BADGE + LM.base.tokens.font;
    return c.measureText(text).width + 13;
  }
  const words = (node) => {
    const text = chart.label(node);
    return text.length > 34 ? text.slice(0, 32) + "…" : text;
  };

  // What is taken, in cells of a grid, so that a label is compared only with what is near it.
  function Grid() {
    const cells = new Map();
    const each = (box, work) => {
      for (let i = Math.floor(box[0] / CELL); i <= Math.floor(box[2] / CELL); i += 1) {
        for (let j = Math.floor(box[1] / CELL); j <= Math.floor(box[3] / CELL); j += 1) work(i * 4096 + j);
      }
    };
    this.add = (box) => each(box, (key) => (cells.has(key) ? cells.get(key).push(box) : cells.set(key, [box])));
    this.hits = (box) => {
      let hits = 0;
      each(box, (key) => {
        for (const other of cells.get(key) || []) if (box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]) hits += 1;
      });
      return hits;
    };
  }

  function boxes(x, y, r, wide) {
    const gap = r + 4;
    return [
      [x + gap, y - LINE / 2, x + gap + wide, y + LINE / 2],
      [x - wide / 2, y + gap - 1, x + wide / 2, y + gap + LINE - 1],
      [x - gap - wide, y - LINE / 2, x - gap, y + LINE / 2],
      [x - wide / 2, y - gap - LINE, x + wide / 2, y - gap],
    ];
  }

  function important(a, b) {
    const score = (node) => (chart.picked.has(node) ? 8 : 0) + (chart.path && chart.path.includes(node) ? 8 : 0) + (chart.isFaded(node) ? -6 : 0) + (isHub(node) ? 2 : 0);
    return score(b) - score(a) || chart.data.nodes.ties[b] - chart.data.nodes.ties[a] || a - b;
  }

  function place(c, nodes, count) {
    const [width, height] = chart.size();
    const taken = new Grid();
    const at = new Map();
    nodes.forEach((node) => {
      const [x, y] = chart.toScreen(node);
      const r = chart.radius(node);
      at.set(node, [x, y, r]);
      if (!chart.isFaded(node)) taken.add([x - r, y - r, x + r, y + r]);
    });
    chart.guideBoxes.forEach(taken.add);
    const chosen = new Map();
    const inside = (box) => box[0] > 2 && box[1] > 2 && box[2] < width - 2 && box[3] < height - 2;
    const wanted = nodes.filter((node) => !chart.isFaded(node) || count <= ALL).sort(important);
    for (const node of wanted) {
      if (chosen.size >= MOST) break;
      const [x, y, r] = at.get(node);
      const wide = widthOf(c, node);
      const more = badgeWidth(c, node);
      const free = (room) => boxes(x, y, r, room).map((box, side) => ({ box, side, room, hits: taken.hits(box) + (inside(box) ? 0 : 9) }));
      const tried = [...free(wide + more), ...(more ? free(wide) : [])];
      const must = count <= ALL || chart.picked.has(node);
      const best = tried.find((one) => one.hits === 0) || (must ? tried.reduce((least, one) => (one.hits < least.hits ? one : least)) : null);
      if (!best) continue;
      chosen.set(node, { side: best.side, badge: best.room > wide });
      taken.add(best.box);
    }
    return chosen;
  }

  // While things move the names stay on their sides; they are placed again when the picture stands.
  chart.drawLabels = function (c, nodes, count) {
    if (!(chart.moving || chart.dragging) || !kept.size) kept = place(c, nodes, count);
    const visible = new Set(nodes);
    c.textBaseline = "middle";
    c.textAlign = "left";
    c.lineJoin = "round";
    c.strokeStyle = LM.token("bg");
    c.lineWidth = 3;
    let drawn = 0;
    for (const [node, { side, badge: counted }] of kept) {
      if (!visible.has(node)) continue;
      const [x, y] = chart.toScreen(node);
      const box = boxes(x, y, chart.radius(node), widthOf(c, node) + (counted ? badgeWidth(c, node) : 0))[side];
      c.font = font(node);
      c.globalAlpha = chart.isFaded(node) ? 0.45 : 1;
      c.fillStyle = chart.isGuarded(node) ? LM.token("warn") : LM.token(isHub(node) || chart.picked.has(node) ? "ink" : "ink2");
      c.strokeText(words(node), box[0], box[1] + LINE / 2);
      c.fillText(words(node), box[0], box[1] + LINE / 2);
      if (counted) drawBadge(c, node, box);
      drawn += 1;
    }
    c.globalAlpha = 1;
    relations(c);
    return drawn;
  };

  function drawBadge(c, node, box) {
    const text = badge(node);
    if (!text) return;
    const wide = badgeWidth(c, node) - 4;
    const middle = box[1] + LINE / 2;
    c.save();
    c.lineWidth = 1;
    c.fillStyle = LM.token("surface");
    c.strokeStyle = LM.token("control-border");
    c.beginPath();
    c.roundRect(box[2] - wide, middle - 7, wide, 14, 7);
    c.fill();
    c.stroke();
    c.fillStyle = LM.token("ink2");
    c.font = BADGE + LM.base.tokens.font;
    c.fillText(text, box[2] - wide + 4.5, middle + 0.5);
    c.restore();
  }

  // The relation stands on the tie that is selected or pointed at, and on the ties of a path.
  function relations(c) {
    const ties = chart.path ? chart.pathPairs(chart.path) : [chart.tie, chart.over].filter(Boolean);
    c.font = `500 11px ${LM.base.tokens.font}`;
    for (const pair of ties) {
      if (!chart.isShown(pair.a) || !chart.isShown(pair.b)) continue;
      const [x0, y0] = chart.toScreen(pair.a);
      const [x1, y1] = chart.toScreen(pair.b);
      const text = chart.relationWords(pair);
      const wide = c.measureText(text).width;
      if (chart.path && Math.hypot(x1 - x0, y1 - y0) < wide + 40) continue;
      c.lineWidth = 4;
      c.strokeStyle = LM.token("bg");
      c.fillStyle = LM.token("primary");
      c.strokeText(text, (x0 + x1 - wide) / 2, (y0 + y1) / 2);
      c.fillText(text, (x0 + x1 - wide) / 2, (y0 + y1) / 2);
    }
  }

  chart.relationWords = (pair) =>
    pair.edges
      .filter((e) => chart.now[e].live)
      .sort((a, b) => chart.now[b].weight - chart.now[a].weight)
      .map((e) => chart.data.relations[chart.data.edges.relation[e]])
      .join(", ");
})(window.LM);
