// What the area page shows now, and every number of it. Only this file looks into the scene: a figure is a number,
// words that stand in its place, or null where there is none.
(function (LM) {
  "use strict";
  const PER_HEAD = 100000;
  const state = { measure: 0, level: "force", figure: "number", period: null };
  const areaAt = new Map();
  const named = new Map();
  const forceAt = new Map();
  LM.area = state;

  LM.takeAreas = function (scene) {
    LM.scene = scene;
    scene.areas.forEach((area, i) => {
      areaAt.set(area.code, i + 1);
      if (area.level === "district") named.set(area.name, (named.get(area.name) || 0) + 1);
      if (area.level === "force") forceAt.set(area.code, forceAt.size + 1);
    });
  };

  // Every change goes through here, so that all parts of the page show the same.
  LM.setArea = function (changes) {
    Object.assign(state, changes);
    LM.emit("area");
  };
  LM.chooseArea = function (code) {
    LM.selected = code;
    LM.emit("choose", code);
    LM.emit("area");
  };
  LM.select = (nothing) => LM.chooseArea(nothing);

  LM.areaOf = (code) => LM.scene.areas[areaAt.get(code) - 1] || null;
  LM.areaName = (code) => (code ? LM.areaOf(code).name : "All forces");
  // Where two districts bear one name, their force tells them apart.
  LM.fullName = (area) => (area.level === "district" && named.get(area.name) > 1 ? `${area.name}, ${LM.areaName(area.force)}` : area.name);
  LM.areasOf = (level) => LM.scene.areas.filter((area) => area.level === level);
  LM.districtsOf = (force) => LM.scene.areas.filter((area) => area.level === "district" && area.force === force);
  LM.forceOf = (code) => (code ? LM.areaOf(code).force : null);
  LM.measure = () => LM.scene.measures[state.measure];
  LM.period = () => (state.period === null ? null : LM.scene.periods[state.period]);

  // Null as code means all.
  LM.whole = (measure, code) => LM.scene.whole[measure][code ? areaAt.get(code) : 0];
  LM.inPeriod = (measure, code, period) => LM.scene.by_period[measure][period][code ? forceAt.get(code) : 0];
  LM.byOperation = (measure, operation, code) => LM.scene.by_operation[measure][operation][code ? forceAt.get(code) : 0];

  LM.shown = function (measure, code) {
    if (state.period === null) return LM.whole(measure, code);
    return code && !forceAt.has(code) ? null : LM.inPeriod(measure, code, state.period);
  };

  LM.isNumber = (value) => typeof value === "number";
  LM.isWords = (value) => typeof value === "string";

  LM.hasDistricts = (measure) => LM.areasOf("district").some((area) => LM.whole(measure, area.code) !== null);
  LM.level = () => (state.level === "district" && state.period === null && LM.hasDistricts(state.measure) ? "district" : "force");

  LM.hasPopulation = () => LM.areasOf(LM.level()).some((area) => area.population);
  LM.canRate = (measure) => LM.scene.measures[measure].rate && LM.hasPopulation();
  LM.figure = () => (state.figure === "rate" && LM.canRate(state.measure) ? "rate" : "number");

  // A rate is made of the shown number only, so that it tells nothing more than that.
  LM.rateOf = function (measure, code, value) {
    if (!LM.isNumber(value)) return value;
    const area = code && LM.areaOf(code);
    if (!area || !area.population || !LM.scene.measures[measure].rate) return null;
    return (value / area.population) * PER_HEAD;
  };
  LM.drawnValue = function (code) {
    const value = LM.shown(state.measure, code);
    return LM.figure() === "rate" ? LM.rateOf(state.measure, code, value) : value;
  };

  LM.write = function (measure, value) {
    if (!LM.isNumber(value)) return value === null || value === undefined ? "–" : value;
    const unit = LM.scene.measures[measure].unit;
    if (unit === "gbp") return "£" + LM.number(Math.round(value));
    if (unit === "g") return value >= 1000 ? `${tenths(value / 1000, 1)} kg` : `${tenths(value, value % 1 ? 1 : 0)} g`;
    return LM.number(value);
  };
  LM.writeRate = function (measure, value) {
    if (!LM.isNumber(value)) return LM.write(measure, value);
    const unit = LM.scene.measures[measure].unit;
    if (unit === "g") return LM.write(measure, value);
    const digits = value === 0 || value >= 10 ? 0 : value >= 1 ? 1 : 2;
    return (unit === "gbp" ? "£" : "") + value.toLocaleString("en-GB", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  };
  LM.writeDrawn = (value) => (LM.figure() === "rate" ? LM.writeRate : LM.write)(state.measure, value);
  const tenths = (value, least) => value.toLocaleString("en-GB", { minimumFractionDigits: least, maximumFractionDigits: 1 });

  LM.wholeWords = () => LM.dates(...LM.scene.span);
  LM.periodWords = () => (LM.period() ? LM.period().label : LM.wholeWords());
  LM.figureWords = (period) => (LM.figure() === "rate" ? "per 100,000 people" + (period ? " in the period" : "") : "number");
  LM.levelWords = (level) => (level === "district" ? "district" : "police force area");

  // The words that stand in place of numbers, as the scene has them: "under 10", "not shown".
  let hiddenWords = null;
  LM.hiddenWords = function () {
    if (hiddenWords !== null) return hiddenWords;
    const found = new Set();
    const look = (value) => (Array.isArray(value) ? value.forEach(look) : LM.isWords(value) && found.add(value));
    look([LM.scene.whole, LM.scene.by_period, LM.scene.by_operation]);
    hiddenWords = [...found].sort().reverse().join(" or ");
    return hiddenWords;
  };

  LM.groups = function () {
    const groups = new Map();
    LM.scene.measures.forEach((measure, i) => groups.set(measure.group, [...(groups.get(measure.group) || []), i]));
    return [...groups];
  };
})(window.LM);
