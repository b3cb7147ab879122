// Draws where records are: hexagons from afar, then places with their uncertainty as one comes near.
// Hexagons and places share one canvas; two canvases would swallow each other's clicks.
(function (LM) {
  "use strict";
  const EDGE_M = { 4: 22606, 5: 8544, 6: 3229, 7: 1220 };
  const POINTS_FROM = 11;
  let canvas = null;
  let group = null;
  let halo = null;

  // Where records were added up there is nothing finer than their hexagons to come to.
  LM.hexResolution = function () {
    const zoom = LM.map.getZoom();
    const sums = LM.scene && LM.scene.sums;
    if (zoom >= POINTS_FROM && !sums) return null;
    let resolution = zoom > 6 ? 5 : 4;
    if (zoom >= 9) resolution = 6;
    if (zoom >= 10) resolution = 7;
    return sums ? Math.min(resolution, sums.finest) : resolution;
  };
  LM.hexEdge = (resolution) => EDGE_M[resolution];

  LM.hexClass = function (count, resolution) {
    const breaks = LM.scene.breaks[resolution];
    let level = 0;
    for (let i = 0; i < breaks.length; i += 1) if (count >= breaks[i]) level = i + 1;
    return Math.max(1, level);
  };

  function start() {
    const map = LM.map;
    map.createPane("records").style.zIndex = 410;
    map.createPane("doubt").style.zIndex = 405;
    map.createPane("counts").style.zIndex = 470;
    canvas = L.canvas({ pane: "records", padding: 0.3 });
    group = L.layerGroup().addTo(map);
    halo = L.layerGroup().addTo(map);
    map.on("zoomend", draw);
    map.on("moveend", () => LM.hexResolution() === null && draw());
  }

  // A place is put in a hexagon only when it is known better than the hexagon is wide.
  function binned(place, resolution) {
    return LM.scene.places.u[place] <= 2 * EDGE_M[resolution];
  }

  const draw = LM.soon(function () {
    if (!LM.tally) return;
    group.clearLayers();
    const resolution = LM.hexResolution();
    document.body.classList.toggle("lm-points", resolution === null);
    LM.drawn = { resolution, hexagons: 0, binned: 0, doubtful: 0, dots: [] };
    if (resolution !== null) drawHexagons(resolution);
    else LM.drawPlaces(group, canvas);
    drawHalo();
    LM.emit("drawn");
  });

  function drawHexagons(resolution) {
    const cells = new Map();
    const coarse = [];
    for (const [place, list] of LM.tally.byPlace) {
      if (!binned(place, resolution)) {
        coarse.push([place, list]);
        continue;
      }
      const cell = LM.scene.places.hex[resolution][place];
      const held = cells.get(cell) || cells.set(cell, { rows: [], places: [] }).get(cell);
      for (const row of list) held.rows.push(row);
      held.places.push(place);
    }
    LM.drawDoubt(group, canvas, coarse);
    const opacity = Number(LM.token("hex-opacity"));
    const gap = LM.token("focus");
    for (const [cell, { rows, places }] of cells) {
      const count = LM.sum(rows);
      const shape = LM.scene.hexes[resolution][cell];
      const corners = [];
      for (let i = 0; i < shape.length; i += 2) corners.push([shape[i], shape[i + 1]]);
      const level = LM.hexClass(count, resolution);
      const layer = L.polygon(corners, {
        renderer: canvas,
        stroke: true,
        color: gap,
        weight: 0.8,
        opacity: 0.9,
        fillColor: LM.token("hex-" + level),
        fillOpacity: opacity,
        bubblingMouseEvents: false,
      });
      layer.bindTooltip(() => LM.tip(LM.plural(count, "record"), LM.dates(...LM.period)), { sticky: true });
      layer.on("click", () => LM.select({ type: "cell", records: rows, places, title: "Records in this hexagon" }));
      layer.addTo(group);
      LM.drawn.binned += count;
    }
    LM.drawn.hexagons = cells.size;
    LM.drawn.doubtful = coarse.reduce((sum, [, list]) => sum + LM.sum(list), 0);
  }

  // The selected record gets a halo of fixed size; its uncertainty is drawn at true scale by drawPlaces.
  function drawHalo() {
    halo.clearLayers();
    const chosen = LM.selected;
    if (!chosen || chosen.type !== "record") return;
    const place = LM.scene.records.place[chosen.record];
    if (place < 0) return;
    const at = [LM.scene.places.lat[place], LM.scene.places.lon[place]];
    LM.uncertainty(at, place, LM.scene.kinds[LM.scene.records.kind[chosen.record]]).forEach((l) => l.addTo(halo));
    if (LM.isArea(place)) return;
    L.circleMarker(at, {
      pane: "chosen",
      renderer: LM.chosenRenderer,
      radius: 16,
      weight: 2,
      fill: false,
      className: "lm-halo",
      interactive: false,
    }).addTo(halo);
    L.circleMarker(at, {
      pane: "chosen",
      renderer: LM.chosenRenderer,
      radius: 5,
      weight: 1,
      fillOpacity: 1,
      className: "lm-dot kind-" + LM.scene.kinds[LM.scene.records.kind[chosen.record]],
      interactive: false,
    }).addTo(halo);
  }

  LM.on("start", start);
  LM.on("tally", draw);
  LM.on("theme", draw);
  LM.on("select", draw);
})(window.LM);
