/**
 * What a picture shows of an answer: its points and lines, without any drawing.
 *
 * A point is `{key, iri, kind, name, quote, note}`, a line `{from, to, kind, weight, label}` between the keys of two
 * points.
 * @module
 */

import { isNumber, isQuotation } from "./table.js";
import { actOf, full, kindOf, known, learn, nameOf, oneLine, shorten, speakersOf } from "./terms.js";

/** The most points that a picture shows. */
export const MOST_POINTS = 250;

/** The network of a graph: its IRIs and blank nodes, with what the graph itself and the store say of them. */
export async function networkOfGraph(triples, { signal } = {}) {
  const [type, act] = [full("rdf:type"), full("dip:act")];
  const [label, content, title] = [full("rdfs:label"), full("dip:content"), full("dcterms:title")];
  const told = new Map();
  const lines = [];
  const pointOf = (term) => {
    const key = keyOf(term);
    if (!told.has(key)) told.set(key, { term, kinds: [], texts: {}, act: null });
    return key;
  };
  for (const [subject, { value: predicate }, object] of triples) {
    const from = pointOf(subject);
    if (predicate === type) told.get(from).kinds.push(object.value);
    else if (predicate === act) told.get(from).act = object.value;
    else if (object.type === "literal") told.get(from).texts[predicate] ??= object.value;
    else lines.push({ from, to: pointOf(object), kind: predicate, weight: 1, label: null });
  }
  const kept = limited([...told.keys()], lines);
  const shown = kept.keys.map((key) => told.get(key));
  const iris = [
    ...shown.map(({ term }) => iriOf(term)),
    ...shown.map((each) => each.act),
    ...lines.map(({ kind }) => kind),
  ];
  await learn(iris.filter(Boolean), { signal });
  const points = shown.map(({ term, kinds, texts, act: concept }) => ({
    ...pointFor(term, kinds, texts[label] ?? texts[title], texts[content]),
    note: noteOf(term, concept && nameOf(concept)),
  }));
  return { points, lines: kept.lines, left: kept.left };
}

/**
 * The columns that can be ends of lines, and those that can tell of a line, with the first choice of each.
 * @returns {{ends: number[], telling: number[], from: number, to: number, line: number | null} | null} null: no picture
 */
export function columnsOfRows({ variables, rows }) {
  const column = (name, index) => ({ index, name, terms: rows.map((row) => row[index]).filter(Boolean) });
  const columns = variables.map(column).filter(({ terms }) => terms.length > 0);
  const things = columns.filter(({ terms }) => terms.every((term) => term.type !== "literal"));
  const predicate =
    things.length > 2 ? things.find(({ name }) => /^(p|pred|predicate|property)$/i.test(name)) : undefined;
  const nodes = things.filter((each) => each !== predicate);
  const labels = columns.filter(({ name, terms }) => !isQuotation(name) && terms.every(isShortText));
  const ends = nodes.length >= 2 ? nodes : [...nodes, ...labels.filter(({ name }) => name !== "document"), ...labels];
  if (new Set(ends).size < 2) return null;
  const [from, to] = [...new Set(ends)];
  const counts = columns.filter(({ terms }) => terms.every(isNumber));
  const line = predicate ?? (nodes.length >= 2 ? undefined : counts.find(({ name }) => name !== "at"));
  const telling = columns.filter((each) => each === predicate || labels.includes(each) || counts.includes(each));
  return {
    ends: [...new Set([...nodes, ...labels])].map(({ index }) => index),
    telling: telling.map(({ index }) => index),
    from: from.index,
    to: to.index,
    line: line?.index ?? null,
  };
}

const isShortText = (term) => term.type === "literal" && !isNumber(term) && term.value.length <= 80;

/** The network of rows: a point for each term in two columns, a line for each pair of them. */
export async function networkOfRows(rows, { from, to, line }, { signal } = {}) {
  const terms = new Map();
  const lines = new Map();
  for (const row of rows) {
    const ends = [row[from], row[to]].filter((term) => term && term.value !== "");
    for (const term of ends) terms.set(keyOf(term), term);
    if (ends.length === 2) addLine(lines, ends.map(keyOf), line === null ? undefined : row[line]);
  }
  const kept = limited([...terms.keys()], [...lines.values()]);
  const shown = kept.keys.map((key) => terms.get(key));
  const kinds = kept.lines.map(({ kind }) => kind);
  await learn([...shown.map(iriOf), ...kinds].filter(Boolean), { signal });
  const points = shown.map((term) => ({ ...pointFor(term, []), note: noteOf(term) }));
  const named = kept.lines.map((each) => (each.kind ? { ...each, label: nameOf(each.kind) } : each));
  return { points, lines: named, left: kept.left };
}

/** A line that is told of by a number gets as much thicker, one that is told of by anything else is a line of its own. */
function addLine(lines, [from, to], told) {
  const kind = told?.type === "uri" ? told.value : "";
  const label = told && !isNumber(told) ? told.value : null;
  const key = JSON.stringify([from, to, label]);
  const drawn = lines.get(key) ?? { from, to, kind, weight: 0, label };
  drawn.weight = isNumber(told) ? drawn.weight + Number(told.value) : 1;
  lines.set(key, drawn);
}

const iriOf = ({ type, value }) => (type === "uri" ? value : null);

const keyOf = ({ type, value }) => ({ literal: `"${value}`, bnode: `_:${value}` })[type] ?? value;

function pointFor(term, kinds, label, quote) {
  const key = keyOf(term);
  const iri = iriOf(term);
  if (term.type === "literal") return { key, iri, kind: null, name: oneLine(term.value), quote: null };
  const thing = known(key);
  const quoted = quote ?? (label || thing.label ? null : thing.quote);
  return {
    key,
    iri,
    kind: kindOf(kinds.length ? kinds : thing.kinds),
    name: label ?? thing.label ?? (iri ? shorten(iri) : key),
    quote: quoted ? oneLine(quoted) : null,
  };
}

/** Who holds a position, and what he does by it; null for all else. */
function noteOf(term, act = null) {
  const iri = iriOf(term);
  if (!iri) return null;
  return [speakersOf(iri).join(", "), act ?? actOf(iri)].filter(Boolean).join(" · ") || null;
}

/** The keys with most lines, and the lines between them, where there are too many to draw; `left` counts the others. */
function limited(keys, lines) {
  if (keys.length <= MOST_POINTS) return { keys, lines, left: 0 };
  const degree = new Map(keys.map((key) => [key, 0]));
  for (const { from, to } of lines) {
    degree.set(from, degree.get(from) + 1);
    degree.set(to, degree.get(to) + 1);
  }
  const kept = [...keys].sort((one, other) => degree.get(other) - degree.get(one)).slice(0, MOST_POINTS);
  const isKept = new Set(kept);
  return {
    keys: kept,
    lines: lines.filter(({ from, to }) => isKept.has(from) && isKept.has(to)),
    left: keys.length - kept.length,
  };
}
