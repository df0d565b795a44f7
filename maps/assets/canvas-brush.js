/* How features look, and the painting of a layer on a canvas, a few features at a time. */
"use strict";

(function () {
  const { element } = pianqu;
  const { POINT, AREA } = pianqu.Shapes;
  const PERIOD = 6; // of the hatching, in pixels; tiles are a multiple of it
  const TURN = 64; // features between two looks at the clock
  const SPECK = 1.5; // pixels: smaller areas are painted as a rectangle
  const BARE = 4; // pixels: smaller areas are painted without their outline
  const STEP = 0.4; // pixels between two vertices that are worth a line

  // ---------------------------------------------------------------- styles

  const looks = {
    fill: (c) => ({ color: "#4a5160", weight: c.size, fillColor: c.colour }),
    hatch: (c) => ({ color: c.colour, weight: c.size, fillColor: c.colour, hatch: true }),
    outline: (c) => ({ color: c.colour, weight: c.size }),
    line: (c) => ({ color: c.colour, weight: c.size }),
    dash: (c) => ({ color: c.colour, weight: c.size, dash: [6, 4] }),
    band: (c) => ({ color: c.colour, weight: c.size, fillColor: c.colour }),
    dot: (c) => ({ color: "#ffffff", weight: c.size > 3 ? 1.2 : 0.5, fillColor: c.colour, radius: c.size }),
  };

  /* A polygon with a dot's class keeps an outline and a fill; a point with an area's class a dot;
     a band is filled where it is an area. */
  function lookOf(swatch, sort) {
    const base = { dash: null, fillColor: null, opacity: swatch.opacity, fillOpacity: swatch.opacity };
    const style = Object.assign(base, looks[swatch.mark](swatch));
    if (sort === POINT) return Object.assign({ radius: 5 }, style);
    if (swatch.mark === "dot") Object.assign(style, { color: swatch.colour, weight: 1.2, fillOpacity: swatch.area });
    if (swatch.mark === "band") style.fillOpacity = swatch.area;
    if (sort !== AREA) style.fillColor = null;
    return style;
  }

  /* By class, then by sort. */
  function styles(classes) {
    return classes.map((swatch) => [0, 1, 2].map((sort) => lookOf(swatch, sort)));
  }

  const kept = {}; // patterns and dots that were made, by what they show

  function hatch(colour, ratio) {
    const key = `${colour} ${ratio}`;
    if (!kept[key]) {
      const side = Math.round(PERIOD * ratio);
      const tile = element("canvas", { width: side, height: side });
      const pen = tile.getContext("2d");
      pen.scale(side / PERIOD, side / PERIOD);
      pen.fillStyle = "#ffffff";
      pen.fillRect(0, 0, PERIOD, PERIOD);
      pen.strokeStyle = colour;
      pen.lineWidth = 1.4;
      pen.beginPath();
      for (const shift of [-PERIOD, 0, PERIOD]) {
        pen.moveTo(shift - 1, PERIOD + 1);
        pen.lineTo(shift + PERIOD + 1, -1);
      }
      pen.stroke();
      kept[key] = pen.createPattern(tile, "repeat");
    }
    return kept[key];
  }

  /* A dot, painted once and copied from then on. */
  function dot(style, ratio) {
    const key = `${style.fillColor} ${style.color} ${style.radius} ${style.weight} ${style.opacity} ${style.hatch} ${ratio}`;
    if (!kept[key]) {
      const half = Math.ceil((style.radius + style.weight) * ratio) + 1;
      const stamp = element("canvas", { width: 2 * half, height: 2 * half });
      const pen = stamp.getContext("2d");
      pen.beginPath();
      pen.arc(half, half, style.radius * ratio, 0, 2 * Math.PI);
      finish(pen, style, ratio);
      kept[key] = stamp;
    }
    return kept[key];
  }

  function finish(pen, style, ratio, bare) {
    if (style.fillColor) {
      pen.globalAlpha = style.fillOpacity;
      pen.fillStyle = style.hatch ? hatch(style.fillColor, ratio) : style.fillColor;
      pen.fill("evenodd");
    }
    if (!bare && style.weight) line(pen, style, ratio);
  }

  function line(pen, style, ratio) {
    pen.globalAlpha = style.opacity;
    pen.strokeStyle = style.color;
    pen.lineWidth = style.weight * ratio;
    pen.lineCap = pen.lineJoin = "round";
    pen.setLineDash(style.dash ? style.dash.map((step) => step * ratio) : []);
    pen.stroke();
  }

  // ---------------------------------------------------------------- one tile

  /* Paints rows; lines of one style wait for one another, as one stroke is quicker than many. */
  class Brush {
    constructor(pen, layer, view) {
      Object.assign(this, { pen, layer, view, shapes: layer.shapes, waiting: null, lines: 0 });
    }

    /* Vertices of a ring; those nearer than a step to the last one are left out. */
    trace(ring, closed) {
      const { shapes, pen } = this;
      const { scale, west, north } = this.view;
      const [start, end] = [shapes.firsts[ring], shapes.firsts[ring + 1]];
      let [atX, atY] = [(shapes.x[start] - west) * scale, (shapes.y[start] - north) * scale];
      pen.moveTo(atX, atY);
      for (let i = start + 1; i < end; i++) {
        const x = (shapes.x[i] - west) * scale;
        const y = (shapes.y[i] - north) * scale;
        if (i < end - 1 && Math.abs(x - atX) < STEP && Math.abs(y - atY) < STEP) continue;
        pen.lineTo(x, y);
        [atX, atY] = [x, y];
      }
      if (closed) pen.closePath();
    }

    flush() {
      if (this.waiting) line(this.pen, this.waiting, this.view.ratio);
      this.waiting = null;
      this.lines = 0;
    }

    row(row) {
      const { shapes, layer } = this;
      const own = layer.styles[layer.marks[row]];
      let area = false;
      for (let part = shapes.parts[row]; part < shapes.parts[row + 1]; part++) {
        const sort = shapes.sorts[part];
        if (sort === AREA) area = true;
        else if (sort === POINT) this.point(part, own[POINT]);
        else this.line(part, own[sort]);
      }
      if (area) this.area(row, own[AREA]);
    }

    point(part, style) {
      this.flush();
      const { scale, west, north, ratio } = this.view;
      const at = this.shapes.firsts[this.shapes.rings[part]];
      const stamp = dot(style, ratio);
      this.pen.globalAlpha = 1;
      const [x, y] = [(this.shapes.x[at] - west) * scale, (this.shapes.y[at] - north) * scale];
      this.pen.drawImage(stamp, Math.round(x - stamp.width / 2), Math.round(y - stamp.height / 2));
    }

    line(part, style) {
      if (this.waiting !== style || this.lines > TURN) {
        this.flush();
        this.pen.beginPath();
        this.waiting = style;
      }
      this.lines++;
      this.trace(this.shapes.rings[part], false);
    }

    area(row, style) {
      this.flush();
      const { boxes } = this.shapes;
      const { pen } = this;
      const { scale, west, north, ratio } = this.view;
      const wide = (boxes[4 * row + 2] - boxes[4 * row]) * scale;
      const high = (boxes[4 * row + 3] - boxes[4 * row + 1]) * scale;
      if (wide < SPECK * ratio && high < SPECK * ratio) {
        pen.globalAlpha = style.fillColor ? style.fillOpacity : style.opacity;
        pen.fillStyle = style.fillColor || style.color;
        const [x, y] = [(boxes[4 * row] - west) * scale, (boxes[4 * row + 1] - north) * scale];
        pen.fillRect(x, y, Math.max(wide, 0.5), Math.max(high, 0.5));
        return;
      }
      pen.beginPath();
      this.rings(row);
      finish(pen, style, ratio, style.fillColor && wide < BARE * ratio && high < BARE * ratio);
    }

    rings(row) {
      const { shapes } = this;
      for (let part = shapes.parts[row]; part < shapes.parts[row + 1]; part++) {
        if (shapes.sorts[part] !== AREA) continue;
        for (let ring = shapes.rings[part]; ring < shapes.rings[part + 1]; ring++) this.trace(ring, true);
      }
    }
  }

  /* Paint what of a layer meets a tile; stops now and then, so that the page may answer.
     view: west and north of the tile and its reach on the grid, dots a step of the grid, dots a pixel. */
  function* paint(pen, layer, view) {
    const spare = (layer.width() * view.ratio) / view.scale; // what is drawn beside a feature's box
    const rows = layer.shapes.within(
      view.west - spare, view.north - spare, view.west + view.reach + spare, view.north + view.reach + spare);
    const brush = new Brush(pen, layer, view);
    let turn = 0;
    for (const raised of layer.raised ? [false, true] : [false]) {
      for (const row of rows) {
        if (layer.hidden.has(layer.marks[row])) continue;
        if (layer.raised && layer.raised.has(row) !== raised) continue;
        brush.row(row);
        if (++turn % TURN === 0) yield;
      }
      brush.flush();
    }
  }

  /* Reach of what is painted beside the vertices, in pixels. */
  function width(all) {
    return Math.max(0, ...all.flat().map((style) => (style.radius || 0) + style.weight)) + 1;
  }

  pianqu.brush = { styles, paint, width };
})();
