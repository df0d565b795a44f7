/* Tools beside the map: the section of the panel, the way past the map, and finding by name. */
"use strict";

(function () {
  const { words, element } = pianqu;
  const SHOWN = 20;

  /* A sentence with its gaps filled; nothing of what fills them is read again. */
  const fill = (sentence, parts) => sentence.replace(/\{(\w+)\}/g, (gap, name) => parts[name] ?? gap);

  function button(text, act) {
    const made = element("button", { type: "button", class: "pq-button" }, text);
    made.addEventListener("click", act);
    return made;
  }

  function status() {
    return element("p", { class: "pq-status", role: "status", "aria-live": "polite" });
  }

  /* Layers with rows of their own, the uppermost first. */
  function layers(map) {
    return pianqu.layersOf(map).filter((made) => made.shapes && !made.copied).reverse();
  }

  function idOf(made, row) {
    return made.ids ? made.ids(row) : made.names(row);
  }

  const plain = (text) => String(text ?? "").normalize("NFKC").toLowerCase();

  // ---------------------------------------------------------------- finding

  const known = new WeakMap(); // layer: what is looked through, a row each

  async function listOf(made) {
    if (!known.has(made)) {
      const all = [];
      for (let row = 0; row < made.count; row++) {
        all.push(plain(made.names(row)) + "\n" + plain(idOf(made, row)));
        if (row % 2000 === 1999) await pianqu.rest();
      }
      known.set(made, all);
    }
    return known.get(made);
  }

  /* Whole names first, then those that begin with what is asked. */
  function rank(text, asked) {
    const parts = text.split("\n");
    if (parts.includes(asked)) return 0;
    return parts.some((part) => part.startsWith(asked)) ? 1 : 2;
  }

  async function search(map, asked) {
    const ranks = [[], [], []];
    const shown = (made) => Number(map.hasLayer(made));
    for (const made of layers(map).sort((one, two) => shown(two) - shown(one))) {
      const all = await listOf(made);
      for (let row = 0; row < all.length; row++) {
        if (all[row].includes(asked)) ranks[rank(all[row], asked)].push({ made, row });
      }
      await pianqu.rest();
    }
    return ranks.flat();
  }

  /* There, switched on, its card open. */
  function go(map, { made, row }, told) {
    const name = made.names(row);
    if (!made.isDrawn(row)) {
      told.textContent = fill(words.tools_no_place, { name });
      return;
    }
    if (!map.hasLayer(made)) made.addTo(map);
    if (!made.shownClass(made.marks[row])) made.showClass(made.marks[row], true);
    made.show(row);
    map.getContainer().scrollIntoView({ block: "nearest" });
    told.textContent = fill(words.tools_shown, { name });
  }

  function result(map, found, told) {
    const { made, row } = found;
    const [name, id] = [made.names(row), idOf(made, row)];
    const where = id === name ? made.data.name : `${made.data.name} ${id}`;
    const choice = element("button", { type: "button" }, element("span", {}, name), element("em", {}, where));
    choice.addEventListener("click", () => go(map, found, told));
    return element("li", {}, choice);
  }

  function finder(map) {
    const input = element("input", {
      type: "search", id: "pianqu-find", autocomplete: "off", placeholder: words.tools_find_hint,
    });
    const told = status();
    const list = element("ul", { class: "pq-found", "aria-label": words.tools_find });
    let turn = 0;

    async function look() {
      const own = ++turn;
      const asked = plain(input.value).trim();
      const all = asked ? await search(map, asked) : [];
      if (own !== turn) return;
      list.replaceChildren(...all.slice(0, SHOWN).map((found) => result(map, found, told)));
      const sentence = all.length > SHOWN ? words.tools_found_more : all.length ? words.tools_found : words.tools_not_found;
      told.textContent = asked ? fill(sentence, { total: all.length, shown: SHOWN }) : "";
    }

    const step = (event) => {
      const all = [...list.querySelectorAll("button")];
      const at = all.indexOf(document.activeElement);
      if (event.key === "Escape") {
        input.value = "";
        look();
        input.focus();
      } else if (event.key === "ArrowDown" && all.length) all[Math.min(at + 1, all.length - 1)].focus();
      else if (event.key === "ArrowUp" && at >= 0) (all[at - 1] || input).focus();
      else if (event.key === "Enter" && event.target === input && all.length) all[0].click();
      else return;
      event.preventDefault();
    };
    input.addEventListener("input", look);
    for (const node of [input, list]) node.addEventListener("keydown", step);
    return [element("label", { for: "pianqu-find" }, words.tools_find), input, told, list];
  }

  // ---------------------------------------------------------------- the section, and past the map

  function skip() {
    const target = document.getElementById("pianqu-table") || document.querySelector(".pq-side");
    if (!target) return;
    target.tabIndex = -1;
    const link = element("a", { class: "pq-skip", href: `#${target.id || "pianqu-tools"}` }, words.tools_skip);
    link.addEventListener("click", (event) => {
      event.preventDefault(); // a frame without an address of its own has nowhere to go
      const fold = target.closest("details");
      if (fold) fold.open = true;
      target.focus();
      target.scrollIntoView({ block: "start" });
    });
    document.body.prepend(link);
  }

  pianqu.tools = function (map) {
    const side = document.querySelector(".pq-side");
    if (!side) return;
    skip();
    const part = element("section", { class: "pq-part pq-part-tools pq-tools", id: "pianqu-tools" },
      element("h2", {}, words.tools), ...finder(map), ...pianqu.measuring(map), ...pianqu.exporting(map));
    const now = side.querySelector(".pq-now");
    const layersPart = side.querySelector(".pq-part-layers");
    if (layersPart) layersPart.after(part);
    else (now || side).append(part);
  };

  pianqu.tool = { fill, button, status, layers, idOf };
})();
