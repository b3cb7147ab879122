// Turns the scene and the particulars of a snapshot back from the short form that scene_pack.py writes.
(function (LM) {
  "use strict";
  const DEGREE = 10000;

  function column(packed) {
    if (Array.isArray(packed)) return packed;
    if (packed.steps) return sums(packed.steps);
    const values = new Array(packed.of[0]).fill(packed.of[1]);
    let at = 0;
    for (let i = 0; i < packed.only.length; i += 2) {
      at += packed.only[i];
      values[at] = packed.only[i + 1];
    }
    return values;
  }

  LM.unpackColumn = column;

  function sums(steps) {
    let value = 0;
    return steps.map((step) => (value += step));
  }
  LM.unpackSteps = sums;

  // lat, lon, lat, lon ... in degrees.
  function trail(steps) {
    const at = [0, 0];
    return steps.map((step, i) => (at[i % 2] += step) / DEGREE);
  }

  LM.unpackScene = function (scene) {
    for (const name of Object.keys(scene.records)) if (name !== "also") scene.records[name] = column(scene.records[name]);
    const places = scene.places;
    places.precision = column(places.precision);
    places.u = column(places.u);
    const sizes = Object.keys(scene.hexes).sort((a, b) => b - a);
    const hexes = { [sizes[0]]: column(places.hex) };
    for (const [i, size] of sizes.slice(1).entries()) {
      const within = column(scene.within[size]);
      hexes[size] = hexes[sizes[i]].map((cell) => within[cell]);
    }
    places.hex = hexes;
    for (const size of sizes) scene.hexes[size] = scene.hexes[size].map(trail);
    for (const flow of scene.flows) flow.path = trail(flow.path);
    return scene;
  };

  LM.unpackWords = function (columns) {
    const names = Object.keys(columns);
    const at = names.map((name) => column(columns[name].at));
    return (row) => {
      const words = {};
      names.forEach((name, i) => {
        if (at[i][row] >= 0) words[name] = columns[name].values[at[i][row]];
      });
      return words;
    };
  };
})(window.LM);
