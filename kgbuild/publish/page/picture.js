/**
 * An answer as a picture: boxes joined by arrows, to be moved, zoomed, walked by keyboard and saved as SVG.
 * @module
 */

import { drawn, element, offerFile, round } from "./elements.js";
import { layOut } from "./layout.js";
import { arrowHead, bendsOf, boxOf, drawArrow, drawBox, kindName, lineClass, toneOf } from "./shapes.js";
import { movable, zoomBar } from "./stage.js";
import { full, inWords } from "./terms.js";

/**
 * A kind of line that leads so many boxes to each of its ends hides the others: it is left out at first, and so is who
 * holds a position, since its box tells that.
 */
const CROWDED = 8;
/** With more lines than this, their words are told by the pointer only. */
const MOST_LABELS = 45;

/**
 * Draws a network in *box*.
 * @param {HTMLElement} box
 * @param {{points: object[], lines: object[], left: number}} network
 * @param {{title: string, onThing: (iri: string) => void, controls?: Node | null}} options
 */
export function showPicture(box, network, { title, onThing, controls = null }) {
  const kinds = [...new Set(network.lines.map(({ kind }) => kind))].sort();
  const isLeftOut = (kind) => kind === full("dip:heldBy") || isCrowded(kind, network.lines);
  const hidden = new Set(kinds.length > 1 ? kinds.filter(isLeftOut) : []);
  const frame = element("div.picture-frame");
  const redraw = () => {
    const lines = network.lines.filter(({ kind }) => !hidden.has(kind));
    const joined = new Set(lines.flatMap(({ from, to }) => [from, to]));
    const wasJoined = new Set(network.lines.flatMap(({ from, to }) => [from, to]));
    // A box that had only hidden lines goes with them; one that never had any stays.
    const points = network.points.filter(({ key }) => joined.has(key) || !wasJoined.has(key));
    frame.replaceChildren(...picture(points, lines, { title, onThing, frameWidth: box.clientWidth }));
  };
  const toggles = kinds.length > 1 ? kinds.map((kind) => toggle(kind, hidden, redraw)) : [];
  const bar = [
    controls,
    toggles.length ? element("fieldset.kinds", {}, element("legend", {}, "Lines"), ...toggles) : null,
  ];
  const left = network.left
    ? element(
        "p.notice",
        {},
        `Drawn are the ${network.points.length} with the most lines; ${network.left} more are in the table.`,
      )
    : null;
  box.replaceChildren(...[...bar, left, frame].filter(Boolean));
  redraw();
}

function isCrowded(kind, lines) {
  const own = lines.filter((line) => line.kind === kind);
  return own.length >= CROWDED * new Set(own.map(({ to }) => to)).size;
}

function toggle(kind, hidden, redraw) {
  const input = element("input", { type: "checkbox", checked: !hidden.has(kind) });
  input.addEventListener("change", () => {
    if (input.checked) hidden.delete(kind);
    else hidden.add(kind);
    redraw();
  });
  return element(`label.${lineClass(kind)}`, {}, input, " ", element("span.swatch"), kindName(kind));
}

function picture(points, lines, { title, onThing, frameWidth }) {
  const aspect = Math.max(0.6, frameWidth / Math.max(320, window.innerHeight * 0.7));
  const boxes = points.map(boxOf);
  const index = new Map(points.map(({ key }, position) => [key, position]));
  const ends = lines.map(({ from, to }) => [index.get(from), index.get(to)]);
  const places = layOut(boxes, ends, aspect);
  boxes.forEach((box, position) => Object.assign(box, places[position]));
  const heaviest = Math.max(1, ...lines.map(({ weight }) => weight));
  // The arrows of rebuttals are told by their colour, and those of one other kind need no word either.
  const plain = new Set(lines.map(({ kind }) => kind).filter((kind) => lineClass(kind) === "plain"));
  const tellsMore = plain.size > 1 || heaviest > 1 || lines.some(({ label }) => label);
  const isLabelled = lines.length <= MOST_LABELS && tellsMore;
  const bends = bendsOf(ends);
  const arrows = lines.map((line, position) => {
    const [from, to] = ends[position].map((end) => boxes[end]);
    return drawArrow(line, from, to, bends[position], { heaviest, isLabelled });
  });
  const nodes = boxes.map((box) => drawBox(box, onThing));
  const width = Math.max(...boxes.map(({ x, width: wide }) => x + wide / 2), 1);
  const height = Math.max(...boxes.map(({ y, height: high }) => y + high / 2), 1);
  const scene = drawn("g.scene", {}, ...arrows.map(({ path }) => path), ...arrows.map(({ label }) => label), ...nodes);
  const svg = drawn(
    "svg.picture",
    { role: "group", "aria-label": `${title}: ${points.length} boxes, ${lines.length} lines`, tabindex: "0" },
    drawn("defs", {}, arrowHead("head-plain", "plain"), arrowHead("head-rebuts", "rebuts")),
    scene,
  );
  showNeighbours(svg, nodes, arrows, ends);
  const view = movable(svg, scene, { width, height });
  return [svg, zoomBar(view, () => save(svg, { width, height }, title)), key(points)];
}

/** While a box has the pointer or the focus, what it is not joined to steps back. */
function showNeighbours(svg, nodes, arrows, ends) {
  nodes.forEach((node, position) => {
    const own = ends.flatMap((pair, index) => (pair.includes(position) ? [index] : []));
    const near = new Set([position, ...own.flatMap((index) => ends[index])]);
    const show = () => {
      svg.classList.add("dimmed");
      nodes.forEach((each, index) => each.classList.toggle("near", near.has(index)));
      arrows.forEach(({ path, label }, index) =>
        [path, label].forEach((each) => each?.classList.toggle("near", own.includes(index))),
      );
    };
    const hide = () => svg.classList.remove("dimmed");
    node.addEventListener("pointerenter", show);
    node.addEventListener("pointerleave", hide);
    node.addEventListener("focus", show);
    node.addEventListener("blur", hide);
  });
}

function key(points) {
  const kinds = [...new Set(points.map(({ kind }) => kind).filter(Boolean))].sort();
  return element(
    "p.picture-key",
    {},
    ...kinds.map((kind) => element(`span.${toneOf(kind)}`, {}, element("i.swatch"), inWords(kind))),
    element("span.soft", {}, "Drag to move, Ctrl + wheel to zoom, click a box for its source."),
  );
}

async function save(svg, { width, height }, title) {
  const style = await (await fetch(document.querySelector('link[href$="picture.css"]').href)).text();
  const copy = svg.cloneNode(true);
  copy.querySelector(".scene").setAttribute("transform", "translate(24 24)");
  copy.setAttribute("viewBox", `0 0 ${round(width + 48)} ${round(height + 48)}`);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.prepend(drawn("style", {}, style));
  offerFile(
    `${title.replace(/[^\p{L}\p{N}]+/gu, "-").toLowerCase() || "picture"}.svg`,
    "image/svg+xml",
    new XMLSerializer().serializeToString(copy),
  );
}
