// Starts the frame: takes the map that folium made, gives it panes and controls, and shows a scene in it.
(function (LM) {
  "use strict";
  const NARROW_PX = 1100;
  const TOOLS_PX = 46;
  const REGIONS_UP_TO = 8;
  LM.narrow = () => window.innerWidth < NARROW_PX;

  LM.start = function (map, base, mode) {
    LM.map = map;
    LM.base = base;
    LM.mode = mode;
    document.body.classList.add("lm-" + mode);
    map.attributionControl.setPrefix(false);
    base.attribution.forEach((line) => map.attributionControl.addAttribution(line));
    L.control.scale({ imperial: false, position: "bottomright", maxWidth: 90 }).addTo(map);
    map.zoomControl.setPosition("topright");
    LM.emit("start");
    map.on("moveend", () => LM.mode === "app" && LM.remember("view", [map.getCenter().lat, map.getCenter().lng, map.getZoom()]));
    const near = () => document.body.classList.toggle("lm-near", map.getZoom() > REGIONS_UP_TO);
    map.on("zoomend", near);
    near();
    map.on("click", () => LM.selected && LM.select(null));
    const kept = mode === "app" ? LM.recall("view") : null;
    if (kept) map.setView([kept[0], kept[1]], kept[2], { animate: false });
    LM.keptView = Boolean(kept);
    new ResizeObserver(() => {
      map.invalidateSize({ pan: false });
      if (waiting.length && sized()) waiting.splice(0).forEach((work) => work());
    }).observe(map.getContainer());
    LM.on("layout", () => map.invalidateSize({ pan: false }));
  };

  // A frame has no height until the app gives it one; what needs the map's size waits for it.
  const waiting = [];
  const sized = () => LM.map.getSize().x > 50 && LM.map.getSize().y > 50;
  function whenSized(work) {
    if (sized()) work();
    else waiting.push(work);
  }

  LM.home = function () {
    const bounds = LM.scene && LM.scene.bounds;
    if (bounds) LM.map.fitBounds(bounds, { animate: false, paddingTopLeft: [legendWidth(), TOOLS_PX], paddingBottomRight: [12, 12] });
  };

  function legendWidth() {
    const legend = document.querySelector(".lm-legend:not(.closed)");
    return legend ? Math.min(110, legend.offsetWidth / 2) : 12;
  }

  // Shows a scene. The view moves only when nothing was shown before; a filter never moves it.
  LM.show = function (scene) {
    const first = !LM.scene;
    LM.scene = scene;
    LM.selected = null;
    LM.period = scene.period.slice();
    LM.forgetDetails();
    LM.emit("scene", scene);
    whenSized(() => {
      if (first && !LM.keptView) LM.home();
      LM.focusAreas(scene.focus);
      LM.recount();
      LM.emit("select", null);
      document.body.classList.add("lm-ready");
    });
  };

  LM.focusAreas = function (codes) {
    const chosen = new Set(codes);
    if (LM.outlines) LM.outlines.remove();
    const shapes = [];
    LM.base.areas.eachLayer((layer) => {
      const path = layer.getElement && layer.getElement();
      const focus = chosen.has(layer.feature.properties.code);
      if (path) path.classList.toggle("focus", focus);
      if (focus) shapes.push(layer.feature);
    });
    if (!LM.map.getPane("outlines")) LM.map.createPane("outlines").style.zIndex = 430;
    LM.outlines = L.geoJSON(shapes, { pane: "outlines", interactive: false, style: { className: "lm-outline", fill: false } });
    LM.outlines.addTo(LM.map);
  };
})(window.LM);
