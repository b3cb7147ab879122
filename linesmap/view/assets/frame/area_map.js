// The areas on the map, coloured by the shown number: forces from the ground map, districts from the page's own data.
(function (LM) {
  "use strict";
  const layers = {};
  const paths = new Map();
  let borders = null;
  let chosen = null;
  let drawn = null;

  LM.unpackRings = function (polygons, grid) {
    return polygons.map((rings) =>
      rings.map((steps) => {
        const points = [];
        for (let i = 0, lon = 0, lat = 0; i < steps.length; i += 2) {
          lon += steps[i];
          lat += steps[i + 1];
          points.push([lon / grid, lat / grid]);
        }
        return points;
      }),
    );
  };

  LM.makeAreaLayers = function (shapes) {
    const GRID = 10000;
    const feature = (code, coordinates) => ({ type: "Feature", properties: { code }, geometry: { type: "MultiPolygon", coordinates } });
    for (const [name, order] of [["cells", 410], ["borders", 430], ["chosen", 440]]) LM.map.createPane(name).style.zIndex = order;
    const forces = [];
    LM.base.areas.eachLayer((layer) => {
      const area = LM.areaOf(layer.feature.properties.code);
      if (area && area.shape) forces.push(layer.feature);
    });
    layers.force = cells(forces);
    layers.district = cells(Object.entries(shapes.districts).map(([code, district]) => feature(code, LM.unpackRings(district.rings, GRID))));
    const rings = Object.entries(shapes.borders).map(([code, packed]) => feature(code, LM.unpackRings(packed, GRID)));
    borders = L.geoJSON(rings, { pane: "borders", interactive: false, style: { className: "lm-outline", fill: false } });
    chosen = L.geoJSON([], { pane: "chosen", interactive: false, style: { className: "lm-chosen", fill: false } }).addTo(LM.map);
    const bounds = L.latLngBounds([]);
    const focus = LM.scene.focus.length ? LM.scene.focus : forces.map((force) => force.properties.code);
    focus.forEach((code) => paths.has(code) && bounds.extend(paths.get(code).getBounds()));
    LM.scene.bounds = bounds.isValid() ? bounds : null;
  };

  function cells(features) {
    const ordered = features.slice().sort((a, b) => (a.properties.code < b.properties.code ? -1 : 1));
    return L.geoJSON(ordered, {
      pane: "cells",
      bubblingMouseEvents: false,
      smoothFactor: 0.5,
      style: { className: "lm-cell", fillOpacity: 1, opacity: 1 },
      onEachFeature: (feature, layer) => {
        const code = feature.properties.code;
        paths.set(code, layer);
        layer.bindTooltip(() => tip(code), { sticky: true, className: "lm-tip" });
        layer.on("click", () => LM.chooseArea(code));
        layer.on("mouseover", () => mark(code, true));
        layer.on("mouseout", () => mark(code, false));
      },
    });
  }

  function tip(code) {
    const measure = LM.area.measure;
    const value = LM.shown(measure, code);
    const rate = LM.rateOf(measure, code, value);
    const area = LM.areaOf(code);
    const force = area.level === "district" ? `, ${LM.areaName(area.force)}` : "";
    return LM.el(
      "div",
      null,
      LM.el("b", null, area.name),
      LM.el("div", null, `${LM.measure().label}: `, LM.el("strong", null, value === null ? "no figure" : LM.write(measure, value))),
      LM.isNumber(rate) && LM.el("div", null, `${LM.writeRate(measure, rate)} per 100,000 people${LM.period() ? " in the period" : ""}`),
      LM.el("div", null, LM.periodWords() + force),
    );
  }

  const mark = (code, on) => {
    const path = paths.get(code) && paths.get(code).getElement();
    if (path) path.classList.toggle("pointed", on);
  };

  // Points at an area from a list: its tooltip opens on the map without the pointer being there.
  LM.pointAt = function (code, on) {
    const layer = paths.get(code);
    if (!layer || !LM.map.hasLayer(layer)) return;
    mark(code, on);
    layers[drawn].eachLayer((other) => other.closeTooltip());
    if (on) layer.openTooltip(layer.getBounds().getCenter());
  };

  function draw() {
    const level = LM.level();
    if (drawn !== level) {
      if (drawn) layers[drawn].remove();
      layers[level].addTo(LM.map);
      drawn = level;
      if (level === "district") borders.addTo(LM.map);
      else borders.remove();
      if (LM.outlines) LM.map[level === "district" ? "removeLayer" : "addLayer"](LM.outlines);
    }
    layers[level].eachLayer((layer) => {
      const code = layer.feature.properties.code;
      const path = layer.getElement();
      if (path) path.setAttribute("class", "leaflet-interactive lm-cell " + LM.classOf(LM.drawnValue(code)));
      if (layer.isTooltipOpen()) layer.setTooltipContent(() => tip(code));
    });
    chosen.clearLayers();
    const layer = LM.selected && paths.get(LM.selected);
    if (layer) chosen.addData(layer.feature);
    document.body.dataset.level = level;
  }

  LM.areaPath = (code) => (paths.has(code) ? paths.get(code).getElement() : null);
  // Brings a chosen area into view when it is out of sight; the view does not move otherwise.
  LM.seeArea = function (code) {
    const layer = paths.get(code);
    if (layer && !LM.map.getBounds().intersects(layer.getBounds())) LM.map.fitBounds(layer.getBounds(), { maxZoom: 9, animate: false });
  };
  LM.on("area", draw);
})(window.LM);
