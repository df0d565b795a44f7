/* The view as one picture: title, map, legend, scale, north and sources, painted anew at twice the dots. */
"use strict";

(function () {
  const { words } = pianqu;
  const RATIO = 2;
  const EDGE = 16; // pixels around everything
  const KEY = 250; // width of the legend
  const FONT = '"Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", "Source Han Sans SC", SimHei, sans-serif';
  const INK = "#1f2937";

  const texts = (selector) => [...document.querySelectorAll(selector)].map((node) => node.textContent.trim()).filter(Boolean);

  /* Lines of a text that are no wider than there is room; Chinese breaks anywhere. */
  function wrap(pen, text, room) {
    const lines = [""];
    for (const sign of text) {
      const own = lines[lines.length - 1] + sign;
      if (pen.measureText(own).width > room && lines[lines.length - 1]) lines.push(sign);
      else lines[lines.length - 1] = own;
    }
    return lines;
  }

  function font(pen, size, weight = 400) {
    pen.font = `${weight} ${size}px ${FONT}`;
    pen.fillStyle = INK;
    pen.textBaseline = "top";
  }

  /* Writes down from a place, or only measures; the place under the last line. */
  function write(pen, text, x, y, room, height) {
    for (const line of wrap(pen, text, room)) {
      pen.fillText(line, x, y);
      y += height;
    }
    return y;
  }

  // ---------------------------------------------------------------- the map

  /* Layers by canvas, the lowest first, cut as they are cut on the screen. */
  function paintLayers(pen, map, size) {
    const page = pianqu.panels(map);
    const grid = 2 ** (pianqu.ZOOM - map.getZoom());
    const corner = map.getPixelBounds().min;
    const view = {
      west: corner.x * grid, north: corner.y * grid, reach: Math.max(size.x, size.y) * grid, ratio: RATIO, scale: RATIO / grid,
    };
    const depth = (pane) => Number(getComputedStyle(map.getPane(pane)).zIndex) || 0;
    for (const pane of Object.keys(page.sheets).sort((one, two) => depth(one) - depth(two))) {
      const [from, to] = (page.cuts && page.cuts[pane]) || [0, size.x];
      pen.save();
      pen.beginPath();
      pen.rect(from * RATIO, 0, (to - from) * RATIO, size.y * RATIO);
      pen.clip();
      const shown = page.layers.filter((made) => made.shapes && map.hasLayer(made) && made.options.pane === pane);
      for (const made of shown) for (const _ of pianqu.brush.paint(pen, made, view)) continue;
      pen.restore();
    }
    pen.setLineDash([]);
    pen.globalAlpha = 1;
  }

  /* Leaflet's own shapes, such as the outline of what was chosen and what was measured. */
  function paintShapes(pen, map) {
    const box = map.getContainer().getBoundingClientRect();
    for (const canvas of map.getPane("overlayPane").querySelectorAll("canvas")) {
      const own = canvas.getBoundingClientRect();
      if (!own.width || !own.height) continue;
      pen.drawImage(canvas, (own.left - box.left) * RATIO, (own.top - box.top) * RATIO, own.width * RATIO, own.height * RATIO);
    }
  }

  function mapCanvas(map, size) {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [size.x * RATIO, size.y * RATIO];
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#f4f5f3";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    paintLayers(pen, map, size);
    paintShapes(pen, map);
    return canvas;
  }

  // ---------------------------------------------------------------- what stands around it

  function swatch(pen, own, x, y, area) {
    pen.save();
    pen.globalAlpha = own.opacity;
    pen.fillStyle = pen.strokeStyle = own.colour;
    pen.lineWidth = Math.max(own.size, 1);
    pen.beginPath();
    if (own.mark === "dot") {
      pen.arc(x + 11, y + 7, Math.max(own.size, 2), 0, 2 * Math.PI);
      pen.fill();
    } else if (own.mark === "fill") {
      pen.fillRect(x, y + 1, 22, 12);
      pen.lineWidth = 0.6;
      pen.strokeStyle = "#4a5160";
      pen.strokeRect(x, y + 1, 22, 12);
    } else if (area && own.mark === "band") {
      pen.strokeRect(x, y + 1, 22, 12);
      pen.globalAlpha = own.area;
      pen.fillRect(x, y + 1, 22, 12);
    } else if (own.mark === "hatch" || own.mark === "outline") {
      pen.strokeRect(x, y + 1, 22, 12);
      for (let step = 4; own.mark === "hatch" && step < 24; step += 5) {
        pen.moveTo(x + step, y + 1);
        pen.lineTo(x + Math.max(step - 12, 0), y + 1 + Math.min(12, step));
      }
      pen.stroke();
    } else {
      pen.setLineDash(own.mark === "dash" ? [6, 4] : []);
      pen.moveTo(x, y + 7);
      pen.lineTo(x + 22, y + 7);
      pen.stroke();
    }
    pen.restore();
  }

  /* Layers that are on, with the classes that are shown and have rows; the place under the last. */
  function legend(pen, map, x, y) {
    font(pen, 15, 600);
    y = write(pen, words.legend, x, y, KEY, 24);
    for (const made of pianqu.layersOf(map).filter((each) => map.hasLayer(each) && each.shapes).reverse()) {
      const used = new Set(made.marks);
      font(pen, 13, 600);
      y = write(pen, made.data.heading, x, y + 4, KEY, 18);
      made.data.classes.forEach((own, place) => {
        if (!made.shownClass(place) || !(used.has(place) || own.always)) return;
        swatch(pen, own, x, y + 1, used.has(place) && made.isArea(made.marks.indexOf(place)));
        font(pen, 12.5);
        y = write(pen, own.label + (own.note ? `（${own.note}）` : ""), x + 30, y, KEY - 30, 18);
      });
    }
    return y;
  }

  function scale(pen, map, size, x, y) {
    const line = map.getContainer().querySelector(".leaflet-control-scale-line");
    if (!line) return;
    const wide = line.getBoundingClientRect().width;
    const left = x + size.x - wide - 14;
    pen.fillStyle = "rgba(255, 255, 255, .85)";
    pen.fillRect(left - 6, y + size.y - 34, wide + 12, 28);
    font(pen, 12);
    pen.fillText(line.textContent, left + 2, y + size.y - 31);
    pen.strokeStyle = INK;
    pen.lineWidth = 1.5;
    pen.beginPath();
    pen.moveTo(left, y + size.y - 17);
    pen.lineTo(left, y + size.y - 11);
    pen.lineTo(left + wide, y + size.y - 11);
    pen.lineTo(left + wide, y + size.y - 17);
    pen.stroke();
  }

  function north(pen, x, y) {
    pen.fillStyle = "rgba(255, 255, 255, .85)";
    pen.fillRect(x - 17, y, 34, 50);
    for (const [side, colour] of [[8, INK], [-8, "#ffffff"]]) {
      pen.beginPath();
      pen.moveTo(x, y + 3);
      pen.lineTo(x + side, y + 28);
      pen.lineTo(x, y + 22);
      pen.closePath();
      pen.fillStyle = colour;
      pen.fill();
      pen.strokeStyle = INK;
      pen.lineWidth = 1;
      pen.stroke();
    }
    font(pen, 12, 600);
    pen.fillText("N", x - pen.measureText("N").width / 2, y + 32);
  }

  function today() {
    const now = new Date();
    const two = (number) => String(number).padStart(2, "0");
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  }

  /* Sources and day: whom the data is owed to, and what the page says of its making. */
  function sources(map) {
    const owed = texts(".leaflet-control-attribution").join(" · ");
    const named = texts(".pq-source b").join("、");
    const base = map.getPane("tilePane").querySelector("img") ? [words.tools_no_base] : [];
    const made = [...texts(".pq-imprint p"), `${words.tools_day}：${today()}`, ...base].join("　");
    return [named && `${words.sources}：${named}`, owed, made].filter(Boolean);
  }

  // ---------------------------------------------------------------- the sheet

  /* Everything but the map; heights are only known when it has been written once. */
  function lay(pen, map, size, drawn) {
    const room = size.x + KEY + EDGE;
    font(pen, 20, 600);
    let y = write(pen, texts(".pq-head h1")[0] || document.title, EDGE, EDGE, room, 28);
    font(pen, 12.5);
    const kind = document.getElementById("pianqu-kind");
    const chosen = kind && kind.selectedOptions.length ? [kind.selectedOptions[0].textContent] : [];
    const line = [...texts(".pq-badge"), ...texts(".pq-head p"), ...chosen].join("　");
    y = write(pen, line, EDGE, y, room, 19) + 8;
    if (drawn) pen.drawImage(drawn, EDGE, y, size.x, size.y);
    pen.strokeStyle = "#8a93a1";
    pen.lineWidth = 1;
    pen.strokeRect(EDGE, y, size.x, size.y);
    scale(pen, map, size, EDGE, y);
    north(pen, EDGE + size.x - 27, y + 10);
    y = Math.max(y + size.y, legend(pen, map, EDGE * 2 + size.x, y)) + 8;
    font(pen, 12);
    for (const text of sources(map)) y = write(pen, text, EDGE, y, room, 18);
    return y + EDGE;
  }

  /* A promise of a PNG. */
  pianqu.picture = function (map) {
    const size = map.getSize();
    const canvas = document.createElement("canvas");
    const pen = canvas.getContext("2d");
    const high = lay(pen, map, size, null);
    canvas.width = (size.x + KEY + 3 * EDGE) * RATIO;
    canvas.height = Math.ceil(high) * RATIO;
    pen.scale(RATIO, RATIO);
    pen.fillStyle = "#ffffff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    lay(pen, map, size, mapCanvas(map, size));
    return new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("canvas"))), "image/png");
    });
  };
})();
