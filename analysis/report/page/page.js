"use strict";
const value = (cell) => {
  const text = cell.textContent.replace(/\u2212/g, "-").replace(/^[<>]\s*/, "").trim();
  const number = /^[+-]?\d[\d,]*\.?\d*(?![\d-])/.exec(text);
  return number && !/^\d{4}-\d\d/.test(text) ? parseFloat(number[0].replace(/,/g, "")) : text;
};
const compare = (a, b) => {
  if (typeof a === typeof b) return typeof a === "number" ? a - b : a.localeCompare(b, "en");
  return typeof a === "number" ? -1 : 1;
};
const sort = (table, column, head) => {
  const down = head.getAttribute("aria-sort") === "ascending";
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const body = table.tBodies[0];
  const rows = [...body.rows].sort((a, b) => compare(value(a.cells[column]), value(b.cells[column])));
  body.append(...(down ? rows.reverse() : rows));
};
const copied = (table) => [...table.rows].map((row) => [...row.cells].map((cell) =>
  cell.textContent.replace(/\u2212/g, "-").replace(/\u00a0/g, " ")).join("\t")).join("\n");
const copy = async (table, button) => {
  try {
    await navigator.clipboard.writeText(copied(table));
    button.textContent = "copied";
  } catch {
    getSelection().selectAllChildren(table);
    button.textContent = document.execCommand("copy") ? "copied" : "selected";
  }
};
const fit = (region) => {
  region.classList.remove("stacked");
  if (region.clientWidth && region.scrollWidth > region.clientWidth + 1) region.classList.add("stacked");
};
const regions = [...document.querySelectorAll(".rows")];
function ready(region) {
  const table = region.querySelector("table"), heads = [...table.tHead.rows[0].cells];
  const names = heads.map((head) => head.textContent);
  for (const row of table.tBodies[0].rows) [...row.cells].forEach((cell, n) => { cell.dataset.head = names[n]; });
  heads.forEach((head, column) => {
    if (!names[column]) return;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(table, column, head));
    head.append(button);
  });
}
for (const region of regions) {
  ready(region);
  const table = region.querySelector("table"), button = document.createElement("button");
  button.type = "button";
  button.textContent = "copy";
  button.addEventListener("click", () => copy(table, button));
  const links = region.closest("figure").querySelector(".links");
  if (links) links.append(button);
}
const fitAll = () => regions.forEach(fit);
addEventListener("resize", fitAll);
document.querySelectorAll("details").forEach((fold) => fold.addEventListener("toggle", () =>
  fold.querySelectorAll(".rows").forEach(fit)));
fitAll();
let shut = [];
addEventListener("beforeprint", () => {
  shut = [...document.querySelectorAll("details:not([open])")];
  shut.forEach((fold) => { fold.open = true; });
  regions.forEach((region) => region.classList.remove("stacked"));
});
addEventListener("afterprint", () => { shut.forEach((fold) => { fold.open = false; }); fitAll(); });
const jump = () => {
  const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let fold = place && place.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  if (place) place.scrollIntoView();
};
addEventListener("hashchange", jump);
if (location.hash) jump();

