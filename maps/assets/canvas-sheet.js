/* The canvas of a map: tiles on which the layers that are switched on are painted, lowest first. */
"use strict";

(function () {
  const BUDGET = 12; // milliseconds of painting a frame
  const PANE = "pianqu";

  const Sheet = L.GridLayer.extend({
    // a multiple of the period of the hatching
    options: { tileSize: 504, updateWhenZooming: false, noWrap: true, keepBuffer: 1, className: "pq-sheet" },

    initialize: function (layers, options) {
      L.setOptions(this, options);
      this.layers = layers; // a function: those to paint, the lowest first
      this.jobs = new Map(); // tiles that wait, by their canvas
      this.job = null;
      this.scratch = document.createElement("canvas");
      this.waking = false;
      this.on("tileunload", (event) => this.jobs.delete(event.tile));
    },

    /* Dots a pixel. */
    ratio: function () {
      return this.fine || window.devicePixelRatio || 1;
    },

    createTile: function (coords, done) {
      const tile = L.DomUtil.create("canvas", "leaflet-tile");
      tile.style.visibility = "visible";
      this.jobs.set(tile, { tile, coords, done, steps: null });
      this.wake();
      return tile;
    },

    /* Paint every tile again; what they show stays until then. */
    repaint: function () {
      for (const { el, coords } of Object.values(this._tiles || {})) {
        const waiting = this.jobs.get(el);
        this.jobs.set(el, { tile: el, coords, done: waiting && waiting.done, steps: null });
      }
      this.wake();
    },

    // ---------------------------------------------------------------- work, a frame at a time

    /* A page that nobody looks at has no frames. */
    wake: function () {
      if (this.waking) return;
      this.waking = true;
      const go = () => {
        if (!this.waking) return;
        this.waking = false;
        this.work(performance.now() + BUDGET);
      };
      requestAnimationFrame(go);
      setTimeout(go, 250);
    },

    work: function (end) {
      if (!this._map) return;
      for (let job = this.next(); job; job = this.next()) {
        if (!job.steps) job.steps = this.steps(job);
        if (job.steps.next().done && this.jobs.get(job.tile) === job) this.show(job);
        if (performance.now() > end) break;
      }
      if (this.jobs.size) this.wake();
      else this.fire("drawn");
    },

    /* Everything that waits, now: a sheet of paper is printed at once. */
    finish: function () {
      this.work(Infinity);
    },

    /* Resolved when nothing waits. */
    drawn: function () {
      if (!this.jobs.size) return Promise.resolve();
      return new Promise((resolve) => this.once("drawn", resolve));
    },

    /* The tile that was begun, else the one nearest to the middle. */
    next: function () {
      const begun = this.job && this.jobs.get(this.job.tile) === this.job;
      if (begun) return this.job;
      const middle = this._map.project(this._map.getCenter(), this._tileZoom).divideBy(this.options.tileSize);
      const away = ({ coords }) => Math.hypot(coords.x + 0.5 - middle.x, coords.y + 0.5 - middle.y);
      let best = null;
      for (const job of this.jobs.values()) if (!best || away(job) < away(best)) best = job;
      return (this.job = best);
    },

    steps: function* (job) {
      const { tileSize } = this.options;
      const side = Math.round(tileSize * this.ratio());
      this.scratch.width = this.scratch.height = side; // clears it, too
      const pen = this.scratch.getContext("2d", { willReadFrequently: true });
      const grid = 2 ** (pianqu.ZOOM - job.coords.z); // steps a pixel
      const reach = tileSize * grid;
      const [west, north] = [job.coords.x * reach, job.coords.y * reach];
      const view = { west, north, reach, ratio: side / tileSize, scale: side / reach };
      for (const layer of this.layers()) {
        for (const _ of pianqu.brush.paint(pen, layer, view)) {
          pen.getImageData(0, 0, 1, 1); // paint now what would wait, or the clock does not see it
          yield;
        }
        yield;
      }
    },

    show: function (job) {
      this.jobs.delete(job.tile);
      const side = this.scratch.width;
      if (job.tile.width !== side) job.tile.width = job.tile.height = side;
      const pen = job.tile.getContext("2d");
      pen.clearRect(0, 0, side, side);
      pen.drawImage(this.scratch, 0, 0);
      if (job.done) job.done(null, job.tile);
    },

    // ---------------------------------------------------------------- what Leaflet does otherwise

    /* Tiles of the very zoom of the map, not of the nearest whole one: lines stay sharp. */
    _setView: function (centre, zoom, noPrune, noUpdate) {
      if (!noUpdate) {
        this._tileZoom = zoom;
        if (this._abortLoading) this._abortLoading();
        this._updateLevels();
        this._resetGrid();
        this._update(centre);
        if (!noPrune) this._pruneTiles();
      }
      this._setZoomTransforms(centre, zoom);
    },

    /* No tile fades in. */
    _tileReady: function (coords, error, tile) {
      const own = this._tiles[this._tileCoordsToKey(coords)];
      if (!own) return;
      own.loaded = +new Date();
      own.active = true;
      this._pruneTiles();
      if (this._noTilesToLoad()) this.fire("load");
    },

    /* Tiles of another zoom stay, stretched, until all of this one are painted; those are seen then. */
    _pruneTiles: function () {
      if (!this._map) return;
      const all = Object.entries(this._tiles);
      const ready = all.every(([, tile]) => !tile.current || tile.loaded);
      const others = all.some(([, tile]) => tile.coords.z !== this._tileZoom);
      for (const [key, tile] of all) {
        const ours = tile.coords.z === this._tileZoom;
        if (ready ? !tile.current : !ours && !tile.loaded) this._removeTile(key);
        else if (ours) tile.el.style.visibility = ready || !others ? "visible" : "hidden";
      }
    },

    _updateOpacity: function () {},
  });

  /* The sheet of a pane of a map; layers in one pane share it. */
  function sheet(map, pane = PANE) {
    const page = pianqu.panels(map);
    if (!page.sheets[pane]) {
      if (!map.getPane(pane)) {
        map.createPane(pane).style.zIndex = 390; // under Leaflet's own shapes, over tiles
        map.getPane(pane).style.pointerEvents = "none";
      }
      const layers = () => page.layers.filter((made) => map.hasLayer(made) && made.options.pane === pane && made.shapes);
      page.sheets[pane] = new Sheet(layers, { pane }).addTo(map);
    }
    return page.sheets[pane];
  }

  Object.assign(pianqu, { sheet, PANE });
})();
