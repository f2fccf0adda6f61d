/**
 * The shapes of a picture: a box with its words for a point, an arrow between two boxes for a line.
 * @module
 */

import { drawn, round } from "./elements.js";
import { inWords, nameOf } from "./terms.js";

const WORDS = { size: 12.5, line: 16, widest: 178, most: 3 };
const PAD = { x: 11, y: 8 };
const NOTE = 14;
/** How long an arrow's head is, and in how many steps a curve is searched for where it meets a box. */
const HEAD = 9;
const STEPS = 200;
const TONES = {
  Person: 0,
  State: 1,
  Organization: 1,
  Meeting: 2,
  Rebuttal: 3,
  Position: 4,
  ResolutionReference: 5,
  Resolution: 5,
  DraftResolution: 5,
};

const measure = document.createElement("canvas").getContext("2d");

/** The name of a kind of line, an IRI or "". */
export const kindName = (kind) => (kind ? nameOf(kind).replace(/^[\w-]+:/, "") : "");

/** The class of a line of this kind: rebuttals stand out. */
export const lineClass = (kind) => (/[#/]rebuts$/.test(kind) ? "rebuts" : "plain");

/** The class of what shows a thing of this kind. */
export const toneOf = (kind) => `tone-${TONES[kind] ?? "other"}`;

/** A box for a point: `{point, words, lines, note, width, height, isActor}`, without a place yet. */
export function boxOf(point) {
  const words = point.quote ? `“${point.quote}”` : point.name;
  const lines = folded(words, point.quote ? "quote" : "name");
  const note = clipped(point.note ?? (point.kind ? inWords(point.kind) : ""), "note");
  const width = Math.max(
    ...lines.map((line) => widthOf(line, point.quote ? "quote" : "name")),
    note ? widthOf(note, "note") : 0,
    30,
  );
  const isActor = ["Person", "State", "Organization"].includes(point.kind);
  const height = lines.length * WORDS.line + (note && !isActor ? NOTE : 0) + 2 * PAD.y;
  return {
    point,
    words,
    lines,
    note: isActor ? "" : note,
    width: width + 2 * PAD.x + (isActor ? 10 : 0),
    height,
    isActor,
  };
}

function widthOf(text, style) {
  measure.font = {
    quote: `${WORDS.size}px Georgia, serif`,
    name: `600 ${WORDS.size}px system-ui, sans-serif`,
    note: "10.5px system-ui, sans-serif",
  }[style];
  return measure.measureText(text).width;
}

function folded(text, style) {
  const lines = [""];
  for (const word of text.split(/(?<=[\s/_-])/)) {
    const longer = lines.at(-1) + word;
    if (!lines.at(-1) || widthOf(longer.trimEnd(), style) <= WORDS.widest) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  const shown = lines.slice(0, WORDS.most).map((line) => clipped(line.trimEnd(), style));
  if (lines.length > WORDS.most) shown[WORDS.most - 1] = `${shown[WORDS.most - 1].replace(/[\s,.;:…]*$/, "")} …`;
  return shown;
}

function clipped(line, style) {
  let text = line;
  while (text.length > 4 && widthOf(text, style) > WORDS.widest + 12) text = `${text.slice(0, -2).trimEnd()}…`;
  return text;
}

/** The element of a box that has its place. */
export function drawBox(box, onThing) {
  const { point, words, lines, note, width, height, isActor, x, y } = box;
  const top = PAD.y - height / 2;
  const texts = lines.map((line, index) =>
    drawn(
      point.quote ? "text.quote" : "text.label",
      { x: 0, y: top + (note ? NOTE : 0) + index * WORDS.line + 12 },
      line,
    ),
  );
  const said = [point.kind && inWords(point.kind), point.note, words].filter(Boolean).join(": ");
  const open = point.iri ? () => onThing(point.iri) : null;
  const group = drawn(
    `g.node.${toneOf(point.kind)}`,
    {
      transform: `translate(${round(x)} ${round(y)})`,
      tabindex: open ? "0" : null,
      role: open ? "button" : "img",
      "aria-label": said,
    },
    drawn("title", {}, point.iri ? `${words}\n${point.iri}` : words),
    drawn("rect", {
      x: round(-width / 2),
      y: round(-height / 2),
      width: round(width),
      height: round(height),
      rx: isActor ? round(height / 2) : 6,
    }),
    note ? drawn("text.note", { x: 0, y: top + 9 }, note) : null,
    ...texts,
  );
  if (open) {
    group.addEventListener("click", (event) => !event.defaultPrevented && open());
    group.addEventListener("keydown", (event) => event.key === "Enter" && open());
  }
  return group;
}

/** How far each line bends aside: lines between the same two boxes part from each other. */
export function bendsOf(ends) {
  const between = new Map();
  const keyOf = ([from, to]) => (from < to ? `${from} ${to}` : `${to} ${from}`);
  for (const pair of ends) between.set(keyOf(pair), (between.get(keyOf(pair)) ?? 0) + 1);
  const used = new Map();
  return ends.map((pair) => {
    const key = keyOf(pair);
    const nth = used.get(key) ?? 0;
    used.set(key, nth + 1);
    const bend = (nth - (between.get(key) - 1) / 2) * 34;
    return pair[0] < pair[1] ? bend : -bend;
  });
}

/** The elements of a line between two boxes: its path, and its words if they are said. */
export function drawArrow({ kind, weight, label }, from, to, bend, { heaviest, isLabelled }) {
  const shape = from === to ? loop(from) : curve(from, to, bend);
  const style = lineClass(kind);
  const path = drawn(`path.line.${style}`, { d: shape.path, "marker-end": `url(#head-${style})` });
  if (heaviest > 1) path.style.strokeWidth = `${round(1.2 + (4.3 * weight) / heaviest)}px`;
  const told = label ?? (heaviest > 1 ? weight.toLocaleString("en") : kindName(kind));
  path.append(drawn("title", {}, `${from.words} → ${to.words}${told ? `: ${told}` : ""}`));
  const isSaid = told && isLabelled && (label || heaviest > 1 || style === "plain");
  const text = isSaid ? drawn("text.line-label", { x: round(shape.x), y: round(shape.y + 4) }, told) : null;
  return { path, label: text };
}

/** The part outside the two boxes of a curve from centre to centre, with its middle. */
function curve(from, to, bend) {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy) || 1;
  const aside = {
    x: (from.x + to.x) / 2 - (dy / length) * bend * 2,
    y: (from.y + to.y) / 2 + (dx / length) * bend * 2,
  };
  // The blossom of the curve: its points where both times are equal, and the handle of any part of it.
  const blossom = (one, two, axis) =>
    (1 - one) * (1 - two) * from[axis] + (one * (1 - two) + two * (1 - one)) * aside[axis] + one * two * to[axis];
  const at = (one, two = one) => ({ x: blossom(one, two, "x"), y: blossom(one, two, "y") });
  const times = Array.from({ length: STEPS + 1 }, (_, step) => step / STEPS);
  const leaves = times.findLast((time) => time <= 0.5 && isWithin(at(time), from, 1)) ?? 0;
  const enters = times.find((time) => time >= 0.5 && isWithin(at(time), to, HEAD)) ?? 1;
  const [start, handle, end] = [at(leaves), at(leaves, enters), at(enters)];
  const [first, second, third] = [start, handle, end].map((place) => `${round(place.x)} ${round(place.y)}`);
  return { path: `M${first}Q${second} ${third}`, ...at((leaves + enters) / 2) };
}

const isWithin = (place, { x, y, width, height }, margin) =>
  Math.abs(place.x - x) <= width / 2 + margin && Math.abs(place.y - y) <= height / 2 + margin;

function loop({ x, y, width, height }) {
  const [right, top] = [x + width / 2, y - height / 2];
  const places = [
    [right - 30, top],
    [right - 26, top - 44],
    [right + 44, top - 8],
    [right + HEAD, y - 2],
  ].map((place) => place.map(round).join(" "));
  return { path: `M${places[0]}C${places.slice(1).join(" ")}`, x: right + 8, y: top - 18 };
}

/** The head of arrows of a style, as a marker. */
export const arrowHead = (id, style) =>
  drawn(
    "marker",
    {
      id,
      viewBox: "0 0 10 10",
      refX: 1,
      refY: 5,
      markerWidth: 9,
      markerHeight: 9,
      markerUnits: "userSpaceOnUse",
      orient: "auto",
    },
    drawn(`path.head.${style}`, { d: "M0 0 10 5 0 10z" }),
  );
