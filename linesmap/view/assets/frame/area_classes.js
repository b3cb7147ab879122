// Classes of colour: near-quantiles of the shown numbers, on round edges, so that like numbers share a colour. They
// are made of all periods at once: a colour means the same in each of them.
(function (LM) {
  "use strict";
  const MOST = 5;
  const ROUND = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];
  // Which steps of the ramp serve when there are fewer than five classes.
  const STEPS = { 1: [3], 2: [2, 4], 3: [1, 3, 5], 4: [1, 2, 4, 5], 5: [1, 2, 3, 4, 5] };

  const power = (value) => 10 ** Math.floor(Math.log10(value) + 1e-9);
  function nearest(value) {
    const unit = power(value);
    return ROUND.reduce((best, step) => (Math.abs(step * unit - value) < Math.abs(best - value) ? step * unit : best), unit);
  }
  function below(value) {
    const unit = power(value);
    return Math.max(...ROUND.filter((step) => step * unit <= value * (1 + 1e-9))) * unit;
  }
  function quantile(sorted, share) {
    const at = share * (sorted.length - 1);
    const low = Math.floor(at);
    return sorted[low] + (sorted[Math.min(low + 1, sorted.length - 1)] - sorted[low]) * (at - low);
  }
  const tidy = (value) => Number(value.toPrecision(6));

  // The lower edge of each class; every class holds a value.
  LM.classEdges = function (values) {
    const sorted = values.filter((value) => LM.isNumber(value) && value > 0).sort((a, b) => a - b);
    if (!sorted.length) return [];
    const edges = [tidy(below(sorted[0]))];
    // Two values and more to a class: a colour for each of a few areas would only put them in order.
    const classes = Math.min(MOST, Math.ceil(new Set(sorted).size / 2));
    for (let i = 1; i < classes; i += 1) {
      const edge = tidy(nearest(quantile(sorted, i / classes)));
      const last = edges[edges.length - 1];
      if (edge > last && sorted.some((value) => value >= last && value < edge) && sorted[sorted.length - 1] >= edge) edges.push(edge);
    }
    return edges;
  };

  function pooled() {
    const rate = LM.figure() === "rate";
    const measure = LM.area.measure;
    const figure = (code, value) => (rate ? LM.rateOf(measure, code, value) : value);
    if (LM.area.period === null) return LM.areasOf(LM.level()).map((area) => figure(area.code, LM.whole(measure, area.code)));
    return LM.areasOf("force").flatMap((area) => LM.scene.periods.map((_, period) => figure(area.code, LM.inPeriod(measure, area.code, period))));
  }

  let edges = [];
  LM.on("area", () => (edges = LM.classEdges(pooled())));
  LM.edges = () => edges;

  // The name of how a value is drawn: a step of the ramp, zero, hidden or none.
  LM.classOf = function (value) {
    if (LM.isWords(value)) return "hidden";
    if (!LM.isNumber(value)) return "none";
    if (value === 0 || !edges.length) return "zero";
    let index = 0;
    while (index + 1 < edges.length && value >= edges[index + 1]) index += 1;
    return "step-" + STEPS[edges.length][index];
  };

  // Rows of the key: how drawn, and what it means. Only what can be seen now is explained.
  LM.classRows = function () {
    const rows = edges.map((edge, i) => {
      const next = edges[i + 1];
      const words = next === undefined ? `${LM.writeDrawn(edge)} or more` : `${LM.writeDrawn(edge)} to under ${LM.writeDrawn(next)}`;
      return ["step-" + STEPS[edges.length][i], words];
    });
    const values = LM.areasOf(LM.level()).map((area) => LM.drawnValue(area.code));
    if (values.includes(0)) rows.unshift(["zero", LM.writeDrawn(0)]);
    if (values.some(LM.isWords)) rows.push(["hidden", LM.hiddenWords()]);
    if (values.includes(null)) rows.push(["none", "No figure"]);
    return rows;
  };
})(window.LM);
