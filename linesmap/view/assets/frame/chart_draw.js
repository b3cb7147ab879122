// Draws the link chart on one canvas: ties below, things over them, names where there is room.
(function (LM) {
  "use strict";
  const chart = LM.chart;
  const WEAK = 0.3;
  const MANY = 700;
  const CROWD = 30;
  const DIM = 0.16;
  const FIT_PX = 58;
  const HUBS = new Set(["deal_line", "operation"]);
  let canvas = null;
  let c = null;
  let width = 0;
  let height = 0;
  chart.view = { k: 1, x: 0, y: 0 };
  chart.painted = { nodes: 0, ties: 0, labels: 0, ms: 0 };

  chart.setCanvas = function (element) {
    canvas = element;
    c = canvas.getContext("2d");
    new ResizeObserver(resized).observe(canvas.parentNode);
    resized();
  };

  // A chart that was hidden or small when it was filled is fitted when it gets its size.
  function resized() {
    const before = width;
    width = canvas.parentNode.clientWidth;
    height = canvas.parentNode.clientHeight;
    const ratio = window.devicePixelRatio || 1;
    canvas.width = Math.max(1, width * ratio);
    canvas.height = Math.max(1, height * ratio);
    if (before && width && before !== width) chart.view.x += (width - before) / 2;
    if (chart.unfitted && width > 50 && height > 50) chart.fit();
    else chart.paint();
  }

  chart.toScreen = (node) => [chart.x[node] * chart.view.k + chart.view.x, chart.y[node] * chart.view.k + chart.view.y];
  chart.size = () => [width, height];

  chart.fit = function (nodes) {
    const shown = Array.isArray(nodes) && nodes.length ? nodes : chart.nodesShown();
    chart.unfitted = !(width > 50 && height > 50);
    if (!shown.length || chart.unfitted) return chart.draw();
    let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
    const reach = (x, y) => {
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    };
    shown.forEach((node) => reach(chart.x[node], chart.y[node]));
    if (!Array.isArray(nodes)) chart.guides.forEach((guide) => reach(guide.x, guide.y));
    const wide = Math.max(right - left, 60);
    const high = Math.max(bottom - top, 60);
    const k = Math.min((width - 2 * FIT_PX) / wide, (height - 2 * FIT_PX + 30) / high, 1.3);
    chart.view = { k, x: width / 2 - (k * (left + right)) / 2, y: height / 2 + (chart.guides.length ? 12 : 0) - (k * (top + bottom)) / 2 };
    chart.draw();
  };

  chart.zoom = function (factor, x, y) {
    const at = [x === undefined ? width / 2 : x, y === undefined ? height / 2 : y];
    const k = Math.min(6, Math.max(0.04, chart.view.k * factor));
    const real = k / chart.view.k;
    chart.view = { k, x: at[0] - (at[0] - chart.view.x) * real, y: at[1] - (at[1] - chart.view.y) * real };
    chart.draw();
  };

  chart.radius = function (node) {
    const hub = HUBS.has(chart.type(node));
    const scale = Math.min(1.15, Math.max(chart.many ? 0.3 : 0.5, (chart.many ? 0.1 : 0.5) + chart.view.k * 0.75));
    return (hub ? 13 : chart.data.nodes.guard[node] ? 11.5 : 10.5) * scale;
  };
  chart.status = (node) => (chart.data.nodes.line[node] >= 0 && LM.tally ? LM.tally.status[chart.data.nodes.line[node]] : null);
  const faded = (node) => (chart.lit && !chart.lit.has(node)) || !chart.liveNode[node];
  chart.isFaded = faded;

  chart.draw = LM.soon(() => chart.paint());

  chart.paint = function () {
    if (!c || !chart.data || !chart.liveNode || width < 20) return;
    const start = performance.now();
    const ratio = window.devicePixelRatio || 1;
    c.setTransform(ratio, 0, 0, ratio, 0, 0);
    c.clearRect(0, 0, width, height);
    c.fillStyle = LM.token("bg");
    c.fillRect(0, 0, width, height);
    const nodes = chart.nodesShown();
    chart.many = nodes.length > MANY;
    const inView = nodes.filter((node) => {
      const [x, y] = chart.toScreen(node);
      return x > -40 && y > -40 && x < width + 40 && y < height + 40;
    });
    drawGuides();
    const ties = drawTies(nodes.length);
    drawNodes(inView);
    const labels = chart.drawLabels(c, inView, nodes.length);
    drawBox();
    chart.painted = { nodes: nodes.length, ties, labels, ms: performance.now() - start };
    const lost = nodes.length > 0 && !inView.length;
    if (lost === chart.lost) return;
    chart.lost = lost;
    chart.drawTools();
  };

  function drawGuides() {
    const { k, x, y } = chart.view;
    c.font = `600 11px ${LM.base.tokens.font}`;
    c.textBaseline = "alphabetic";
    const said = [];
    chart.guideBoxes = [];
    for (const guide of chart.guides) {
      const at = [guide.x * k + x, guide.y * k + y];
      c.strokeStyle = LM.token("line");
      c.lineWidth = 1;
      c.beginPath();
      if (guide.tick) {
        c.moveTo(at[0], guide.tick[0] * k + y);
        c.lineTo(at[0], guide.tick[1] * k + y);
      }
      if (guide.lane || guide.line) {
        const edge = guide.lane ? guide.lane[0] * k + y : at[1] - 16;
        c.moveTo(0, edge);
        c.lineTo(width, edge);
      }
      c.stroke();
      said.push(guide);
    }
    c.fillStyle = LM.token("ink3");
    c.textAlign = "left";
    const taken = [];
    for (const guide of said) {
      const wide = c.measureText(guide.text).width;
      const left = guide.middle ? guide.x * k + x - wide / 2 : Math.max(6, guide.x * k + x);
      const top = guide.y * k + y - (guide.up || 0);
      const row = [0, 1, 2].find((step) => !taken.some((box) => Math.abs(box[2] - (top - step * 14)) < 13 && left < box[1] + 8 && left + wide > box[0] - 8));
      if (row === undefined || (guide.tick && row)) continue;
      taken.push([left, left + wide, top - row * 14]);
      chart.guideBoxes.push([left, top - row * 14 - 12, left + wide, top - row * 14 + 3]);
      c.fillText(guide.text, left, top - row * 14);
    }
  }

  const tieWidth = (weight) => 0.7 + 2.9 * weight;
  const closer = () => Math.min(1, 0.45 + chart.view.k * 0.8);
  chart.tieWidth = tieWidth;
  chart.isWeak = (pair) => pair.weight < WEAK;

  function onPath(pair) {
    if (!chart.path) return false;
    const at = chart.path.indexOf(pair.a);
    return at >= 0 && (chart.path[at + 1] === pair.b || chart.path[at - 1] === pair.b);
  }

  // Ties of one look are one path: a few strokes in all, however many ties there are.
  function drawTies(count) {
    const looks = new Map();
    const special = [];
    let drawn = 0;
    for (const pair of chart.pairsShown()) {
      if (!pair.live || pair.a === pair.b) continue;
      const [x0, y0] = chart.toScreen(pair.a);
      const [x1, y1] = chart.toScreen(pair.b);
      if (Math.max(x0, x1) < 0 || Math.max(y0, y1) < 0 || Math.min(x0, x1) > width || Math.min(y0, y1) > height) continue;
      drawn += 1;
      const chosen = pair === chart.tie || onPath(pair) || (chart.picked.size === 1 && (chart.picked.has(pair.a) || chart.picked.has(pair.b)));
      if (chosen) {
        special.push(pair);
        continue;
      }
      const dim = chart.lit ? !(chart.lit.has(pair.a) && chart.lit.has(pair.b)) || chart.picked.size === 1 || chart.tie || chart.path : false;
      const level = Math.min(3, Math.floor(pair.weight * 4));
      const look = `${dim ? 1 : 0}${chart.isWeak(pair) ? 1 : 0}${level}`;
      let path = looks.get(look);
      if (!path) looks.set(look, (path = new Path2D()));
      path.moveTo(x0, y0);
      path.lineTo(x1, y1);
    }
    const plain = count > MANY && (chart.moving || chart.dragging);
    for (const [look, path] of looks) {
      const weak = look[1] === "1";
      c.globalAlpha = (look[0] === "1" ? 0.09 : count > MANY ? 0.3 : 0.62) * (weak && plain ? 0.5 : 1);
      c.strokeStyle = LM.token(weak ? "border" : "ink3");
      c.lineWidth = tieWidth((Number(look[2]) + 0.5) / 4) * closer() * (count > MANY ? 0.7 : 1);
      c.setLineDash(weak && !plain ? [4, 4] : []);
      c.stroke(path);
    }
    for (const pair of special) strong(pair, special.length);
    c.globalAlpha = 1;
    c.setLineDash([]);
    return drawn;
  }

  function strong(pair, count) {
    const [x0, y0] = chart.toScreen(pair.a);
    const [x1, y1] = chart.toScreen(pair.b);
    c.globalAlpha = count > CROWD ? 0.42 : 1;
    c.strokeStyle = LM.token("primary");
    c.lineWidth = tieWidth(pair.weight) * (count > CROWD ? 0.55 : closer()) + (onPath(pair) || pair === chart.tie ? 1.4 : 0);
    c.setLineDash(chart.isWeak(pair) ? [5, 4] : []);
    c.beginPath();
    c.moveTo(x0, y0);
    c.lineTo(x1, y1);
    c.stroke();
    c.setLineDash([]);
  }

  function drawNodes(nodes) {
    const order = nodes.slice().sort((a, b) => rank(a) - rank(b) || a - b);
    for (const node of order) {
      const [x, y] = chart.toScreen(node);
      const r = chart.radius(node);
      c.globalAlpha = faded(node) ? DIM : 1;
      if (chart.picked.has(node) || (chart.path && chart.path.includes(node))) ring(x, y, r + 4.5, "primary", 3, []);
      else if (chart.current === node && document.activeElement === canvas) ring(x, y, r + 5, "primary", 1.5, []);
      if (chart.data.nodes.caution[node]) ring(x, y, r + (chart.picked.has(node) ? 8.5 : 4), "ink2", 1.3, [3, 3]);
      const sprite = LM.glyph(chart.type(node), r, chart.isGuarded(node), chart.status(node));
      c.drawImage(sprite, x - sprite.side / 2, y - sprite.side / 2, sprite.side, sprite.side);
    }
    c.globalAlpha = 1;
  }
  const rank = (node) => (chart.picked.has(node) ? 4 : 0) + (faded(node) ? -2 : 0) + (HUBS.has(chart.type(node)) ? 1 : 0);

  function ring(x, y, r, token, wide, dash) {
    c.strokeStyle = LM.token(token);
    c.lineWidth = wide;
    c.setLineDash(dash);
    c.beginPath();
    c.arc(x, y, r, 0, Math.PI * 2);
    c.stroke();
    c.setLineDash([]);
  }

  function drawBox() {
    const box = chart.box;
    if (!box) return;
    c.fillStyle = LM.token("primary");
    c.globalAlpha = 0.08;
    c.fillRect(box[0], box[1], box[2] - box[0], box[3] - box[1]);
    c.globalAlpha = 1;
    c.strokeStyle = LM.token("primary");
    c.lineWidth = 1;
    c.strokeRect(box[0], box[1], box[2] - box[0], box[3] - box[1]);
  }

  LM.on("theme", () => chart.draw());
})(window.LM);
