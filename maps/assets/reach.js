/* One kind of facility at a time: the selector restyles buildings, communities and facilities,
   and the table beside the map says the same in numbers. */
"use strict";

pianqu.reach = function (reach, layers) {
  const { words, element, count, percent, line } = pianqu;
  const place = (id) => document.getElementById(id);
  const BEYOND = -1; // farther than was looked for
  const NOT_COMPUTED = -2;
  const NO_DATA = -3;
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

  function timeClass(tenths) {
    const steps = reach.breaks.length;
    if (tenths === BEYOND) return steps;
    if (tenths === NOT_COMPUTED) return steps + 1;
    if (tenths === NO_DATA) return steps + 2;
    const found = reach.breaks.findIndex((step) => tenths <= step);
    return found < 0 ? steps : found;
  }

  function time(tenths) {
    if (tenths === BEYOND) return `> ${reach.search} ${words.minutes}`;
    if (tenths === NOT_COMPUTED) return words.not_computed;
    if (tenths === NO_DATA || tenths === null) return null;
    return `${(tenths / 10).toFixed(1)} ${words.minutes}`;
  }

  const MARKS = { 1: ["✓", words.reached], 0: ["✗", words.not_reached], "-": ["–", words.unknown] };

  /* Minutes to every kind, reached or not, for one building. */
  function times(row) {
    const body = element("tbody");
    for (const kind of reach.kinds.filter((each) => each.status !== "not_mapped")) {
      const [sign, word] = MARKS[kind.reached[row]];
      const cells = line(kind.zh, time(kind.tenths[row]));
      cells.append(element("td", { class: "pq-mark", "data-reached": kind.reached[row], title: word }, sign,
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
      nodes.unshift(element("p", { class: "pq-warning" }, `${words.edge} ${edge.toFixed(1)}，${words.edge_more}`));
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
    body.append(
      line(words.households, ratio(own.households_reached[row], own.households_total[row], words.households_short)),
      line(words.share, own.share_households[row] === null ? null : percent(own.share_households[row])),
      line(words.buildings, ratio(own.buildings_reached[row], own.buildings_total[row], words.buildings_short)),
      line(words.median, minutes(own.minutes_median[row])),
      line(words.maximum, minutes(own.minutes_max[row])),
      line(words.community_basis, basis),
    );
    const caption = `${words.in_kind}：${chosen.zh}（${reach.limit} ${words.minutes}）`;
    return [element("table", {}, element("caption", {}, caption), body)];
  }

  function minutes(value) {
    return value === null ? null : `${value.toFixed(1)} ${words.minutes}`;
  }

  // ---------------------------------------------------------------- the table and the state of a kind

  function table(kind) {
    const names = [words.unit, words.reached, words.not_reached, words.unknown, words.base, words.share];
    const head = element("tr", {}, ...names.map((name) => element("th", { scope: "col" }, name)));
    const body = element("tbody");
    for (const row of kind.coverage) {
      const cells = [row.reached, row.not_reached, row.unknown, row.base].map((number) => element("td", {}, count(number)));
      body.append(element("tr", {}, element("th", { scope: "row" }, words[row.unit] || row.unit), ...cells,
        element("td", {}, percent(row.share))));
    }
    place("pianqu-table").replaceChildren(
      element("table", { class: "pq-coverage" }, element("caption", {}, kind.zh), element("thead", {}, head), body),
      ...kind.notes.map((note) => element("p", { class: "pq-note" }, note)),
    );
  }

  function state(kind) {
    const box = place("pianqu-state");
    box.className = `pq-state pq-${kind.status}`;
    box.replaceChildren(...kind.sentences.map((sentence) => element("p", {}, sentence)));
  }

  function show(kind) {
    chosen = kind;
    state(kind);
    table(kind);
    if (layers.buildings) layers.buildings.restyle(kind.tenths.map(timeClass), `${words.to_kind}：${kind.zh}`);
    if (layers.communities) layers.communities.restyle(kind.communities.marks, `${words.share_of_community}：${kind.zh}`);
    if (layers.facilities) {
      const own = new Set(kind.facilities);
      const marks = layers.facilities.data.names.map((name, row) => (own.has(row) ? 0 : 1));
      layers.facilities.restyle(marks, words.facilities);
      layers.facilities.eachLayer((part) => own.has(part.feature.properties.row) && part.bringToFront());
    }
  }

  if (layers.buildings) layers.buildings.more.push(times);
  if (layers.communities) layers.communities.more.push(share);
  place("pianqu-select").append(selector());
  show(reach.kinds[reach.first]);
};
