/* What stands around the drawing of a page: words, legends, the list of layers, north and scale.
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

  // ---------------------------------------------------------------- when the page is ready

  const waiting = []; // promises of whatever is being read

  function wait(promise) {
    waiting.push(promise);
    return promise;
  }

  /* Everything read, then everything drawn; true if nothing failed. */
  async function settled() {
    let well = true;
    for (let place = 0; place < waiting.length; place++) well = (await waiting[place]) !== false && well;
    for (const map of maps) await Promise.all(Object.values(map.pianqu.sheets).map((sheet) => sheet.drawn()));
    return well;
  }

  const maps = [];
  window.pianquReady = new Promise((resolve) => {
    document.addEventListener("DOMContentLoaded", () => resolve(settled()));
  });

  /* What a script does with data that lies in columns, once its layers are there as well. */
  function start(head, layers, run) {
    const begin = async () => {
      const block = await unpacked(head);
      await Promise.all(Object.values(layers).map((layer) => layer.ready));
      if (block) run(JSON.parse(block.text(head.content)(0)), block);
      return block !== null;
    };
    return wait(begin());
  }

  async function unpacked(head) {
    try {
      return await pianqu.unpack(head.pack);
    } catch (fault) {
      complain(null, pianqu.complaint(fault, head.name));
      return null;
    }
  }

  /* A sentence over the map that nobody overlooks; each once. */
  function complain(map, sentence) {
    const known = map || maps[0];
    const container = known ? known.getContainer() : document.querySelector(".folium-map");
    let box = container.querySelector(".pq-complaint");
    if (!box) {
      box = element("div", { class: "pq-complaint", role: "alert" });
      container.append(box);
    }
    if ([...box.children].some((other) => other.textContent === sentence)) return;
    box.append(element("p", {}, sentence));
  }

  // ---------------------------------------------------------------- legends

  function sample(swatch, area) {
    const node = element("span", { class: `pq-swatch pq-${swatch.mark}`, "aria-hidden": "true" });
    node.style.setProperty("--colour", swatch.colour);
    node.style.setProperty("--size", `${Math.max(swatch.size, 1)}px`);
    node.style.setProperty("--opacity", swatch.opacity);
    if (area) node.style.setProperty("--area", `${100 * swatch.area}%`);
    if (area) node.classList.add("pq-area");
    return node;
  }

  function line(heading, value) {
    const missing = value === null || value === undefined;
    const cell = element("td", { class: missing ? "pq-missing" : null }, missing ? words.no_data : value);
    return element("tr", {}, element("th", { scope: "row" }, heading), cell);
  }

  /* What belongs to a map; legends and the list go to the side panel, or a corner of a bare map. */
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
      map.pianqu = { layers: [], sheets: {}, legends, ticks, tooltip: null, open: null, popup: null };
      maps.push(map);
    }
    return map.pianqu;
  }

  /* The layers of a map, the lowest first. */
  function layersOf(map) {
    return map.pianqu ? map.pianqu.layers.slice() : [];
  }

  /* A layer over all others. */
  function lift(map, made) {
    const own = panels(map).layers;
    own.push(...own.splice(own.indexOf(made), 1));
    made.repaint();
  }

  function list(map, made) {
    const page = panels(map);
    legend(page, made, map);
    tick(page, made, map);
  }

  function legend(page, made, map) {
    const section = element("section", { class: "pq-legend-part" });
    let drawn = null; // the classes and marks that the section shows
    const draw = () => {
      section.hidden = !map.hasLayer(made);
      const now = [made.shapes, made.marks, made.data.classes, made.data.heading];
      if (section.hidden || (drawn && now.every((part, place) => part === drawn[place]))) return;
      drawn = now;
      const alone = made.data.classes.length === 1 && made.data.classes[0].label === made.data.heading;
      section.replaceChildren(...(alone ? [] : [element("h3", {}, made.data.heading)]), classes(made));
      const undrawn = made.shapes ? rowsOf(made).filter((row) => !made.isDrawn(row)).length : 0;
      if (undrawn) section.append(element("p", { class: "pq-note" }, `${count(undrawn)} ${words.undrawn}`));
    };
    made.on("add remove restyle", draw);
    made.on("filter", () => section.querySelectorAll(".pq-class").forEach((button) => pressed(made, button)));
    draw();
    page.legends.prepend(section);
  }

  function rowsOf(made) {
    return [...Array(made.count).keys()];
  }

  function classes(made) {
    const list = element("ul");
    const rows = made.data.classes.map(() => (made.shapes ? 0 : null)); // not read is not none
    const areas = made.data.classes.map(() => false);
    for (let row = 0; made.shapes && row < made.count; row++) {
      rows[made.marks[row]]++;
      areas[made.marks[row]] = areas[made.marks[row]] || made.isArea(row);
    }
    made.data.classes.forEach((swatch, place) => {
      if (rows[place] || swatch.always) list.append(element("li", {}, toggle(made, place, rows[place], areas[place])));
    });
    return list;
  }

  /* One class; a click, or the space bar, takes it off the map and puts it back. */
  function toggle(made, place, rows, area) {
    const swatch = made.data.classes[place];
    const note = swatch.note ? element("em", {}, swatch.note) : null;
    const label = element("span", { class: "pq-label" }, swatch.label, note);
    const button = element("button", { type: "button", class: "pq-class" },
      sample(swatch, area), label, element("b", {}, count(rows)));
    button.dataset.place = place;
    button.addEventListener("click", () => made.showClass(place, !made.shownClass(place)));
    pressed(made, button);
    return button;
  }

  function pressed(made, button) {
    const shown = made.shownClass(Number(button.dataset.place));
    button.setAttribute("aria-pressed", shown);
    button.title = shown ? words.class_hide : words.class_show;
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

  return { words, data, element, count, percent, line, surround, panels, layersOf, lift, list, wait, start, complain };
})();
