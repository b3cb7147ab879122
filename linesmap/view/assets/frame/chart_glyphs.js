// How each type of thing is drawn: an outline of its own and a sign in it, so that nothing is told by colour alone.
(function (LM) {
  "use strict";
  const TAU = Math.PI * 2;

  function outline(shape, r) {
    const path = new Path2D();
    const poly = (points) => points.forEach(([x, y], i) => (i ? path.lineTo(x * r, y * r) : path.moveTo(x * r, y * r)));
    if (shape === "circle") path.arc(0, 0, r, 0, TAU);
    else if (shape === "square") path.roundRect(-r * 0.92, -r * 0.92, r * 1.84, r * 1.84, r * 0.22);
    else if (shape === "tall") path.roundRect(-r * 0.66, -r, r * 1.32, r * 2, r * 0.28);
    else if (shape === "wide") path.roundRect(-r * 1.18, -r * 0.74, r * 2.36, r * 1.48, r * 0.5);
    else if (shape === "house") poly([[0, -1.08], [1, -0.2], [1, 0.94], [-1, 0.94], [-1, -0.2]]);
    else if (shape === "hexagon") poly([0, 1, 2, 3, 4, 5].map((i) => [Math.cos((i * TAU) / 6) * 1.08, Math.sin((i * TAU) / 6) * 1.08]));
    else if (shape === "diamond") poly([[0, -1.1], [1.1, 0], [0, 1.1], [-1.1, 0]]);
    else if (shape === "shield") {
      path.moveTo(0, -r * 1.14);
      path.quadraticCurveTo(r * 0.55, -r * 0.8, r * 1.02, -r * 0.8);
      path.quadraticCurveTo(r * 1.12, r * 0.55, 0, r * 1.2);
      path.quadraticCurveTo(-r * 1.12, r * 0.55, -r * 1.02, -r * 0.8);
      path.quadraticCurveTo(-r * 0.55, -r * 0.8, 0, -r * 1.14);
    } else if (shape === "pin") {
      path.moveTo(0, r * 1.15);
      path.bezierCurveTo(-r * 0.4, r * 0.5, -r * 0.88, r * 0.2, -r * 0.88, -r * 0.25);
      path.arc(0, -r * 0.25, r * 0.88, Math.PI, 0);
      path.bezierCurveTo(r * 0.88, r * 0.2, r * 0.4, r * 0.5, 0, r * 1.15);
    }
    path.closePath();
    return path;
  }

  const head = (c, x, y, s) => {
    c.beginPath();
    c.arc(x, y - s * 0.32, s * 0.27, 0, TAU);
    c.fill();
    c.beginPath();
    c.arc(x, y + s * 0.5, s * 0.5, Math.PI, 0);
    c.fill();
  };
  const bar = (c, x, y, wide, high) => c.fillRect(x - wide / 2, y - high / 2, wide, high);

  const SIGNS = {
    person: (c, r) => head(c, 0, 0, r * 1.05),
    phone: (c, r) => {
      c.strokeRect(-r * 0.36, -r * 0.66, r * 0.72, r * 1.0);
      bar(c, 0, r * 0.66, r * 0.28, Math.max(1, r * 0.14));
    },
    vehicle: (c, r) => {
      c.beginPath();
      [[-0.85, 0.2], [-0.85, -0.05], [-0.5, -0.12], [-0.28, -0.46], [0.34, -0.46], [0.58, -0.12], [0.85, -0.02], [0.85, 0.2]].forEach(([x, y], i) => (i ? c.lineTo(x * r, y * r) : c.moveTo(x * r, y * r)));
      c.closePath();
      c.fill();
      [-0.45, 0.48].forEach((x) => {
        c.beginPath();
        c.arc(x * r, r * 0.26, r * 0.2, 0, TAU);
        c.fill();
      });
    },
    address: (c, r) => c.fillRect(-r * 0.24, r * 0.1, r * 0.48, r * 0.84),
    deal_line: (c, r) => {
      c.beginPath();
      c.moveTo(-r * 0.58, 0);
      c.lineTo(r * 0.3, 0);
      c.stroke();
      c.beginPath();
      c.moveTo(r * 0.14, -r * 0.4);
      c.lineTo(r * 0.66, 0);
      c.lineTo(r * 0.14, r * 0.4);
      c.closePath();
      c.fill();
    },
    group: (c, r) => {
      head(c, -r * 0.52, 0, r * 0.72);
      head(c, r * 0.52, 0, r * 0.72);
    },
    operation: (c, r) => {
      c.fillRect(-r * 0.46, -r * 0.62, Math.max(1, r * 0.15), r * 1.26);
      c.beginPath();
      c.moveTo(-r * 0.32, -r * 0.62);
      c.lineTo(r * 0.62, -r * 0.3);
      c.lineTo(-r * 0.32, r * 0.04);
      c.fill();
    },
    event: (c, r) => {
      bar(c, 0, -r * 0.2, Math.max(1.2, r * 0.22), r * 0.7);
      bar(c, 0, r * 0.44, Math.max(1.2, r * 0.24), Math.max(1.2, r * 0.24));
    },
    place: (c, r) => {
      c.beginPath();
      c.arc(0, -r * 0.25, r * 0.32, 0, TAU);
      c.fill();
    },
  };
  const SHAPES = { person: "circle", guarded: "shield", phone: "tall", vehicle: "wide", address: "house", deal_line: "square", group: "wide", operation: "hexagon", event: "diamond", place: "pin" };
  const NAMES = {
    person: ["Person", "People"],
    phone: ["Phone", "Phones"],
    vehicle: ["Vehicle", "Vehicles"],
    address: ["Address", "Addresses"],
    deal_line: ["Deal line", "Deal lines"],
    group: ["Group", "Groups"],
    operation: ["Operation", "Operations"],
    event: ["Event", "Events"],
    place: ["Place", "Places"],
  };
  LM.typeName = (type, several) => (NAMES[type] || [LM.capital(type), LM.capital(type)])[several ? 1 : 0];

  // Colours: lines by their status, operations in ink, exploited people in the warning colours, all else neutral.
  function paints(type, guarded, status) {
    const token = LM.token;
    if (guarded) return { fill: token("warn-ground"), edge: token("warn"), sign: token("warn"), wide: 2.2 };
    if (type === "deal_line") {
      const colour = status ? token("status-" + status) : token("ink2");
      const closed = status && status.startsWith("closed");
      return { fill: closed ? token("bg") : colour, edge: colour, sign: closed ? colour : token("bg"), wide: 1.8, dash: LM.base.tokens.status[status] ? LM.base.tokens.status[status].dash : "" };
    }
    if (type === "operation") return { fill: token("ink"), edge: token("ink"), sign: token("bg"), wide: 1.4 };
    if (type === "place") return { fill: token("surface"), edge: token("border"), sign: token("ink2"), wide: 1.2 };
    return { fill: token("bg"), edge: token("ink2"), sign: token("ink2"), wide: 1.4 };
  }

  // Draws one thing at the middle of a canvas context.
  LM.drawGlyph = function (c, type, r, guarded, status) {
    const paint = paints(type, guarded, status);
    const shape = outline(SHAPES[guarded ? "guarded" : type] || "circle", r);
    c.fillStyle = paint.fill;
    c.fill(shape);
    c.strokeStyle = paint.edge;
    c.lineWidth = paint.wide;
    c.setLineDash(status === "dormant" ? [3, 2.4] : status === "suspected" ? [1.4, 2.2] : []);
    if (paint.dash && status !== "closed-2") c.strokeStyle = LM.token("ink");
    c.stroke(shape);
    c.setLineDash([]);
    if (r < 6) return;
    c.fillStyle = paint.sign;
    c.strokeStyle = paint.sign;
    c.lineWidth = Math.max(1.2, r * 0.16);
    (SIGNS[type] || SIGNS.event)(c, r * (guarded ? 0.82 : 0.9));
  };

  let sprites = new Map();
  LM.on("theme", () => (sprites = new Map()));

  // A picture of the thing, drawn once for each size; the middle of the picture is its middle.
  LM.glyph = function (type, r, guarded, status) {
    const size = Math.round(r * 2) / 2;
    const key = `${type}:${guarded}:${status}:${size}`;
    let sprite = sprites.get(key);
    if (!sprite) {
      const ratio = window.devicePixelRatio || 1;
      const side = Math.ceil(size * 2.8 + 4);
      sprite = document.createElement("canvas");
      sprite.width = sprite.height = side * ratio;
      sprite.side = side;
      const c = sprite.getContext("2d");
      c.setTransform(ratio, 0, 0, ratio, (side / 2) * ratio, (side / 2) * ratio);
      LM.drawGlyph(c, type, size, guarded, status);
      sprites.set(key, sprite);
    }
    return sprite;
  };

  LM.glyphIcon = function (type, guarded, status) {
    const ratio = window.devicePixelRatio || 1;
    const icon = LM.el("canvas", { class: "lm-glyph", width: 22 * ratio, height: 22 * ratio, "aria-hidden": "true" });
    const c = icon.getContext("2d");
    c.setTransform(ratio, 0, 0, ratio, 11 * ratio, 11 * ratio);
    LM.drawGlyph(c, type, 8, guarded, status);
    return icon;
  };
})(window.LM);
