// Small pieces that several parts of the area page share: hatches, swatches, tables and bars. All text is text.
(function (LM) {
  "use strict";
  LM.section = (title, ...rows) => LM.el("section", null, LM.el("h3", null, title), ...rows);

  LM.facts = function (rows) {
    const list = LM.el("dl", { class: "lm-facts" });
    for (const [label, value] of rows) list.append(LM.el("dt", null, label), LM.el("dd", null, LM.el("b", null, value)));
    return list;
  };

  // A table whose first column heads its rows; `sort` makes heads into buttons, `groups` stand over several heads.
  LM.table = function (caption, heads, rows, { sort, groups } = {}) {
    const over = groups && groups.map(([words, span]) => LM.el("th", { scope: "colgroup", colspan: span, class: "over" }, words));
    const head = heads.map((words, i) => {
      const order = sort && sort.keys[i];
      const shown = order ? LM.el("button", { class: "lm-sort", onclick: () => sort.choose(order) }, words) : words;
      const now = order && sort.now.key === order ? (sort.now.up ? "ascending" : "descending") : order && "none";
      return LM.el("th", { scope: "col", class: i ? "n" : "", "aria-sort": now || null }, shown);
    });
    const body = rows.map((cells) => {
      const row = LM.el("tr", cells.attributes || null);
      cells.forEach((cell, i) => row.append(i ? LM.el("td", { class: "n" + (cell === "–" ? " none" : "") }, cell) : LM.el("th", { scope: "row" }, cell)));
      return row;
    });
    return LM.el(
      "table",
      { class: "lm-table" },
      LM.el("caption", { class: "lm-hide" }, caption),
      LM.el("thead", null, over && LM.el("tr", null, LM.el("td"), over), LM.el("tr", null, head)),
      LM.el("tbody", null, body),
    );
  };

  // A bar of a share of the longest; hatched and short where words stand in place of the number.
  LM.bar = function (value, most) {
    const wide = LM.isWords(value) ? 12 : LM.isNumber(value) && most ? (value / most) * 100 : 0;
    const bar = LM.el("i", { class: "lm-bar" + (LM.isWords(value) ? " hidden-number" : ""), "aria-hidden": "true" });
    bar.style.width = `${wide.toFixed(1)}%`;
    return LM.el("span", { class: "lm-bar-room" }, bar);
  };

  LM.classSwatch = (name) =>
    LM.svg("svg", { class: "lm-swatch", viewBox: "0 0 22 14", width: 22, height: 14, "aria-hidden": "true" }, LM.svg("rect", { x: 0.5, y: 0.5, width: 21, height: 13, rx: 1, class: "lm-cell " + name }));

  function hatches() {
    const hatch = LM.svg(
      "pattern",
      { id: "lm-hatch", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      LM.svg("rect", { width: 6, height: 6, class: "lm-hatch-ground" }),
      LM.svg("line", { x1: 1, x2: 1, y1: 0, y2: 6, class: "lm-hatch-line" }),
    );
    const dots = LM.svg(
      "pattern",
      { id: "lm-dots", width: 7, height: 7, patternUnits: "userSpaceOnUse" },
      LM.svg("rect", { width: 7, height: 7, class: "lm-dots-ground" }),
      LM.svg("circle", { cx: 3.5, cy: 3.5, r: 0.9, class: "lm-dots-dot" }),
    );
    document.body.append(LM.svg("svg", { class: "lm-patterns", width: 0, height: 0, "aria-hidden": "true" }, LM.svg("defs", null, hatch, dots)));
  }

  LM.on("start", hatches);
})(window.LM);
