/* What differs between two plans, one kind of facility at a time: the selector restyles the
   buildings, and the tables beside the map say the same in numbers. */
"use strict";

pianqu.compare = function (map, head, layers) {
  pianqu.start(head, layers, (found) => pianqu.contrast({ ...found, map }, layers));
};

pianqu.contrast = function (found, layers) {
  const { words, element, count, percent, line } = pianqu;
  const place = (id) => document.getElementById(id);
  let divided = null; // told of the kind where the map can be divided
  const printed = element("p", { class: "pq-print-only" }); // a sheet of paper has no selector

  function selector() {
    const select = element("select", { id: "pianqu-kind" });
    found.kinds.forEach((kind, number) => select.append(element("option", { value: number }, kind.label)));
    select.addEventListener("change", () => show(found.kinds[Number(select.value)]));
    return select;
  }

  /* Numerator over denominator, and the share under it. */
  function figure(part, whole, share) {
    if (part === null || whole === null) return element("td", {}, words.not_computed);
    return element("td", {}, `${count(part)} / ${count(whole)}`, element("br"), percent(share));
  }

  function signed(number, text) {
    return number === null ? words.no_data : (number > 0 ? "+" : number < 0 ? "−" : "") + text(Math.abs(number));
  }

  function gains(own, unit) {
    if (own.gained === null) return element("td", {}, words.no_data);
    return element("td", {}, `+${count(own.gained)}${unit}`, element("br"), `−${count(own.lost)}${unit}`);
  }

  function grid(caption, names, rows) {
    const head = element("tr", {}, ...names.map((name) => element("th", { scope: "col" }, name)));
    return element("table", { class: "pq-coverage" }, element("caption", {}, caption),
      element("thead", {}, head), element("tbody", {}, ...rows));
  }

  function row(label, ...cells) {
    return element("tr", {}, element("th", { scope: "row", style: "white-space: normal" }, label), ...cells);
  }

  function rates(kind) {
    const names = [words.unit, words.before, words.after, words.share_moved, words.moved];
    return grid(kind.zh, names, kind.rates.map((rate) => row(words[rate.unit] || rate.unit,
      figure(rate.reached_before, rate.base_before, rate.share_before),
      figure(rate.reached_after, rate.base_after, rate.share_after),
      element("td", {}, signed(rate.share_difference, (share) => (100 * share).toFixed(1))),
      gains(rate, ""))));
  }

  function communities(kind) {
    const names = [words.community, words.before, words.after, words.moved];
    return grid(kind.zh, names, kind.communities.map((own) => row(own.name,
      figure(own.reached_before, own.total_before, own.share_before),
      figure(own.reached_after, own.total_after, own.share_after),
      gains(own, ` ${words[own.unit + "_short"]}`))));
  }

  /* Minutes before and after to every kind that changed for a building. */
  function times(building) {
    const said = (tenths, unknown) =>
      tenths === null ? (unknown ? words.not_computed : words.beyond) : (tenths / 10).toFixed(1);
    const body = element("tbody");
    for (const kind of found.kinds) {
      const own = kind.times[building];
      if (!own) continue;
      const [before, after, word, unknown] = own;
      body.append(line(kind.zh, `${said(before, unknown)} → ${said(after, unknown)} ${words.minutes}（${word}）`));
    }
    if (!body.children.length) return [];
    return [element("table", {}, element("caption", {}, words.times_changed), body)];
  }

  function follow(own) {
    const set = new Set(own);
    const layer = layers.facilities;
    const mark = (row) => (set.has(row) ? 0 : layer.isArea(row) ? 2 : 1);
    layer.restyle(Uint8Array.from({ length: layer.count }, (_, row) => mark(row)), words.facilities);
  }

  function show(kind) {
    printed.textContent = kind.zh;
    place("pianqu-table").replaceChildren(rates(kind), ...kind.notes.map((note) => element("p", { class: "pq-note" }, note)));
    const box = place("pianqu-communities");
    if (box) box.replaceChildren(communities(kind));
    if (layers.buildings) layers.buildings.restyle(Uint8Array.from(kind.marks, Number), `${words.to_kind_change}：${kind.zh}`);
    if (layers.facilities) follow(kind.facilities);
    if (divided) divided(kind, found.kinds.indexOf(kind));
  }

  if (layers.buildings) layers.buildings.more.push(times);
  if (!found.kinds.length) return;
  place("pianqu-select").append(selector(), printed);
  if (layers.buildings && found.sides) divided = pianqu.swipe(found.map, layers.buildings, found.sides);
  show(found.kinds[0]);
};
