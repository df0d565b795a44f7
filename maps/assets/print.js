/* A sheet of paper: title, map, legend, table and notes on the first page, the rest behind.
   It is laid out at the size of A4 landscape; the style sheet enlarges it for A3. */
"use strict";

pianqu.printing = function (map, extent) {
  const WIDTH = 1040; // of the sheet in pixels, margins left out
  const HEIGHT = 700;
  const SIDE = 350;
  const LONG = 0.25; // of the sheet: notes that take more stand on the next
  const body = document.body;
  const box = map.getContainer();
  let before = null;

  const part = (name) => document.querySelector(`.pq-${name}`);
  const height = (node) => (node ? node.getBoundingClientRect().height : 0);

  function open(folded) {
    for (const fold of folded) fold.open = true;
  }

  /* The map takes what title and notes leave, long notes go behind; the column beside it shrinks
     until it fits. */
  function layOut() {
    if (height(part("foot")) > HEIGHT * LONG) body.classList.add("pq-long");
    const under = body.classList.contains("pq-long") ? part("imprint") : part("foot");
    const free = Math.max(HEIGHT - height(part("head")) - height(under), 300);
    box.style.setProperty("--pq-width", `${WIDTH - SIDE}px`);
    box.style.setProperty("--pq-height", `${free}px`);
    const side = part("now");
    for (let zoom = 1; zoom > 0.5 && height(side) > free; zoom -= 0.05) side.style.zoom = zoom;
  }

  function draw() {
    map.closePopup();
    map.invalidateSize({ animate: false, pan: false });
    if (extent) map.fitBounds(extent, { animate: false, padding: [8, 8] });
    paint(2);
  }

  /* Every tile, at once; twice the dots are for paper. */
  function paint(fine) {
    for (const sheet of Object.values(map.pianqu ? map.pianqu.sheets : {})) {
      sheet.fine = fine;
      sheet.repaint();
      if (fine) sheet.finish();
    }
  }

  function start() {
    if (before || !part("side")) return;
    const folded = [...document.querySelectorAll(".pq-side details:not([open])")];
    before = { folded, centre: map.getCenter(), zoom: map.getZoom(), retina: L.Browser.retina };
    body.classList.add("pq-print");
    open(folded);
    layOut();
    L.Browser.retina = true; // Leaflet's own shapes
    draw();
  }

  function end() {
    if (!before) return;
    body.classList.remove("pq-print", "pq-long");
    for (const fold of before.folded) fold.open = false;
    part("now").style.zoom = "";
    for (const side of ["width", "height"]) box.style.removeProperty(`--pq-${side}`);
    L.Browser.retina = before.retina;
    map.invalidateSize({ animate: false, pan: false });
    map.setView(before.centre, before.zoom, { animate: false });
    paint(null);
    before = null;
  }

  window.addEventListener("beforeprint", start);
  window.addEventListener("afterprint", end);
};
