// Counts what the chosen period contains, once, for every layer, the legend and the panel.
(function (LM) {
  "use strict";
  LM.tally = null;

  LM.inPeriod = function (index) {
    const records = LM.scene.records;
    const from = records.from[index];
    return from <= LM.period[1] && from + records.len[index] >= LM.period[0];
  };

  // What is selected on a link chart keeps its records only; everything is kept when nothing is.
  LM.keeps = (index) => !LM.only || LM.only.has(index);

  // A row stands for one record, or for so many as were added up in it where a file is too small for them all.
  LM.weight = (index) => (LM.scene.records.n ? LM.scene.records.n[index] : 1);
  LM.sum = function (rows) {
    const n = LM.scene.records.n;
    return n ? rows.reduce((sum, index) => sum + n[index], 0) : rows.length;
  };
  LM.allRecords = () => (LM.scene.sums ? LM.scene.sums.n_records : LM.scene.records.from.length);

  LM.statusOn = function (line, day) {
    let status = null;
    for (const [start, name] of line.life) {
      if (start > day) break;
      status = name;
    }
    return status;
  };

  LM.recount = function () {
    const scene = LM.scene;
    const records = scene.records;
    const nPlaces = scene.places.lon.length;
    const tally = {
      records: [],
      byKind: new Array(scene.kinds.length).fill(0),
      byPlace: new Map(),
      byLine: new Array(scene.lines.length).fill(0),
      byTown: new Map(),
      shown: 0,
      unlocated: 0,
      total: 0,
    };
    for (let i = 0; i < records.from.length; i += 1) {
      if (!LM.inPeriod(i) || !LM.keeps(i)) continue;
      const kind = records.kind[i];
      const line = records.line[i];
      const weight = LM.weight(i);
      if (line >= 0) {
        tally.byLine[line] += weight;
        const town = `${line}:${records.town[i]}`;
        tally.byTown.set(town, (tally.byTown.get(town) || 0) + weight);
      }
      tally.total += weight;
      if (LM.hidden.has("kind:" + scene.kinds[kind])) continue;
      tally.byKind[kind] += weight;
      tally.shown += weight;
      tally.records.push(i);
      const place = records.place[i];
      if (place < 0 || place >= nPlaces) {
        tally.unlocated += weight;
        continue;
      }
      const list = tally.byPlace.get(place);
      if (list) list.push(i);
      else tally.byPlace.set(place, [i]);
    }
    for (const [record, line] of records.also) if (LM.inPeriod(record) && LM.keeps(record)) tally.byLine[line] += LM.weight(record);
    tally.kindTotals = kindTotals();
    tally.status = scene.lines.map((line) => LM.statusOn(line, LM.period[1]));
    const most = Math.max(0, ...tally.byTown.values());
    tally.widthUnit = most <= 90 ? 1 : niceUnit(most / 60);
    LM.tally = tally;
    LM.emit("tally");
  };

  function kindTotals() {
    const totals = new Array(LM.scene.kinds.length).fill(0);
    const kinds = LM.scene.records.kind;
    for (let i = 0; i < kinds.length; i += 1) if (LM.inPeriod(i) && LM.keeps(i)) totals[kinds[i]] += LM.weight(i);
    return totals;
  }

  function niceUnit(value) {
    const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];
    return steps.find((step) => step >= value) || 10000;
  }

  // Width of a flow by its records in the period; closed lines keep one width (tokens.json).
  LM.flowWidth = function (count, status) {
    const fixed = LM.base.tokens.status[status].width;
    if (fixed) return fixed;
    const flow = LM.base.tokens.flow;
    return Math.min(flow.cap, flow.base + flow.factor * Math.sqrt(count / LM.tally.widthUnit));
  };

  // Sums hold for whole weeks, months or years only: a period that is asked for grows to whole ones.
  LM.wholeSpans = function (first, last) {
    if (!LM.scene.sums) return [first, last];
    const [start, end] = LM.scene.span;
    return [Math.max(start, LM.spanOf(first)[0]), Math.min(end, LM.spanOf(last)[1])];
  };

  // As many whole weeks, months or years as so many days hold, from the one that holds the first day.
  LM.spansFrom = function (first, days) {
    if (!LM.scene.sums) return [first, first + days];
    const start = LM.spanOf(first)[0];
    // Months and years differ in length: ten days before the end is surely in the last of them.
    return [start, LM.spanOf(start + days - (LM.scene.sums.unit === "week" ? 0 : 10))[1]];
  };

  // First and last day of the week, month or year that holds a day; weeks start on Monday.
  LM.spanOf = function (day) {
    const unit = LM.scene.sums ? LM.scene.sums.unit : "week";
    if (unit === "week") {
      const monday = day - ((((day + 3) % 7) + 7) % 7);
      return [monday, monday + 6];
    }
    const part = LM.dateParts(day);
    if (unit === "year") return [LM.dayNumber(part.year, 0, 1), LM.dayNumber(part.year + 1, 0, 1) - 1];
    return [LM.dayNumber(part.year, part.month, 1), LM.dayNumber(part.year, part.month + 1, 1) - 1];
  };

  LM.setPeriod = function (first, last, settled) {
    LM.period = LM.wholeSpans(first, last);
    LM.recount();
    if (settled) LM.emit("period", LM.period);
  };
})(window.LM);
