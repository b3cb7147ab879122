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
      unlocated: 0,
      total: 0,
    };
    for (let i = 0; i < records.from.length; i += 1) {
      if (!LM.inPeriod(i) || !LM.keeps(i)) continue;
      const kind = records.kind[i];
      const line = records.line[i];
      if (line >= 0) {
        tally.byLine[line] += 1;
        const town = `${line}:${records.town[i]}`;
        tally.byTown.set(town, (tally.byTown.get(town) || 0) + 1);
      }
      tally.total += 1;
      if (LM.hidden.has("kind:" + scene.kinds[kind])) continue;
      tally.byKind[kind] += 1;
      tally.records.push(i);
      const place = records.place[i];
      if (place < 0 || place >= nPlaces) {
        tally.unlocated += 1;
        continue;
      }
      const list = tally.byPlace.get(place);
      if (list) list.push(i);
      else tally.byPlace.set(place, [i]);
    }
    for (const [record, line] of records.also) if (LM.inPeriod(record) && LM.keeps(record)) tally.byLine[line] += 1;
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
    for (let i = 0; i < kinds.length; i += 1) if (LM.inPeriod(i) && LM.keeps(i)) totals[kinds[i]] += 1;
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

  LM.setPeriod = function (first, last, settled) {
    LM.period = [first, last];
    LM.recount();
    if (settled) LM.emit("period", LM.period);
  };
})(window.LM);
