// Draws single places: clustered dots at the size of their count, with the circle that holds the true place.
(function (LM) {
  "use strict";
  const CLUSTER_PX = 40;
  const SHOW_CIRCLE_PX = 9;
  const DOUBT_M = 10000;
  const MOST_DOUBT = 150;
  const LABEL_FROM_PX = 40;

  LM.tip = function (...rows) {
    const box = LM.el("div", { class: "lm-tip" });
    rows.filter(Boolean).forEach((row, i) => box.append(LM.el(i ? "div" : "b", null, row)));
    return box;
  };

  function metresPerPixel(lat) {
    return (156543.03392 * Math.cos((lat * Math.PI) / 180)) / 2 ** LM.map.getZoom();
  }

  const isSeen = (place) => LM.scene.places.u[place] / metresPerPixel(LM.scene.places.lat[place]) >= SHOW_CIRCLE_PX;

  // A place known worse than a postcode unit is an area, never a point, wherever its circle is large enough to see.
  LM.isArea = (place) => LM.scene.places.precision[place] < LM.base.precision.indexOf("postcode unit") && isSeen(place);

  // True scale or no circle: it is never enlarged to be seen.
  LM.uncertainty = function (at, place, kind) {
    const radius = LM.scene.places.u[place];
    if (!isSeen(place)) return [];
    const far = radius >= DOUBT_M;
    const layers = [
      L.circle(at, {
        pane: "doubt",
        radius,
        renderer: LM.doubtRenderer,
        weight: far ? 1.1 : 1.4,
        dashArray: far ? "2 5" : "5 4",
        className: `lm-doubt ${far ? "far" : "near"} kind-${kind}`,
        interactive: false,
      }),
    ];
    if (far) {
      const north = [at[0] + radius / 111320, at[1]];
      const text = LM.el("span", null, "±" + LM.distance(radius));
      layers.push(L.marker(north, { pane: "counts", interactive: false, keyboard: false, icon: icon("lm-doubt-label", text, 60, 14) }));
    }
    return layers;
  };

  function icon(className, node, width, height) {
    return L.divIcon({ className, html: node, iconSize: [width, height], iconAnchor: [width / 2, height / 2] });
  }

  // Two ways of writing one town are one area.
  function joined(coarse) {
    const { lat, lon, u } = LM.scene.places;
    const areas = new Map();
    for (const [place, list] of coarse) {
      const key = `${lat[place]}:${lon[place]}:${u[place]}`;
      const area = areas.get(key) || areas.set(key, { at: [lat[place], lon[place]], radius: u[place], places: [], rows: [] }).get(key);
      area.places.push(place);
      for (const row of list) area.rows.push(row);
    }
    for (const area of areas.values()) area.count = LM.sum(area.rows);
    return [...areas.values()].sort((a, b) => b.count - a.count || a.places[0] - b.places[0]);
  }

  // Places known too poorly for what is drawn now: one dashed circle each, the busiest first. What is seen lies under
  // the hexagons and dots; a click is taken by an unseen twin on their canvas, which would swallow it otherwise.
  LM.drawDoubt = function (group, canvas, coarse) {
    const areas = joined(coarse);
    const taken = [];
    LM.drawn.areas = areas.length;
    LM.drawn.areasLeftOut = Math.max(0, areas.length - MOST_DOUBT);
    for (const area of areas.slice(0, MOST_DOUBT)) {
      const { at, radius, count } = area;
      L.circle(at, {
        pane: "doubt",
        radius,
        renderer: LM.doubtRenderer,
        weight: 1.1,
        dashArray: radius >= DOUBT_M ? "2 5" : "5 4",
        className: "lm-doubt far",
        interactive: false,
      }).addTo(group);
      const twin = L.circle(at, { pane: "records", renderer: canvas, radius, stroke: false, fillOpacity: 0, bubblingMouseEvents: false });
      const title = LM.scene.places.label[area.places[0]];
      twin.bindTooltip(() => LM.tip(`${title}, ±${LM.distance(radius)}`, LM.plural(count, "record")), { sticky: true });
      twin.on("click", () => LM.select({ type: "cell", records: area.rows, places: area.places, title: `${title}, ±${LM.distance(radius)}` }));
      twin.addTo(group);
      if (LM.hexResolution() === null && radius / metresPerPixel(at[0]) >= LABEL_FROM_PX) labelArea(group, area, taken);
    }
  };

  // How many records an area holds and how far it reaches, at its top; left out where a busier one has its label.
  function labelArea(group, { at, radius, count }, taken) {
    const north = [at[0] + radius / 111320, at[1]];
    const spot = LM.map.latLngToLayerPoint(north);
    if (taken.some((other) => Math.abs(other.x - spot.x) < 96 && Math.abs(other.y - spot.y) < 14)) return;
    taken.push(spot);
    const text = LM.el("span", null, `${LM.number(count)} · ±${LM.distance(radius)}`);
    L.marker(north, { pane: "counts", interactive: false, keyboard: false, icon: icon("lm-doubt-label", text, 120, 14) }).addTo(group);
  }

  LM.drawPlaces = function (group, canvas) {
    const map = LM.map;
    const bounds = map.getBounds().pad(0.2);
    const clusters = [];
    const areas = [];
    const grid = new Map();
    const entries = [...LM.tally.byPlace].sort((a, b) => b[1].length - a[1].length || a[0] - b[0]);
    for (const [place, list] of entries) {
      const at = L.latLng(LM.scene.places.lat[place], LM.scene.places.lon[place]);
      if (!bounds.contains(at)) continue;
      if (LM.isArea(place)) {
        areas.push([place, list]);
        LM.drawn.doubtful += LM.sum(list);
        continue;
      }
      LM.drawn.binned += list.length;
      const pixel = map.latLngToLayerPoint(at);
      const home = near(grid, pixel);
      if (home && map.getZoom() < 17) {
        home.places.push(place);
        home.records.push(...list);
        continue;
      }
      const cluster = { at, pixel, places: [place], records: list.slice() };
      clusters.push(cluster);
      const key = `${Math.floor(pixel.x / CLUSTER_PX)}:${Math.floor(pixel.y / CLUSTER_PX)}`;
      if (!grid.has(key)) grid.set(key, []);
      grid.get(key).push(cluster);
    }
    LM.drawDoubt(group, canvas, areas);
    clusters.forEach((cluster) => drawCluster(group, canvas, cluster));
  };

  function near(grid, pixel) {
    const x = Math.floor(pixel.x / CLUSTER_PX);
    const y = Math.floor(pixel.y / CLUSTER_PX);
    let best = null;
    for (let i = x - 1; i <= x + 1; i += 1) {
      for (let j = y - 1; j <= y + 1; j += 1) {
        for (const cluster of grid.get(`${i}:${j}`) || []) {
          const distance = cluster.pixel.distanceTo(pixel);
          if (distance < CLUSTER_PX && (!best || distance < best.distance)) best = { cluster, distance };
        }
      }
    }
    return best && best.cluster;
  }

  function drawCluster(group, canvas, cluster) {
    const kinds = LM.scene.records.kind;
    const count = cluster.records.length;
    const same = cluster.records.every((i) => kinds[i] === kinds[cluster.records[0]]);
    const kind = same ? LM.scene.kinds[kinds[cluster.records[0]]] : "mixed";
    const place = cluster.places[0];
    if (cluster.places.length === 1) {
      LM.uncertainty([cluster.at.lat, cluster.at.lng], place, kind).forEach((layer) => layer.addTo(group));
    }
    const radius = count === 1 ? 5 : Math.min(20, 8 + 3 * Math.log10(count) * 1.6);
    LM.drawn.dots.push([cluster.at, radius]);
    const dot = L.circleMarker(cluster.at, {
      renderer: canvas,
      pane: "records",
      radius,
      weight: 1.2,
      color: LM.token("bg"),
      fillColor: same ? LM.token("kind-" + kind) : LM.token("ink2"),
      fillOpacity: 0.92,
      bubblingMouseEvents: false,
    });
    const label =
      cluster.places.length === 1
        ? `${LM.scene.places.label[place]}, ±${LM.distance(LM.scene.places.u[place])}`
        : LM.plural(cluster.places.length, "place");
    dot.bindTooltip(
      () => LM.tip(label, count === 1 ? LM.scene.titles[LM.scene.records.title[cluster.records[0]]] : LM.plural(count, "record")),
      { sticky: true },
    );
    const choose = () => {
      if (count === 1) LM.select({ type: "record", record: cluster.records[0] });
      else LM.select({ type: "cell", records: cluster.records, places: cluster.places, title: label });
    };
    dot.on("click", choose);
    dot.addTo(group);
    if (count > 1) {
      const text = LM.el("span", null, count > 999 ? Math.round(count / 1000) + "k" : count);
      L.marker(cluster.at, { pane: "counts", interactive: false, keyboard: false, icon: icon("lm-count", text, 40, 14) }).addTo(group);
    }
  }
})(window.LM);
