/* The drawing side of a page: layers of features, popups, legends and the list of layers.
   Text from the data reaches the page through textContent only, never as HTML. */
"use strict";

const pianqu = (function () {
  const words = data("pianqu-words");
  const SVG = "http://www.w3.org/2000/svg";

  /* JSON that stands in the page under this id. */
  function data(id) {
    return JSON.parse(document.getElementById(id).textContent);
  }

  /* An element; children are nodes, or text. */
  function element(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value !== false && value !== null) node.setAttribute(name, value);
    }
    node.append(...children.filter((child) => child !== null && child !== undefined));
    return node;
  }

  function count(number) {
    return number === null || number === undefined ? words.no_data : number.toLocaleString("zh-CN");
  }

  /* A share as the reader may quote it: never 100% while one is missing, never 0% while one is in. */
  function percent(share) {
    if (share === null || share === undefined) return words.no_data;
    const text = (100 * share).toFixed(1);
    if (share < 1 && text === "100.0") return ">99.9%";
    if (share > 0 && text === "0.0") return "<0.1%";
    return text + "%";
  }

  // ---------------------------------------------------------------- how features look

  const patterns = {};

  function hatch(colour) {
    if (!patterns[colour]) {
      const tile = element("canvas", { width: 6, height: 6 });
      const brush = tile.getContext("2d");
      brush.fillStyle = "#ffffff";
      brush.fillRect(0, 0, 6, 6);
      brush.strokeStyle = colour;
      brush.lineWidth = 1.4;
      brush.beginPath();
      for (const shift of [-6, 0, 6]) {
        brush.moveTo(shift - 1, 7);
        brush.lineTo(shift + 7, -1);
      }
      brush.stroke();
      patterns[colour] = brush.createPattern(tile, "repeat");
    }
    return patterns[colour];
  }

  const looks = {
    fill: (c) => ({ color: "#4a5160", weight: c.size, fill: true, fillColor: c.colour }),
    hatch: (c) => ({ color: c.colour, weight: c.size, fill: true, fillColor: hatch(c.colour) }),
    outline: (c) => ({ color: c.colour, weight: c.size, fill: false }),
    line: (c) => ({ color: c.colour, weight: c.size, fill: false }),
    dash: (c) => ({ color: c.colour, weight: c.size, fill: false, dashArray: "6 4" }),
    band: (c) => ({ color: c.colour, weight: c.size, fill: true, fillColor: c.colour }),
    dot: (c) => ({ color: "#ffffff", weight: c.size > 3 ? 1.2 : 0.5, fill: true, fillColor: c.colour, radius: c.size }),
  };

  function look(swatch) {
    const base = { smoothFactor: 0.3, dashArray: null, opacity: swatch.opacity, fillOpacity: swatch.opacity };
    return Object.assign(base, looks[swatch.mark](swatch));
  }

  /* A polygon with a dot's class keeps an outline and a fill; a point with an area's class a dot;
     a band is filled where it is an area. */
  function lookOf(swatch, type) {
    const style = look(swatch);
    if (type.endsWith("Point")) return Object.assign({ radius: 5 }, style);
    if (swatch.mark === "dot") Object.assign(style, { color: swatch.colour, weight: 1.2, fillOpacity: swatch.area });
    if (swatch.mark === "band") Object.assign(style, { fill: type.endsWith("Polygon"), fillOpacity: swatch.area });
    return style;
  }

  function sample(swatch, area) {
    const node = element("span", { class: `pq-swatch pq-${swatch.mark}`, "aria-hidden": "true" });
    node.style.setProperty("--colour", swatch.colour);
    node.style.setProperty("--size", `${Math.max(swatch.size, 1)}px`);
    node.style.setProperty("--opacity", swatch.opacity);
    if (area) node.style.setProperty("--area", `${100 * swatch.area}%`);
    if (area) node.classList.add("pq-area");
    return node;
  }

  // ---------------------------------------------------------------- a layer of features

  const Features = L.GeoJSON.extend({
    initialize: function (data) {
      this.data = data;
      this.marks = data.marks;
      this.more = []; // functions of a row that add nodes to its popup
      const features = data.geometry.map((geometry, row) => ({ type: "Feature", geometry, properties: { row } }));
      L.GeoJSON.prototype.initialize.call(this, features.filter((feature) => feature.geometry), {
        style: (feature) => this.look(feature),
        pointToLayer: (feature, place) => L.circleMarker(place),
      });
      this.bindTooltip((part) => element("span", {}, data.names[part.feature.properties.row]), { sticky: true });
      const clear = { autoPanPaddingTopLeft: [56, 12], autoPanPaddingBottomRight: [56, 12] }; // of the controls
      this.bindPopup((part) => this.card(part.feature.properties.row), Object.assign({ maxHeight: 340 }, clear));
      this.on("add", () => (this.getPopup().options.maxWidth = Math.min(320, this._map.getSize().x - 150)));
      this.on("popupopen", (event) => this.mark(event.popup._source));
      this.on("tooltipopen", () => this.isPopupOpen() && this.closeTooltip());
      this.on("popupclose", (event) => this.resetStyle(event.popup._source));
    },

    look: function (feature) {
      return lookOf(this.data.classes[this.marks[feature.properties.row]], feature.geometry.type);
    },

    mark: function (part) {
      this.closeTooltip();
      part.setStyle({ color: "#d55e00", weight: 3, opacity: 1 });
      part.bringToFront();
    },

    /* Other classes for the same rows; the legend follows. */
    restyle: function (marks, heading, classes) {
      this.marks = marks;
      this.data.heading = heading;
      if (classes) this.data.classes = classes;
      this.eachLayer((part) => part.setStyle(this.look(part.feature)));
      this.fire("restyle");
    },

    /* Where a layer has answers to show, they come before all but the first fields. */
    card: function (row) {
      const shown = this.more.length ? 3 : this.data.fields.length;
      const table = (fields) => element("table", {},
        element("tbody", {}, ...fields.map((field) => line(field.heading, field.values[row]))));
      const rest = this.data.fields.slice(shown);
      const card = element("div", { class: "pq-card" }, element("h3", {}, this.data.names[row]));
      if (shown) card.append(table(this.data.fields.slice(0, shown)));
      for (const add of this.more) card.append(...add(row));
      if (rest.length) card.append(element("details", {}, element("summary", {}, words.other_fields), table(rest)));
      return card;
    },
  });

  function line(heading, value) {
    const missing = value === null || value === undefined;
    const cell = element("td", { class: missing ? "pq-missing" : null }, missing ? words.no_data : value);
    return element("tr", {}, element("th", { scope: "row" }, heading), cell);
  }

  function layer(map, payload) {
    const made = new Features(payload);
    const page = panels(map);
    page.layers.push(made);
    legend(page, made, map);
    tick(page, made, map);
    map.whenReady(() => made.on("add remove", () => stack(page, map)));
    return made;
  }

  /* Keep the order of the list of layers, whichever was switched on last. */
  function stack(page, map) {
    for (const made of page.layers) if (map.hasLayer(made)) made.bringToFront();
  }

  // ---------------------------------------------------------------- legends and the list of layers

  /* Where legends and the list go: the page's side panel, or a corner of a bare map. */
  function panels(map) {
    if (!map.pianqu) {
      let legends = document.getElementById("pianqu-legend");
      let ticks = document.getElementById("pianqu-layers");
      if (!legends || !ticks) {
        legends = element("div", { class: "pq-legend" });
        ticks = element("div", { class: "pq-layers" });
        const corner = L.control({ position: "topright" });
        corner.onAdd = () => {
          const box = element("div", { class: "pq-corner" }, ticks, legends);
          L.DomEvent.disableClickPropagation(box).disableScrollPropagation(box);
          return box;
        };
        corner.addTo(map);
      }
      map.pianqu = { layers: [], legends, ticks };
    }
    return map.pianqu;
  }

  function legend(page, made, map) {
    const section = element("section", { class: "pq-legend-part" });
    const draw = () => {
      section.hidden = !map.hasLayer(made);
      const alone = made.data.classes.length === 1 && made.data.classes[0].label === made.data.heading;
      section.replaceChildren(...(alone ? [] : [element("h3", {}, made.data.heading)]), classes(made));
      const undrawn = made.data.geometry.filter((geometry) => !geometry).length;
      if (undrawn) section.append(element("p", { class: "pq-note" }, `${count(undrawn)} ${words.undrawn}`));
    };
    made.on("add remove restyle", draw);
    draw();
    page.legends.prepend(section);
  }

  function classes(made) {
    const list = element("ul");
    made.data.classes.forEach((swatch, place) => {
      const rows = made.marks.filter((mark) => mark === place).length;
      if (!rows && !swatch.always) return;
      const note = swatch.note ? element("em", {}, swatch.note) : null;
      const label = element("span", { class: "pq-label" }, swatch.label, note);
      const area = made.data.geometry.some((geometry, row) =>
        made.marks[row] === place && geometry && geometry.type.endsWith("Polygon"));
      list.append(element("li", {}, sample(swatch, area), label, element("b", {}, count(rows))));
    });
    return list;
  }

  function tick(page, made, map) {
    const box = element("input", { type: "checkbox" });
    const label = element("label", {}, box, element("span", {}, made.data.name));
    box.addEventListener("change", () => (box.checked ? made.addTo(map) : made.remove()));
    made.on("add remove", () => (box.checked = map.hasLayer(made)));
    const set = group(page, made.data.group);
    set.insertBefore(label, set.children[1] || null); // the uppermost layer first, as in the legend
  }

  function group(page, title) {
    const found = [...page.ticks.children].find((set) => set.firstChild.textContent === title);
    if (found) return found;
    const set = element("fieldset", {}, element("legend", {}, title));
    const order = [words.group_reach, words.group_present, words.group_limits];
    const later = [...page.ticks.children].find(
      (other) => order.indexOf(other.firstChild.textContent) > order.indexOf(title));
    page.ticks.insertBefore(set, order.includes(title) && later ? later : null);
    return set;
  }

  // ---------------------------------------------------------------- what stands on the map itself

  /* North arrow, and a scale over the credits so that the two never meet. */
  function surround(map) {
    L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
    const arrow = L.control({ position: "topright" });
    arrow.onAdd = () => {
      const drawing = document.createElementNS(SVG, "svg");
      drawing.setAttribute("viewBox", "0 0 24 34");
      const shapes = { "M12 1 20 22 12 17Z": "#1f2937", "M12 1 4 22 12 17Z": "#ffffff" };
      for (const [outline, colour] of Object.entries(shapes)) {
        const path = document.createElementNS(SVG, "path");
        path.setAttribute("d", outline);
        path.setAttribute("fill", colour);
        path.setAttribute("stroke", "#1f2937");
        path.setAttribute("stroke-linejoin", "round");
        drawing.append(path);
      }
      const letter = element("span", {}, "N");
      return element("div", { class: "pq-north", role: "img", "aria-label": words.north }, drawing, letter);
    };
    arrow.addTo(map);
  }

  return { words, data, element, count, percent, line, layer, surround };
})();
