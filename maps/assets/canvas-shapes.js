/* The geometry of a layer: whole numbers on a grid, which rows are in a box, what is under a point. */
"use strict";

pianqu.ZOOM = 21; // its pixels are the grid
pianqu.SIZE = 256 * 2 ** pianqu.ZOOM; // the grid around the world

/* Between degrees and the grid. */
pianqu.degrees = function (x, y) {
  const latitude = Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / pianqu.SIZE)));
  const short = (angle) => Math.round(angle * 1e7) / 1e7;
  return [short(360 * (x / pianqu.SIZE - 0.5)), short((latitude * 180) / Math.PI)];
};

pianqu.onGrid = function (latlng) {
  const angle = (latlng.lat * Math.PI) / 180;
  const y = 0.5 - Math.asinh(Math.tan(angle)) / (2 * Math.PI);
  return [pianqu.SIZE * (latlng.lng / 360 + 0.5), pianqu.SIZE * y];
};

pianqu.Shapes = class {
  static POINT = 0;
  static LINE = 1;
  static AREA = 2;

  constructor(block, spec) {
    this.rows = spec.rows;
    this.parts = this.starts(block.ints(spec.parts)); // of a row
    this.sorts = block.ints(spec.sorts); // of a part
    const holes = block.ints(spec.rings);
    let area = 0;
    this.rings = this.starts(this.sorts.map((sort) => (sort === pianqu.Shapes.AREA ? holes[area++] : 1))); // of a part
    this.firsts = this.starts(block.ints(spec.sizes)); // of a ring
    this.x = block.ints(spec.x);
    this.y = block.ints(spec.y);
    this.measure();
    this.sortIntoCells();
  }

  /* Where each begins, and one more for where the last ends. */
  starts(counts) {
    const all = new Uint32Array(counts.length + 1);
    for (let i = 0; i < counts.length; i++) all[i + 1] = all[i] + counts[i];
    return all;
  }

  has(row) {
    return this.parts[row + 1] > this.parts[row];
  }

  isArea(row) {
    for (let part = this.parts[row]; part < this.parts[row + 1]; part++) {
      if (this.sorts[part] === pianqu.Shapes.AREA) return true;
    }
    return false;
  }

  measure() {
    const boxes = (this.boxes = new Int32Array(4 * this.rows)); // west, north, east, south
    for (let row = 0; row < this.rows; row++) {
      const end = this.firsts[this.rings[this.parts[row + 1]]];
      let [west, north, east, south] = [2 ** 31 - 1, 2 ** 31 - 1, -1, -1];
      for (let i = this.firsts[this.rings[this.parts[row]]]; i < end; i++) {
        if (this.x[i] < west) west = this.x[i];
        if (this.x[i] > east) east = this.x[i];
        if (this.y[i] < north) north = this.y[i];
        if (this.y[i] > south) south = this.y[i];
      }
      boxes.set([west, north, east, south], 4 * row);
    }
  }

  // ---------------------------------------------------------------- rows by place

  /* Each row lies in one cell, that of its middle, on the level whose cells are as large as it is. */
  sortIntoCells() {
    const { boxes, rows } = this;
    const whole = [2 ** 31 - 1, 2 ** 31 - 1, 0, 0];
    for (let row = 0; row < rows; row++) {
      if (!this.has(row)) continue;
      for (const side of [0, 1]) whole[side] = Math.min(whole[side], boxes[4 * row + side]);
      for (const side of [2, 3]) whole[side] = Math.max(whole[side], boxes[4 * row + side]);
    }
    this.whole = whole;
    const [wide, high] = [Math.max(whole[2] - whole[0], 1), Math.max(whole[3] - whole[1], 1)];
    const least = Math.max(Math.sqrt((2 * wide * high) / rows), (2 * Math.max(wide, high)) / rows, 1);
    this.levels = [];
    let cells = 0;
    for (let size = 2 ** Math.ceil(Math.log2(least)); ; size *= 2) {
      const across = Math.floor(wide / size) + 1;
      const down = Math.floor(high / size) + 1;
      this.levels.push({ size, across, down, base: cells });
      cells += across * down;
      if (size >= wide && size >= high) break;
    }
    this.fill(cells);
  }

  cellOf(row) {
    const at = 4 * row;
    const [west, north, east, south] = [this.boxes[at], this.boxes[at + 1], this.boxes[at + 2], this.boxes[at + 3]];
    const extent = Math.max(east - west, south - north);
    let level = 0;
    while (this.levels[level].size < extent) level++;
    const { size, across, base } = this.levels[level];
    const column = Math.floor(((west + east) / 2 - this.whole[0]) / size);
    return base + Math.floor(((north + south) / 2 - this.whole[1]) / size) * across + column;
  }

  fill(cells) {
    const counts = new Int32Array(cells);
    const own = new Int32Array(this.rows);
    for (let row = 0; row < this.rows; row++) {
      own[row] = this.has(row) ? this.cellOf(row) : -1;
      if (own[row] >= 0) counts[own[row]]++;
    }
    this.cells = this.starts(counts);
    const next = this.cells.slice();
    this.order = new Uint32Array(this.cells[cells]);
    for (let row = 0; row < this.rows; row++) if (own[row] >= 0) this.order[next[own[row]]++] = row;
  }

  /* Rows whose box meets this one, in their order. */
  within(west, north, east, south) {
    const found = [];
    const { boxes } = this;
    for (const { size, across, down, base } of this.levels) {
      const column = (x) => Math.floor((x - this.whole[0]) / size);
      const line = (y) => Math.floor((y - this.whole[1]) / size);
      const last = Math.min(column(east + size / 2), across - 1);
      const first = Math.max(column(west - size / 2), 0);
      if (first > last) continue;
      for (let y = Math.max(line(north - size / 2), 0); y <= Math.min(line(south + size / 2), down - 1); y++) {
        const end = this.cells[base + y * across + last + 1];
        for (let i = this.cells[base + y * across + first]; i < end; i++) {
          const row = this.order[i];
          const at = 4 * row;
          const apart = boxes[at] > east || boxes[at + 2] < west || boxes[at + 1] > south || boxes[at + 3] < north;
          if (!apart) found.push(row);
        }
      }
    }
    return Uint32Array.from(found).sort();
  }

  // ---------------------------------------------------------------- what is under a point

  /* Whether a point is inside an area of a row: holes and parts by the even-odd rule. */
  inside(row, x, y) {
    let odd = false;
    for (let part = this.parts[row]; part < this.parts[row + 1]; part++) {
      if (this.sorts[part] !== pianqu.Shapes.AREA) continue;
      for (let ring = this.rings[part]; ring < this.rings[part + 1]; ring++) {
        const [start, end] = [this.firsts[ring], this.firsts[ring + 1]];
        for (let i = start, before = end - 1; i < end; before = i++) {
          const [up, low] = [this.y[i], this.y[before]];
          if (up > y === low > y) continue;
          if (x < ((this.x[before] - this.x[i]) * (y - up)) / (low - up) + this.x[i]) odd = !odd;
        }
      }
    }
    return odd;
  }

  /* Steps of the grid from a point to the nearest part of one sort, its edge where it is an area. */
  distance(row, sort, x, y) {
    let best = Infinity;
    for (let part = this.parts[row]; part < this.parts[row + 1]; part++) {
      if (this.sorts[part] !== sort) continue;
      for (let ring = this.rings[part]; ring < this.rings[part + 1]; ring++) {
        const [start, end] = [this.firsts[ring], this.firsts[ring + 1]];
        const closed = sort === pianqu.Shapes.AREA || end - start === 1;
        let before = closed ? end - 1 : start;
        for (let i = closed ? start : start + 1; i < end; before = i++) best = Math.min(best, this.toEdge(before, i, x, y));
      }
    }
    return best;
  }

  toEdge(a, b, x, y) {
    const [ax, ay] = [this.x[a], this.y[a]];
    const [wide, high] = [this.x[b] - ax, this.y[b] - ay];
    const length = wide * wide + high * high;
    const along = length ? Math.min(Math.max(((x - ax) * wide + (y - ay) * high) / length, 0), 1) : 0;
    return Math.hypot(ax + along * wide - x, ay + along * high - y);
  }

  /* A place on a row: inside an area, on a line. */
  spot(row) {
    const at = 4 * row;
    const [x, y] = [(this.boxes[at] + this.boxes[at + 2]) / 2, (this.boxes[at + 1] + this.boxes[at + 3]) / 2];
    if (this.inside(row, x, y)) return [x, y];
    const [start, end] = [this.rings[this.parts[row]], this.rings[this.parts[row + 1]]];
    if (this.isArea(row)) {
      const crossed = this.crossings(start, end, y + 0.5);
      for (let i = 0; i + 1 < crossed.length; i++) {
        const middle = (crossed[i] + crossed[i + 1]) / 2;
        if (this.inside(row, middle, y + 0.5)) return [middle, y + 0.5];
      }
    }
    const middle = (this.firsts[start] + this.firsts[start + 1] - 1) >> 1;
    return [this.x[middle], this.y[middle]];
  }

  crossings(start, end, y) {
    const found = [];
    for (let ring = start; ring < end; ring++) {
      for (let i = this.firsts[ring], before = this.firsts[ring + 1] - 1; i < this.firsts[ring + 1]; before = i++) {
        const [up, low] = [this.y[i], this.y[before]];
        if (up > y !== low > y) found.push(((this.x[before] - this.x[i]) * (y - up)) / (low - up) + this.x[i]);
      }
    }
    return found.sort((a, b) => a - b);
  }

  // ---------------------------------------------------------------- degrees

  /* South-west and north-east. */
  bounds(row) {
    const at = 4 * row;
    const [west, south] = pianqu.degrees(this.boxes[at], this.boxes[at + 3]);
    const [east, north] = pianqu.degrees(this.boxes[at + 2], this.boxes[at + 1]);
    return L.latLngBounds([south, west], [north, east]);
  }

  ring(ring, closed) {
    const points = [];
    for (let i = this.firsts[ring]; i < this.firsts[ring + 1]; i++) points.push(pianqu.degrees(this.x[i], this.y[i]));
    if (closed) points.push(points[0]);
    return points;
  }

  part(part) {
    const sort = this.sorts[part];
    if (sort === pianqu.Shapes.POINT) return { type: "Point", coordinates: this.ring(this.rings[part])[0] };
    if (sort === pianqu.Shapes.LINE) return { type: "LineString", coordinates: this.ring(this.rings[part]) };
    const rings = [];
    for (let ring = this.rings[part]; ring < this.rings[part + 1]; ring++) rings.push(this.ring(ring, true));
    return { type: "Polygon", coordinates: rings };
  }

  /* GeoJSON of a row; null where it has none. */
  geometry(row) {
    const all = [];
    for (let part = this.parts[row]; part < this.parts[row + 1]; part++) all.push(this.part(part));
    if (all.length < 2) return all[0] || null;
    if (all.some((each) => each.type !== all[0].type)) return { type: "GeometryCollection", geometries: all };
    return { type: `Multi${all[0].type}`, coordinates: all.map((each) => each.coordinates) };
  }
};
