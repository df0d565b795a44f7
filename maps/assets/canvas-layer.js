/* A layer of features. For every script of the page:
     pianqu.layersOf(map)        the layers, the lowest first; pianqu.sheet(map, pane) is their canvas
     window.pianquReady          a promise: true when everything is read and drawn, false if a part is not
     layer.data                  name, group, heading, classes (swatches)
     layer.count                 rows; layer.marks[row] is the place of a row's class
     layer.names(row)            what a row is called; layer.ids(row), where not all are called by their id
     layer.fields                [{heading, values(row)}]: text, a number or null
     layer.geometry(row)         GeoJSON in degrees, or null; layer.boundsOf(row); layer.isArea(row)
     layer.show(row)             goes there and opens what a click opens; the layer must be switched on
     layer.shownClass(place)     whether a class is switched on; layer.showClass(place, on)
     layer.restyle(marks, heading, classes), layer.raise(rows): other classes; rows painted last
     layer.more                  functions of a row that add nodes to its popup
     layer.options.pane          layers of one pane share a canvas; to be set before it is switched on
     layer.ready                 a promise of whether the layer could be read
   Events: add, remove, restyle, filter. Text of the data goes through textContent only. */
"use strict";

(function () {
  const { words, element, line } = pianqu;
  const CHOSEN = { color: "#d55e00", weight: 3, opacity: 1, interactive: false };
  const CLEAR = { autoPanPaddingTopLeft: [56, 12], autoPanPaddingBottomRight: [56, 12] }; // of the controls
  const NEAR = 3; // pixels beside a line that still hit it
  const { POINT, LINE, AREA } = pianqu.Shapes;

  const Features = L.Layer.extend({
    options: { pane: pianqu.PANE },

    initialize: function (payload) {
      L.setOptions(this, {}); // its own, not those of all layers
      const { name, group, heading, classes } = payload;
      this.data = { name, group, heading, classes };
      this.count = payload.shapes.rows;
      this.marks = new Uint8Array(this.count);
      this.fields = payload.fields.map((field) => ({ heading: field.heading, values: () => null }));
      this.names = () => "";
      this.shapes = null;
      this.styles = pianqu.brush.styles(classes);
      this.hidden = new Set(); // places of classes that are switched off
      this.raised = null;
      this.more = [];
      this.ready = this.read(payload);
    },

    read: async function (payload) {
      try {
        const block = await pianqu.unpack(payload.pack);
        this.marks = block.ints(payload.marks);
        this.names = block.column(payload.names);
        if (payload.ids) this.ids = block.column(payload.ids);
        payload.fields.forEach((field, place) => (this.fields[place].values = block.column(field.values)));
        await pianqu.rest();
        this.shapes = new pianqu.Shapes(block, payload.shapes);
        await pianqu.rest();
      } catch (fault) {
        pianqu.complain(this._map, pianqu.complaint(fault, this.data.name));
        return false;
      }
      this.repaint();
      this.fire("restyle");
      return true;
    },

    onAdd: function () {
      this.repaint();
    },

    onRemove: function (map) {
      if (pianqu.panels(map).open === this) map.closePopup();
      pianqu.sheet(map, this.options.pane).repaint();
    },

    repaint: function () {
      if (this._map) pianqu.sheet(this._map, this.options.pane).repaint();
    },

    bringToFront: function () {
      if (this._map) pianqu.lift(this._map, this);
      return this;
    },

    // ---------------------------------------------------------------- classes

    /* Other classes for the same rows; the legend follows. */
    restyle: function (marks, heading, classes) {
      this.marks = marks;
      this.data.heading = heading;
      if (classes) {
        this.data.classes = classes;
        this.styles = pianqu.brush.styles(classes);
        this.hidden.clear();
      }
      this.repaint();
      this.fire("restyle");
    },

    raise: function (rows) {
      this.raised = rows && rows.size ? rows : null;
      this.repaint();
    },

    shownClass: function (place) {
      return !this.hidden.has(place);
    },

    showClass: function (place, on) {
      if (on) this.hidden.delete(place);
      else this.hidden.add(place);
      this.repaint();
      this.fire("filter");
    },

    width: function () {
      return pianqu.brush.width(this.styles);
    },

    // ---------------------------------------------------------------- rows

    isArea: function (row) {
      return this.shapes !== null && this.shapes.isArea(row);
    },

    isDrawn: function (row) {
      return this.shapes !== null && this.shapes.has(row);
    },

    geometry: function (row) {
      return this.shapes && this.shapes.geometry(row);
    },

    boundsOf: function (row) {
      return this.isDrawn(row) ? this.shapes.bounds(row) : null;
    },

    /* The uppermost row at a point of the grid; a step is a pixel there. Where `painted`, the
       inside of what is only an outline does not count. */
    hit: function (x, y, step, painted) {
      if (!this.shapes) return -1;
      const reach = (this.width() + NEAR) * step;
      const near = this.shapes.within(x - reach, y - reach, x + reach, y + reach);
      const meets = (row) => this.shownClass(this.marks[row]) && this.meets(row, x, y, step, painted);
      const found = near.filter(meets).reverse();
      if (!found.length) return -1;
      return this.raised ? (found.find((row) => this.raised.has(row)) ?? found[0]) : found[0];
    },

    meets: function (row, x, y, step, painted) {
      const own = this.styles[this.marks[row]];
      const edge = (sort) => this.shapes.distance(row, sort, x, y) / step;
      if (this.shapes.inside(row, x, y) && !(painted && !own[AREA].fillColor)) return true;
      return edge(AREA) <= own[AREA].weight / 2 || edge(LINE) <= own[LINE].weight / 2 + NEAR
        || edge(POINT) <= own[POINT].radius + own[POINT].weight / 2;
    },

    /* Where a layer has answers to show, they come before all but the first fields. */
    card: function (row) {
      const shown = this.more.length ? 3 : this.fields.length;
      const table = (fields) => element("table", {},
        element("tbody", {}, ...fields.map((field) => line(field.heading, field.values(row)))));
      const rest = this.fields.slice(shown);
      const card = element("div", { class: "pq-card" }, element("h3", {}, this.names(row)));
      if (shown) card.append(table(this.fields.slice(0, shown)));
      for (const add of this.more) card.append(...add(row));
      if (rest.length) card.append(element("details", {}, element("summary", {}, words.other_fields), table(rest)));
      return card;
    },

    show: function (row) {
      if (!this._map || !this.isDrawn(row)) return;
      const [longitude, latitude] = pianqu.degrees(...this.shapes.spot(row));
      const bounds = this.boundsOf(row);
      if (!this._map.getBounds().contains(bounds)) this._map.fitBounds(bounds, { maxZoom: 18, animate: false });
      this.open(row, L.latLng(latitude, longitude));
    },

    open: function (row, latlng) {
      const map = this._map;
      const page = pianqu.panels(map);
      const maxWidth = Math.min(320, map.getSize().x - 150);
      const popup = L.popup(Object.assign({ maxHeight: 340, maxWidth }, CLEAR)).setLatLng(latlng).setContent(this.card(row));
      page.tooltip.close();
      const outline = L.geoJSON(this.geometry(row), {
        interactive: false,
        style: Object.assign({ fill: false, dashArray: null }, CHOSEN),
        pointToLayer: (feature, at) => L.circleMarker(at, Object.assign({ fill: false, radius: this.width() }, CHOSEN)),
      });
      popup.on("remove", () => {
        outline.remove();
        if (page.popup === popup) page.open = page.popup = null;
      });
      popup.openOn(map);
      Object.assign(page, { open: this, openRow: row, popup });
      outline.addTo(map);
      const button = popup.getElement().querySelector(".leaflet-popup-close-button");
      if (button) button.setAttribute("aria-label", words.close);
    },
  });

  // ---------------------------------------------------------------- the pointer

  /* What is under a place: what is painted there first, then outlines that go around it. */
  function under(map, latlng) {
    if (pianqu.panels(map).measuring) return null;
    const [x, y] = pianqu.onGrid(latlng);
    const step = 2 ** (pianqu.ZOOM - map.getZoom());
    const shown = pianqu.layersOf(map).filter((made) => map.hasLayer(made)).reverse();
    for (const painted of [true, false]) {
      for (const made of shown) {
        const row = made.hit(x, y, step, painted);
        if (row >= 0) return { made, row };
      }
    }
    return null;
  }

  function watch(map) {
    const page = pianqu.panels(map);
    page.tooltip = L.tooltip({ sticky: true });
    let last = null;
    const leave = () => {
      page.tooltip.close();
      L.DomUtil.removeClass(map.getContainer(), "pq-hit");
      last = null;
    };
    map.on("mousemove", (event) => {
      if (map._animatingZoom || (map.dragging && map.dragging.moving())) return leave();
      const found = under(map, event.latlng);
      if (!found || (page.open === found.made && page.openRow === found.row)) return leave();
      L.DomUtil.addClass(map.getContainer(), "pq-hit");
      if (!last || last.made !== found.made || last.row !== found.row) {
        page.tooltip.setContent(element("span", {}, found.made.names(found.row)));
      }
      last = found;
      page.tooltip.setLatLng(event.latlng);
      if (!map.hasLayer(page.tooltip)) map.openTooltip(page.tooltip);
    });
    map.on("mouseout zoomstart movestart", leave);
    map.on("click", (event) => {
      const found = under(map, event.latlng);
      if (found) found.made.open(found.row, event.latlng);
    });
  }

  function layer(map, payload) {
    const page = pianqu.panels(map);
    if (!page.tooltip) watch(map);
    const made = new Features(payload);
    page.layers.push(made);
    pianqu.wait(made.ready);
    pianqu.list(map, made);
    return made;
  }

  Object.assign(pianqu, { layer, under });
})();
