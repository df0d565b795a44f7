/* Distances and areas by clicking: on the ellipsoid of WGS 84, shown on the map and beside it. */
"use strict";

(function () {
  const { words, element } = pianqu;
  const RADIUS = 6378137; // of the equator, metres
  const FLAT = 1 / 298.257223563;
  const ECCENTRIC = FLAT * (2 - FLAT); // squared
  const RADIANS = Math.PI / 180;
  const SAME = 4; // pixels: clicks nearer than this are one
  const LINE = { color: "#b3006b", weight: 3, dashArray: "6 4", interactive: false, fillOpacity: 0.12 };

  // ---------------------------------------------------------------- geodesy

  /* Metres between two places; Vincenty, Survey Review 23 (1975), formulae 13 to 19. */
  function between(from, to) {
    const polar = RADIUS * (1 - FLAT);
    const [u, v] = [from, to].map((place) => Math.atan((1 - FLAT) * Math.tan(place.lat * RADIANS)));
    const wide = (to.lng - from.lng) * RADIANS;
    let turn = wide;
    for (let round = 0; round < 200; round++) {
      const [sine, cosine] = [Math.sin(turn), Math.cos(turn)];
      const across = Math.hypot(Math.cos(v) * sine, Math.cos(u) * Math.sin(v) - Math.sin(u) * Math.cos(v) * cosine);
      if (across === 0) return 0;
      const along = Math.sin(u) * Math.sin(v) + Math.cos(u) * Math.cos(v) * cosine;
      const arc = Math.atan2(across, along);
      const azimuth = (Math.cos(u) * Math.cos(v) * sine) / across;
      const square = 1 - azimuth * azimuth;
      const middle = square ? along - (2 * Math.sin(u) * Math.sin(v)) / square : 0;
      const c = (FLAT / 16) * square * (4 + FLAT * (4 - 3 * square));
      const bend = middle + c * along * (2 * middle * middle - 1);
      const next = wide + (1 - c) * FLAT * azimuth * (arc + c * across * bend);
      if (Math.abs(next - turn) < 1e-12) return polar * scaled(square, polar, arc, across, along, middle);
      turn = next;
    }
    return NaN; // places on opposite sides of the world
  }

  function scaled(square, polar, arc, across, along, middle) {
    const own = (square * (RADIUS * RADIUS - polar * polar)) / (polar * polar);
    const a = 1 + (own / 16384) * (4096 + own * (-768 + own * (320 - 175 * own)));
    const b = (own / 1024) * (256 + own * (-128 + own * (74 - 47 * own)));
    const twice = 2 * middle * middle - 1;
    const last = (b / 6) * middle * (4 * across * across - 3) * (4 * middle * middle - 3);
    return a * (arc - b * across * (middle + (b / 4) * (along * twice - last)));
  }

  function length(places) {
    let sum = 0;
    for (let i = 1; i < places.length; i++) sum += between(places[i - 1], places[i]);
    return sum;
  }

  /* Snyder, Map Projections (1987), 3-12: the latitude's share of the area below it. */
  function below(latitude) {
    const e = Math.sqrt(ECCENTRIC);
    const sine = Math.sin(latitude);
    return (1 - ECCENTRIC) * (sine / (1 - ECCENTRIC * sine * sine) + Math.atanh(e * sine) / e);
  }

  /* On the plane of Lambert's equal-area projection around the first place, metres. */
  function plane(places) {
    const pole = below(Math.PI / 2);
    const radius = RADIUS * Math.sqrt(pole / 2);
    const own = places.map((place) => Math.asin(below(place.lat * RADIANS) / pole));
    return places.map((place, i) => {
      const wide = (place.lng - places[0].lng) * RADIANS;
      const [up, base] = [own[i], own[0]];
      const k = Math.sqrt(2 / (1 + Math.sin(base) * Math.sin(up) + Math.cos(base) * Math.cos(up) * Math.cos(wide)));
      const north = Math.cos(base) * Math.sin(up) - Math.sin(base) * Math.cos(up) * Math.cos(wide);
      return [radius * k * Math.cos(up) * Math.sin(wide), radius * k * north];
    });
  }

  /* Square metres. */
  function area(places) {
    const ring = plane(places);
    let sum = 0;
    ring.forEach(([x, y], i) => {
      const [nextX, nextY] = ring[(i + 1) % ring.length];
      sum += x * nextY - nextX * y;
    });
    return Math.abs(sum) / 2;
  }

  function crossed(places) {
    const ring = plane(places);
    const side = (a, b, c) => Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));
    const meet = (a, b, c, d) => side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
    const edge = (i) => [ring[i], ring[(i + 1) % ring.length]];
    for (let i = 0; i < ring.length; i++) {
      for (let j = i + 2; j < ring.length; j++) if (meet(...edge(i), ...edge(j))) return true;
    }
    return false;
  }

  const digits = (number, count) => number.toLocaleString("zh-CN", { maximumFractionDigits: count });

  function metres(value) {
    return value < 1000 ? `${digits(value, 1)} 米` : `${digits(value / 1000, 3)} km`;
  }

  function squares(value) {
    const text = `${digits(value, value < 100 ? 1 : 0)} ㎡`;
    return value < 10000 ? text : `${digits(value / 10000, 2)} 公顷（${text}）`;
  }

  // ---------------------------------------------------------------- on the map

  pianqu.measuring = function (map) {
    const { fill, button, status } = pianqu.tool;
    const told = status();
    let run = null; // what is measured now

    function result() {
      const places = run.places;
      const around = run.areal ? [...places, places[0]] : places;
      if (places.length < (run.areal ? 3 : 2)) return null;
      if (!run.areal) return fill(words.tools_total, { length: metres(length(places)) });
      if (crossed(places)) return words.tools_crossed;
      return fill(words.tools_surface, { area: squares(area(places)), length: metres(length(around)) });
    }

    function draw() {
      run.group.clearLayers();
      const shape = run.areal && run.places.length > 2 ? L.polygon : L.polyline;
      shape(run.places, LINE).addTo(run.group);
      for (const place of run.places) L.circleMarker(place, { ...LINE, dashArray: null, radius: 4 }).addTo(run.group);
      const text = result();
      told.textContent = text || words.tools_start;
      if (!text) return;
      const label = L.tooltip({ permanent: true, className: "pq-measured", direction: "top", offset: [0, -8] });
      label.setLatLng(run.places[run.places.length - 1]).setContent(element("span", {}, text)).addTo(run.group);
    }

    function add(place) {
      const last = run.places[run.places.length - 1];
      const at = (each) => map.latLngToContainerPoint(each);
      if (last && at(last).distanceTo(at(place)) < SAME) return;
      run.places.push(place);
      draw();
    }

    const click = (event) => add(event.latlng);
    const key = (event) => {
      if (event.key === "Escape") cancel();
      else if (event.key === "Enter" && !/^(BUTTON|INPUT|SELECT|A|SUMMARY)$/.test(event.target.tagName)) end();
    };

    function listen(on) {
      const page = pianqu.panels(map);
      page.measuring = on;
      map.doubleClickZoom[on ? "disable" : "enable"]();
      map[on ? "on" : "off"]({ click, dblclick: end });
      document[on ? "addEventListener" : "removeEventListener"]("keydown", key);
      map.getContainer().classList.toggle("pq-measuring", on);
      for (const each of during) each.hidden = !on;
      for (const each of [distance, surface]) each.setAttribute("aria-pressed", on && (each === surface) === run.areal);
    }

    function start(areal) {
      if (run) run.group.remove();
      if (run && run.going) listen(false);
      map.closePopup();
      run = { areal, places: [], group: L.layerGroup().addTo(map), going: true };
      listen(true);
      told.textContent = words.tools_start;
      map.getContainer().focus({ preventScroll: true });
      map.getContainer().scrollIntoView({ block: "nearest" });
    }

    /* What was measured stays on the map until it is cancelled or measured anew. */
    function end() {
      if (!run || !run.going) return;
      run.going = false;
      listen(false);
      if (!result()) {
        run.group.remove();
        told.textContent = words.tools_few;
      }
      clear.hidden = !result();
    }

    function cancel() {
      if (!run) return;
      if (run.going) listen(false);
      run.group.remove();
      run = null;
      clear.hidden = true;
      told.textContent = words.tools_cancelled;
    }

    const distance = button(words.tools_length, () => start(false));
    const surface = button(words.tools_area, () => start(true));
    const middle = button(words.tools_middle, () => add(map.getCenter()));
    const clear = button(words.tools_cancel, cancel);
    const during = [middle, button(words.tools_end, end), clear];
    for (const each of during) each.hidden = true;
    for (const each of [distance, surface]) each.setAttribute("aria-pressed", false);
    const row = element("div", { class: "pq-buttons", role: "group", "aria-label": words.tools_measure }, distance, surface, ...during);
    return [element("h3", {}, words.tools_measure), row, told];
  };

  pianqu.geodesy = { between, length, area, crossed };
})();
