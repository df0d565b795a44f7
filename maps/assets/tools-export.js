/* Rows of a layer as files: GeoJSON in degrees and CSV; what is switched on, and what is in view. */
"use strict";

(function () {
  const { words, element, count } = pianqu;
  const FORMULA = /^[=+\-@\t\r]/; // a spreadsheet would run it
  const NUMBER = /^-?\d+(\.\d+)?$/;

  /* The framed page is not told whether the frame lets a download through. */
  function framed() {
    return window.self !== window.top ? words.tools_framed : "";
  }

  function save(blob, file) {
    const address = URL.createObjectURL(blob);
    const link = element("a", { href: address, download: file });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
  }

  function fileName(name, ending) {
    const title = document.querySelector(".pq-head h1");
    const clean = [title ? title.textContent : "", name].join(" ").replace(/[\\/:*?"<>|\s\u0000-\u001f]+/g, "_");
    return `${clean.replace(/^[_.]+|[_.]+$/g, "").slice(0, 80) || "pianqu"}.${ending}`;
  }

  // ---------------------------------------------------------------- rows

  /* Rows with a class that is shown; those without a place only where the view does not matter. */
  function rowsOf(map, made, inView) {
    const view = map.getBounds();
    return [...Array(made.count).keys()].filter((row) => {
      if (!made.shownClass(made.marks[row])) return false;
      return !inView || (made.isDrawn(row) && view.intersects(made.boundsOf(row)));
    });
  }

  /* Headings and the function of a row under each; a field of the data comes before one of ours. */
  function columns(made) {
    const { idOf } = pianqu.tool;
    const own = new Map([
      [words.tools_id, (row) => idOf(made, row)],
      [words.tools_name, (row) => made.names(row)],
      [words.tools_class, (row) => made.data.classes[made.marks[row]].label],
    ]);
    for (const field of made.fields) own.set(field.heading, field.values);
    return own;
  }

  /* A line at a time would hold the page up. */
  async function each(rows, make) {
    const lines = [];
    for (let place = 0; place < rows.length; place++) {
      lines.push(make(rows[place]));
      if (place % 500 === 499) await pianqu.rest();
    }
    return lines;
  }

  async function geojson(made, rows) {
    const own = [...columns(made)];
    const features = await each(rows, (row) => {
      const properties = Object.fromEntries(own.map(([heading, value]) => [heading, value(row) ?? null]));
      return JSON.stringify({ type: "Feature", properties, geometry: made.geometry(row) });
    });
    return `{"type":"FeatureCollection","features":[\n${features.join(",\n")}\n]}\n`;
  }

  /* Text that a spreadsheet would take for a formula begins with an apostrophe. */
  function cell(value) {
    if (value === null || value === undefined) return "";
    let text = String(value);
    if (typeof value !== "number" && FORMULA.test(text) && !NUMBER.test(text)) text = `'${text}`;
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }

  async function csv(made, rows) {
    const own = columns(made);
    const head = [...own.keys(), words.tools_longitude, words.tools_latitude];
    const values = [...own.values()];
    const lines = await each(rows, (row) => {
      const place = made.isDrawn(row) ? pianqu.degrees(...made.shapes.spot(row)) : [null, null];
      return [...values.map((value) => value(row)), ...place].map(cell).join(",");
    });
    return `\ufeff${[head.map(cell).join(","), ...lines].join("\r\n")}\r\n`;
  }

  // ---------------------------------------------------------------- the controls

  const FILES = {
    geojson: { make: geojson, type: "application/geo+json" },
    csv: { make: csv, type: "text/csv;charset=utf-8" },
  };

  pianqu.exporting = function (map) {
    const { fill, button, status, layers } = pianqu.tool;
    const told = status();
    const select = element("select", { id: "pianqu-export" });
    const box = element("input", { type: "checkbox" });

    function offer() {
      const chosen = select.value;
      const options = pianqu.layersOf(map).filter((made) => !made.copied).reverse()
        .map((made) => element("option", { value: L.stamp(made) }, made.data.name));
      select.replaceChildren(...options);
      if (chosen) select.value = chosen;
    }

    async function attempt(act) {
      try {
        await act();
      } catch (fault) {
        told.textContent = fill(words.tools_failed, { reason: fault.message });
      }
    }

    async function rows(ending) {
      const made = layers(map).find((other) => String(L.stamp(other)) === select.value);
      const chosen = made ? rowsOf(map, made, box.checked) : [];
      if (!chosen.length) {
        told.textContent = words.tools_none;
        return;
      }
      const { make, type } = FILES[ending];
      const file = fileName(made.data.name, ending);
      save(new Blob([await make(made, chosen)], { type }), file);
      told.textContent = fill(words.tools_saved, { file, rows: count(chosen.length) }) + framed();
    }

    async function picture() {
      const file = fileName("", "png");
      save(await pianqu.picture(map), file);
      told.textContent = fill(words.tools_saved_view, { file }) + framed();
    }

    const whole = button(words.tools_png, () => attempt(picture));
    const files = Object.keys(FILES).map((ending) =>
      button(ending === "csv" ? "CSV" : "GeoJSON", () => attempt(() => rows(ending))));
    window.pianquReady.then(offer);
    select.addEventListener("focus", offer);
    return [
      element("h3", {}, words.tools_export),
      element("label", { for: "pianqu-export" }, words.tools_layer), select,
      element("label", { class: "pq-check" }, box, element("span", {}, words.tools_view_only)),
      element("div", { class: "pq-buttons" }, ...files, whole),
      told, element("p", { class: "pq-note" }, words.tools_note),
    ];
  };
})();
