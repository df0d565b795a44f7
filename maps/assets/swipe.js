/* A divided map: buildings as they answer before a plan on the left, after it on the right. */
"use strict";

/* Returns a function that is told which kind is chosen. */
pianqu.swipe = function (map, buildings, sides) {
  const { words, element } = pianqu;
  const PANES = ["pianqu-before", "pianqu-after"];
  const HEADINGS = [words.swipe_left, words.swipe_right];
  const page = pianqu.panels(map);
  const box = element("input", { type: "checkbox", id: "pianqu-swipe" });
  const range = element("input", { type: "range", id: "pianqu-swipe-place", min: 0, max: 100, value: 50 });
  const divider = element("div", { class: "pq-divider", "aria-hidden": "true" },
    element("span", {}, words.before), element("span", {}, words.after));
  const place = element("div", { hidden: "" }, element("label", { for: range.id }, words.swipe_place), range);
  let marks = null;

  /* The rows of the buildings with classes of their own: nothing is read twice. */
  function copy(pane, heading) {
    const made = Object.create(buildings);
    Object.assign(made, {
      options: { ...buildings.options, pane }, data: { ...buildings.data, name: heading, heading, classes: sides.classes },
      styles: pianqu.brush.styles(sides.classes), hidden: new Set(), raised: null, copied: true,
      _events: {}, _leaflet_id: L.stamp({}), _map: null, _mapToAdd: null,
    });
    page.layers.splice(page.layers.indexOf(buildings) + 1 + PANES.indexOf(pane), 0, made);
    return made;
  }

  const copies = PANES.map((pane, side) => {
    map.createPane(pane).style.zIndex = 391;
    map.getPane(pane).style.pointerEvents = "none";
    return copy(pane, HEADINGS[side]);
  });

  const legend = element("section", { class: "pq-legend-part" });
  legend.hidden = true;
  page.legends.prepend(legend);

  function key() {
    const items = sides.classes.map((own, at) => {
      const rows = copies.map((made) => made.marks.reduce((sum, mark) => sum + (mark === at), 0));
      if (!own.always && !rows[0] && !rows[1]) return null;
      const swatch = element("span", { class: `pq-swatch pq-${own.mark}`, "aria-hidden": "true" });
      swatch.style.setProperty("--colour", own.colour);
      swatch.style.setProperty("--opacity", own.opacity);
      const line = element("span", { class: "pq-class" }, swatch, element("span", { class: "pq-label" }, own.label),
        element("b", {}, rows.map(pianqu.count).join(" → ")));
      return element("li", {}, line);
    });
    const heading = element("h3", {}, `${HEADINGS.join("；")}（${words.buildings_short}）`);
    legend.replaceChildren(heading, element("ul", {}, ...items.filter(Boolean)));
  }

  /* The panes move with the map, the divider does not. */
  function cut() {
    const size = map.getSize();
    const at = (size.x * Number(range.value)) / 100;
    const corner = map.containerPointToLayerPoint([0, 0]);
    const spans = [[0, at], [at, size.x]];
    page.cuts = {};
    spans.forEach(([from, to], side) => {
      const [west, east, north, south] = [corner.x + from, corner.x + to, corner.y, corner.y + size.y];
      map.getPane(PANES[side]).style.clipPath =
        `polygon(${west}px ${north}px, ${east}px ${north}px, ${east}px ${south}px, ${west}px ${south}px)`;
      page.cuts[PANES[side]] = [from, to];
    });
    divider.style.left = `${at}px`;
  }

  function restyle() {
    if (!marks) return;
    copies.forEach((made, side) => {
      made.marks = marks[side];
      made.repaint();
    });
    key();
  }

  function turn(on) {
    place.hidden = legend.hidden = !on;
    if (on) buildings.remove();
    else buildings.addTo(map);
    for (const made of copies) if (on) made.addTo(map); else made.remove();
    map[on ? "on" : "off"]("move zoom zoomend moveend viewreset resize", cut);
    if (on) map.getContainer().append(divider);
    else divider.remove();
    if (!on) return;
    cut();
    restyle();
  }

  box.addEventListener("change", () => turn(box.checked));
  range.addEventListener("input", cut);
  document.getElementById("pianqu-select").after(element("div", { class: "pq-swipe", role: "group", "aria-label": words.swipe },
    element("label", { class: "pq-check" }, box, element("span", {}, words.swipe_on)), place));

  return (kind, number) => {
    const own = sides.rows[number];
    const all = Array.from(kind.marks, (mark, row) => own[row] || sides.pairs[Number(mark)]);
    marks = [0, 1].map((side) => Uint8Array.from(all, (pair) => pair[side]));
    copies.forEach((made, side) => (made.marks = marks[side]));
    if (box.checked) restyle();
  };
};