const { points: told, values, curve } = JSON.parse(document.getElementById("data").textContent);
const filled = (row, cells, tag) => row.append(...cells.map((text) => {
  const cell = document.createElement(tag);
  if (tag === "th") cell.scope = "col";
  if (/^-?[\d.]/.test(text)) cell.className = "n";
  cell.textContent = text.replace(/^-(?=\d)/, "\u2212");
  return cell;
}));
const numbers = ([names, ...lines], label) => {
  const region = document.createElement("div"), table = document.createElement("table");
  region.className = "rows";
  for (const [name, given] of [["role", "region"], ["tabindex", 0], ["aria-label", label]]) region.setAttribute(name, given);
  filled(table.createTHead().insertRow(), names, "th");
  const body = table.createTBody();
  for (const line of lines) filled(body.insertRow(), line, "td");
  region.append(table);
  return region;
};
for (const [anchor, lines] of Object.entries(values)) {
  const figure = document.getElementById(anchor), button = document.createElement("button");
  button.type = "button";
  button.textContent = "values";
  button.setAttribute("aria-expanded", "false");
  let shown = null;
  button.addEventListener("click", () => {
    if (shown) { shown.remove(); shown = null; }
    else { shown = numbers(lines, `Values of ${figure.querySelector("b").textContent}`); figure.append(shown); ready(shown); fit(shown); }
    button.setAttribute("aria-expanded", String(Boolean(shown)));
  });
  figure.querySelector(".links").append(button);
}
if (curve) {
  const { choices, lines } = curve, count = choices.length;
  const make = (tag, attributes, space) => {
    const made = space ? document.createElementNS(space, tag) : document.createElement(tag);
    for (const [name, given] of Object.entries(attributes)) made.setAttribute(name, given);
    return made;
  };
  const svg = "http://www.w3.org/2000/svg", box = make("div", { class: "filter" });
  const said = (number, digits) => (number < 0 ? "\u2212" : "+") + Math.abs(number).toFixed(digits);
  const selects = choices.map((name, n) => {
    const label = make("label", {}), select = make("select", {});
    select.append(new Option("all", ""), ...[...new Set(lines.map((line) => line[n]))].map((c) => new Option(c, c)));
    select.addEventListener("change", draw);
    label.append(`${name} `, select);
    box.append(label);
    return select;
  });
  const total = make("output", { "aria-live": "polite" }), one = make("output", { "aria-live": "polite" });
  const picture = make("svg", { viewBox: "0 0 720 200", role: "img", "aria-label": "t values of the chosen specifications, sorted" }, svg);
  const range = make("input", { type: "range", min: 0, value: 0, "aria-label": "Specification" });
  let shown = [], x = () => 0, y = () => 0;
  const low = Math.min(-2.5, ...lines.map((line) => line[count + 1])), high = Math.max(2.5, ...lines.map((line) => line[count + 1]));
  function draw() {
    shown = lines.filter((line) => selects.every((select, n) => !select.value || line[n] === select.value));
    x = (n) => 46 + (n + 0.5) * 666 / Math.max(1, shown.length);
    y = (t) => 190 - (t - low) * 180 / (high - low);
    picture.replaceChildren();
    for (const t of [-1.96, 0, 1.96]) {
      picture.append(make("line", { x1: 46, x2: 712, y1: y(t), y2: y(t), stroke: "currentColor", "stroke-opacity": t ? 0.35 : 0.8, "stroke-dasharray": t ? "4 3" : "none" }, svg));
      const label = make("text", { x: 41, y: y(t) + 4, "text-anchor": "end", "font-size": 11, fill: "currentColor" }, svg);
      label.textContent = t ? said(t, 2) : "0";
      picture.append(label);
    }
    shown.forEach((line, n) => picture.append(make("circle", { cx: x(n), cy: y(line[count + 1]), r: line[count + 2] ? 5 : 2.2, fill: line[count + 2] ? "#d55e00" : "currentColor" }, svg)));
    const t = shown.map((line) => line[count + 1]).sort((a, b) => a - b), half = t.length >> 1;
    const median = t.length % 2 ? t[half] : (t[half - 1] + t[half]) / 2;
    total.textContent = shown.length ? `${shown.length} of ${lines.length} specifications; median t ${said(median, 2)}` : "No specification has all of these.";
    range.max = Math.max(0, shown.length - 1);
    tell(0, false);
  }
  function tell(n, point = true) {
    const line = shown[n];
    picture.querySelector(".now")?.remove();
    one.textContent = line ? `${choices.map((name, k) => `${name} ${line[k]}`).join(", ")}: ${said(line[count], 1)} bp, t\u00a0=\u00a0${said(line[count + 1], 2)}${line[count + 2] ? " (the study\u2019s own)" : ""}` : "";
    range.setAttribute("aria-valuetext", one.textContent);
    if (line && point) picture.append(make("circle", { class: "now", cx: x(n), cy: y(line[count + 1]), r: 6, fill: "none", stroke: "#d55e00", "stroke-width": 2.5 }, svg));
  }
  const follow = (event) => {
    const at = picture.getBoundingClientRect();
    const n = Math.floor(((event.clientX - at.left) * 720 / at.width - 46) * shown.length / 666);
    range.value = Math.max(0, Math.min(shown.length - 1, n));
    tell(Number(range.value));
  };
  picture.addEventListener("pointermove", follow);
  picture.addEventListener("pointerdown", follow);
  range.addEventListener("input", () => tell(Number(range.value)));
  range.addEventListener("focus", () => tell(Number(range.value)));
  box.append(total, picture, range, one);
  draw();
  document.getElementById(curve.figure)?.after(box);
}
