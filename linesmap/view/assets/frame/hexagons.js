// Draws where records are: hexagons from afar, then places with their uncertainty as one comes near.
// Hexagons and places share one canvas; two canvases would swallow each other's clicks.
(function (LM) {
  "use strict";
  const EDGE_M = { 4: 22606, 5: 8544, 6: 3229, 7: 1220 };
  const POINTS_FROM = 11;
  let canvas = null;
  let group = null;
  let halo = null;

  LM.hexResolution = function () {
    const zoom = LM.map.getZoom();
    if (zoom >= POINTS_FROM) return null;
    if (zoom >= 10) return 7;
    if (zoom >= 9) return 6;
    return zoom > 6 ? 5 : 4;
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
      const held = cells.get(cell);
      if (held) held.push(...list);
      else cells.set(cell, list.slice());
    }
    const opacity = Number(LM.token("hex-opacity"));
    const gap = LM.token("focus");
    for (const [cell, list] of cells) {
      const shape = LM.scene.hexes[resolution][cell];
      const corners = [];
      for (let i = 0; i < shape.length; i += 2) corners.push([shape[i], shape[i + 1]]);
      const level = LM.hexClass(list.length, resolution);
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
      layer.bindTooltip(() => LM.tip(LM.plural(list.length, "record"), LM.dates(...LM.period)), { sticky: true });
      layer.on("click", () => LM.select({ type: "cell", records: list, title: "Records in this hexagon" }));
      layer.addTo(group);
      LM.drawn.binned += list.length;
    }
    LM.drawn.hexagons = cells.size;
    LM.drawDoubt(group, coarse);
    LM.drawn.doubtful = coarse.reduce((sum, [, list]) => sum + list.length, 0);
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
