/* One kind of facility at a time: the selector restyles buildings, communities and facilities,
   and the table beside the map says the same in numbers. */
"use strict";

pianqu.reach = function (head, layers) {
  pianqu.start(head, layers, (reach, block) => {
    // minutes and answers of a building are asked for one by one
    reach.kinds.forEach((kind, place) => {
      kind.tenths = head.tenths[place] && block.number(head.tenths[place]);
      kind.reached = head.reached[place] && block.number(head.reached[place]);
    });
    pianqu.follow(reach, layers);
  });
};

pianqu.follow = function (reach, layers) {
  const { words, element, count, percent, line } = pianqu;
  const place = (id) => document.getElementById(id);
  const BEYOND = -1; // farther than was looked for
  const NOT_COMPUTED = -2;
  const NO_DATA = -3;
  const uncounted = new Set(reach.uncounted); // buildings in no share, such as shops
  const printed = element("p", { class: "pq-print-only" }); // a sheet of paper has no selector
  let chosen = null;

  // ---------------------------------------------------------------- the selector

  function selector() {
    const select = element("select", { id: "pianqu-kind" });
    const levels = new Map();
    reach.kinds.forEach((kind, number) => {
      if (!levels.has(kind.level)) levels.set(kind.level, element("optgroup", { label: kind.level }));
      const state = kind.status === "mapped" ? "" : `（${kind.state}）`;
      levels.get(kind.level).append(element("option", { value: number }, kind.zh + state));
    });
    select.append(...levels.values());
    select.addEventListener("change", () => show(reach.kinds[Number(select.value)]));
    select.value = String(reach.first);
    return select;
  }

  // ---------------------------------------------------------------- classes of the buildings

  function timeClass(tenths, row) {
    const steps = reach.breaks.length;
    if (uncounted.has(row)) return steps + 3;
    if (tenths === BEYOND) return steps;
    if (tenths === NOT_COMPUTED) return steps + 1;
    if (tenths === NO_DATA) return steps + 2;
    const found = reach.breaks.findIndex((step) => tenths <= step);
    return found < 0 ? steps : found;
  }

  function time(tenths) {
    if (tenths === BEYOND) return reach.search === null ? words.beyond : `> ${reach.search} ${words.minutes}`;
    if (tenths === NOT_COMPUTED) return words.not_computed;
    if (tenths === NO_DATA || tenths === null) return null;
    return `${(tenths / 10).toFixed(1)} ${words.minutes}`;
  }

  const MARKS = [["✗", words.not_reached], ["✓", words.reached], ["–", words.unknown]];

  /* Minutes to every kind, reached or not, for one building. */
  function times(row) {
    const body = element("tbody");
    const kinds = reach.kinds.filter((kind) => kind !== chosen && kind.status !== "not_mapped");
    for (const kind of [chosen, ...kinds]) {
      const [sign, word] = MARKS[kind.reached(row)];
      const cells = line(kind.zh, time(kind.tenths(row)));
      cells.append(element("td", { class: "pq-mark", "data-reached": kind.reached(row), title: word }, sign,
        element("span", { class: "pq-hidden" }, word)));
      if (kind === chosen) cells.className = "pq-chosen";
      body.append(cells);
    }
    const caption = `${words.nearest} ${reach.limit} ${words.minutes}`;
    const nodes = [element("table", { class: "pq-times" }, element("caption", {}, caption), body)];
    const reason = reach.reasons[row];
    if (reason) nodes.unshift(element("p", { class: "pq-warning" }, reason));
    const edge = reach.edge[row];
    if (edge !== null && edge !== undefined) {
      nodes.unshift(element("p", { class: "pq-warning" }, `${words.edge} ${edge.toFixed(1)} ${words.edge_more}`));
    }
    return nodes;
  }

  // ---------------------------------------------------------------- communities

  function ratio(part, whole, unit) {
    return part === null || whole === null ? null : `${count(part)} / ${count(whole)} ${unit}`;
  }

  function share(row) {
    const own = chosen.communities;
    const body = element("tbody");
    const basis = own.basis[row];
    const answered = basis !== null; // then a time that is missing is one beyond the search
    body.append(
      line(words.households, ratio(own.households_reached[row], own.households_total[row], words.households_short)),
      line(words.share, own.share_households[row] === null ? null : percent(own.share_households[row])),
      line(words.buildings, ratio(own.buildings_reached[row], own.buildings_total[row], words.buildings_short)),
      line(words.median, minutes(own.minutes_median[row], answered)),
      line(words.maximum, minutes(own.minutes_max[row], answered)),
      line(words.community_basis, basis),
    );
    const caption = `${words.in_kind}：${chosen.zh}（${reach.limit} ${words.minutes}）`;
    return [element("table", {}, element("caption", {}, caption), body)];
  }

  function minutes(value, answered) {
    if (value === null) return answered ? words.beyond : words.not_computed;
    return `${value.toFixed(1)} ${words.minutes}`;
  }

  // ---------------------------------------------------------------- the table and the state of a kind

  function table(kind) {
    const missing = kind.status === "mapped" ? words.no_data : words.not_computed;
    const open = (number, text) => (number === null ? missing : text(number));
    const names = [words.unit, words.reached, words.not_reached, words.unknown, words.base, words.share];
    const head = element("tr", {}, ...names.map((name) => element("th", { scope: "col" }, name)));
    const body = element("tbody");
    for (const row of kind.coverage) {
      const cells = [row.reached, row.not_reached, row.unknown, row.base].map((number) => element("td", {}, open(number, count)));
      body.append(element("tr", {}, element("th", { scope: "row" }, words[row.unit] || row.unit), ...cells,
        element("td", {}, open(row.share, percent))));
    }
    place("pianqu-table").replaceChildren(
      element("table", { class: "pq-coverage" }, element("caption", {}, kind.zh), element("thead", {}, head), body),
      ...kind.notes.map((note) => element("p", { class: "pq-note" }, note)),
    );
  }

  /* The share of each community in words, by households, or by buildings where none are known. */
  function communities(kind) {
    const box = place("pianqu-communities");
    if (!box || !kind.communities) return;
    const own = kind.communities;
    const names = [words.community, words.reached, words.base, words.share];
    const head = element("tr", {}, ...names.map((name) => element("th", { scope: "col" }, name)));
    const body = element("tbody", {}, ...reach.communities.map((name, row) => {
      const unit = own.households_total[row] === null ? "buildings" : "households";
      const [part, whole] = [own[`${unit}_reached`][row], own[`${unit}_total`][row]];
      const said = (number) => (number === null ? words.no_data : `${count(number)} ${words[unit + "_short"]}`);
      const cells = [said(part), said(whole), percent(part === null || !whole ? null : part / whole)];
      return element("tr", {}, element("th", { scope: "row" }, name), ...cells.map((text) => element("td", {}, text)));
    }));
    box.replaceChildren(
      element("table", { class: "pq-coverage" }, element("caption", {}, kind.zh), element("thead", {}, head), body));
  }

  function state(kind) {
    const box = place("pianqu-state");
    box.className = `pq-state pq-${kind.status}`;
    box.replaceChildren(...kind.sentences.map((sentence) => element("p", {}, sentence)));
  }

  function show(kind) {
    chosen = kind;
    printed.textContent = `${kind.level}：${kind.zh}`;
    state(kind);
    table(kind);
    communities(kind);
    if (layers.buildings) layers.buildings.restyle(timeClasses(kind), `${words.to_kind}：${kind.zh}`);
    if (layers.communities) layers.communities.restyle(kind.communities.marks, `${words.share_of_community}：${kind.zh}`);
    for (const name of ["facilities", "doors"]) {
      if (layers[name]) follow(layers[name], new Set(kind[name]), words[name]);
    }
    if (layers.parks && layers.parks.data.classes.length > 1) {
      follow(layers.parks, new Set(kind.parks), layers.parks.data.heading);
    }
  }

  function timeClasses(kind) {
    return Uint8Array.from({ length: layers.buildings.count }, (_, row) => timeClass(kind.tenths(row), row));
  }

  /* Facilities, doors and parks of the kind that is looked at stand out; grounds have their own class. */
  function follow(layer, own, heading) {
    const grounds = layer.data.classes.length > 2;
    const other = (row) => (grounds && layer.isArea(row) ? 2 : 1);
    layer.restyle(Uint8Array.from({ length: layer.count }, (_, row) => (own.has(row) ? 0 : other(row))), heading);
    layer.raise(own);
  }

  if (layers.buildings) layers.buildings.more.push(times);
  for (const layer of [layers.communities, layers.outlines]) if (layer) layer.more.push(share);
  place("pianqu-select").append(selector(), printed);
  show(reach.kinds[reach.first]);
};
