/**
 * The panel that shows one thing: its words in the document they stand in, and what the graph concludes.
 * @module
 */

import { byId, copyFrom, element } from "./elements.js";
import { MOST_POINTING, describe, eventsOf } from "./evidence.js";
import { thingLink } from "./table.js";
import { actOf, full, inWords, kindOf, known, nameOf, quoted, shorten, speakersOf } from "./terms.js";

/** How much of the text stands around a quotation, in code points. */
const CONTEXT = 320;
/** Of a long list, so many are shown at first. */
const FIRST = 8;

/** What it means to be pointed to. */
const POINTING = {
  "dip:heldBy": "Positions held",
  "dip:onBehalfOf": "Said on its behalf",
  "dip:addressedTo": "Said to",
  "dip:participant": "Meetings attended",
  "dip:rebuts": "Rebutted by",
  "dip:expressedAt": "Said there",
  "dip:reportedIn": "Events reported",
  "dip:refersTo": "Named in",
  "dip:concerns": "Positions on it",
  "dip:mentions": "Mentioned in",
  "dip:sender": "Sent",
  "dip:recipient": "Received",
  "dip:author": "Wrote",
  "dip:act": "Positions that do it",
  "dip:sponsor": "Sponsored",
  "dip:refersToDocument": "Cited by",
  "dcterms:isPartOf": "Documents in it",
};
/** What a property of another vocabulary says, where its own name does not tell. */
const SAYING = {
  "skos:altLabel": "also called",
  "skos:closeMatch": "perhaps the same as",
  "dcterms:isPartOf": "part of",
};
/** Shown in the panel's head or by the quotation, not again in the list. */
const TOLD = [
  "rdf:type",
  "rdfs:label",
  "dip:evidence",
  "dip:cueEvidence",
  "dip:holderEvidence",
  "dip:content",
  "dip:text",
  "dip:confidence",
  "dip:rule",
  "dip:reportedIn",
  "dip:cue",
  "dcterms:title",
];
const ORDER = [
  "dip:heldBy",
  "dip:onBehalfOf",
  "dip:addressedTo",
  "dip:act",
  "dip:rebuts",
  "dip:concerns",
  "dip:expressedAt",
  "dip:participant",
  "dip:refersTo",
];
const POINTING_ORDER = [
  "dip:rebuts",
  "dip:expressedAt",
  "dip:heldBy",
  "dip:participant",
  "dip:onBehalfOf",
  "dip:concerns",
];

let current = null;
let opener = null;
let trail = [];

/**
 * Opens the panel with a thing; a failure is told in the panel.
 * @param {string} iri
 * @param {{onQuery: (query: string) => void, onShown: (iri: string | null) => void}} events
 */
export async function showSource(iri, events) {
  const panel = byId("source");
  if (panel.hidden) {
    opener = document.activeElement;
    trail = [];
  }
  current?.abort();
  current = new AbortController();
  const { signal } = current;
  if (trail.at(-1) !== iri) trail.push(iri);
  panel.hidden = false;
  byId("columns").classList.add("with-source");
  const open = (next) => showSource(next, events);
  const fill = (...children) => {
    panel.replaceChildren(bar(events), ...children);
    panel.scrollTop = 0;
  };
  if (!panel.firstChild) fill(element("p.soft", {}, "Looking it up …"));
  panel.setAttribute("aria-busy", "true");
  panel.onkeydown = (event) => event.key === "Escape" && hideSource(events);
  events.onShown(iri);
  try {
    const thing = await describe(iri, { signal });
    fill(...card(thing, open, events));
    if (thing.said.has(full("dip:text"))) await readWhole(panel, thing, open, signal);
    byId("source-heading").focus({ preventScroll: true });
  } catch (error) {
    if (error.name === "AbortError") return;
    fill(element("p.fault", {}, error.message));
  } finally {
    if (!signal.aborted) panel.removeAttribute("aria-busy");
  }
}

/** Closes the panel, and gives the focus back to what opened it. */
export function hideSource(events) {
  current?.abort();
  byId("source").hidden = true;
  byId("columns").classList.remove("with-source");
  byId("source").replaceChildren();
  events.onShown(null);
  if (opener?.isConnected) opener.focus();
}

function bar(events) {
  const back = () => {
    trail.pop();
    showSource(trail.at(-1), events);
  };
  return element(
    "div.source-bar",
    {},
    trail.length > 1 && element("button.quiet", { type: "button", onClick: back }, "← Back"),
    element("span.spacer"),
    element(
      "button.quiet",
      { type: "button", "aria-label": "Close the source", onClick: () => hideSource(events) },
      "Close ✕",
    ),
  );
}

function card(thing, open, events) {
  const { iri, said, pointing, places, document } = thing;
  if (!said.size && !pointing.size)
    return [heading(shorten(iri)), element("p", {}, "The graph says nothing of it."), foot(iri, events)];
  const { kinds, label, quote } = known(iri);
  const words = said.get(full("dip:content"))?.[0]?.value ?? (label ? null : quote);
  const eyebrow = [kindOf(kinds) && inWords(kindOf(kinds)), actOf(iri)].filter(Boolean).join(" · ");
  return [
    eyebrow && element("p.eyebrow", {}, eyebrow),
    words ? heading(quoted(words), ".words") : heading(label ?? shorten(iri)),
    sureness(said),
    document && (said.has(full("dip:text")) ? wholeDocument(document) : passage(document, places, open)),
    statements(
      "What the graph says",
      said,
      sortedKeys(said, ORDER).filter((key) => !TOLD.map(full).includes(key)),
      open,
      sayingName,
    ),
    statements("What leads here", pointing, sortedKeys(pointing, POINTING_ORDER), open, pointingName),
    [...pointing.values()].flat().length >= MOST_POINTING &&
      element("p.soft", {}, `Only the first ${MOST_POINTING} are listed.`),
    foot(iri, events),
  ].filter(Boolean);
}

const heading = (text, classes = "") => element(`h2${classes}`, { id: "source-heading", tabindex: "-1" }, text);

function sayingName(predicate) {
  const found = Object.entries(SAYING).find(([name]) => full(name) === predicate);
  return found?.[1] ?? known(predicate).label ?? inWords(predicate.split(/[#/]/).at(-1));
}

function pointingName(predicate) {
  const found = Object.entries(POINTING).find(([name]) => full(name) === predicate);
  return found?.[1] ?? `${sayingName(predicate)} of`;
}

function sortedKeys(map, first) {
  const order = first.map(full);
  const rank = (key) => (order.includes(key) ? order.indexOf(key) : order.length);
  return [...map.keys()].sort((one, other) => rank(one) - rank(other) || (one < other ? -1 : 1));
}

function sureness(said) {
  const confidence = said.get(full("dip:confidence"))?.[0]?.value;
  if (confidence === undefined) return null;
  const rule = said.get(full("dip:rule"))?.[0]?.value;
  const percent = Math.round(Number(confidence) * 100);
  return element(
    "p.sureness",
    {},
    element("meter", {
      min: "0",
      max: "1",
      low: "0.6",
      high: "0.8",
      optimum: "1",
      value: confidence,
      "aria-label": "Confidence",
    }),
    ` read with a confidence of ${percent} in 100`,
    rule && `, by the rule “${rule}”`,
  );
}

/** The quotation in its paragraph, with the words that report it and their speaker underlined. */
function passage(document, places, open) {
  const named = places.filter(({ role }) => role === full("dip:evidence")).length;
  const here = places.filter(({ document: iri }) => iri === document.iri);
  const own = named > 1 ? here.slice(0, 1) : here;
  if (!own.length) return element("section.passage", {}, documentLine(document, open));
  const main = own.find(({ role }) => role === full("dip:evidence")) ?? own[0];
  const { points } = document;
  const from = wordEdge(points, Math.min(...own.map(({ start }) => start)) - CONTEXT, 1);
  const to = wordEdge(points, Math.max(...own.map(({ end }) => end)) + CONTEXT, -1);
  const marks = own.map((place) => ({
    ...place,
    kind: place === main ? "evidence" : place.role === full("dip:cueEvidence") ? "cue" : "holder",
  }));
  return element(
    "section.passage",
    { "aria-label": "Where it was read" },
    element(
      "blockquote",
      {},
      from > 0 && "… ",
      ...segments(from, to, marks).map(({ start, end, over }) => {
        const text = points.slice(start, end).join("");
        if (!over.length) return text;
        const kinds = [...new Set(over.map(({ kind }) => kind))];
        return element(kinds.includes("evidence") ? "mark" : "span", { class: kinds.join(" ") }, text);
      }),
      to < points.length && " …",
    ),
    named > 1 && element("p.soft", {}, `The first of ${named.toLocaleString("en")} places that name it.`),
    documentLine(document, open),
  );
}

/** The offset itself, or the next in this direction where a word begins or ends. */
function wordEdge(points, offset, direction) {
  let edge = Math.min(points.length, Math.max(0, offset));
  if (edge === 0 || edge === points.length) return edge;
  while (!/\s/.test(points[edge - (direction > 0 ? 1 : 0)] ?? " ")) edge += direction;
  return edge;
}

/** A stretch of text cut where marks begin and end, each piece with the marks that lie over it. */
export function segments(from, to, marks) {
  const inside = marks.flatMap(({ start, end }) => [start, end]).filter((offset) => offset > from && offset < to);
  const cuts = [...new Set([from, ...inside, to])].sort((one, other) => one - other);
  return cuts.slice(0, -1).map((start, index) => ({
    start,
    end: cuts[index + 1],
    over: marks.filter((mark) => mark.start <= start && mark.end >= cuts[index + 1]),
  }));
}

function documentLine(document, open) {
  const read = element(
    "button.quiet",
    { type: "button", onClick: () => open(document.iri) },
    "Read the whole document",
  );
  return element(
    "footer",
    {},
    element("cite", {}, document.title ?? document.identifier),
    documentFacts(document),
    read,
  );
}

function documentFacts({ sentFrom, date, number, identifier, archivalSource }) {
  const when = date?.replace(/T(\d\d:\d\d).*/, " $1");
  const facts = [sentFrom, when, number && `No. ${number}`, identifier, archivalSource].filter(Boolean);
  return element("p.soft", {}, facts.join(" · "));
}

function wholeDocument(document) {
  return element(
    "section.passage.whole",
    { "aria-label": "The document" },
    documentFacts(document),
    element("p.soft", {}, "Marked is what the graph was read from; a click opens what was read."),
    element("blockquote", { id: "whole-text" }, document.text),
  );
}

async function readWhole(panel, { iri, document }, open, signal) {
  const events = await eventsOf(iri, { signal });
  const text = panel.querySelector("#whole-text");
  const pieces = segments(0, document.points.length, events).map(({ start, end, over }) => {
    const words = document.points.slice(start, end).join("");
    if (!over.length) return words;
    const [least] = [...over].sort((one, other) => one.end - one.start - (other.end - other.start));
    const kind = kindOf(known(least.iri).kinds);
    const said = [inWords(kind), actOf(least.iri), speakersOf(least.iri).join(", ")].filter(Boolean).join(" · ");
    const link = thingLink(least.iri, open);
    link.className = `event of-${kind}`;
    link.title = said;
    link.textContent = words;
    return link;
  });
  text.replaceChildren(...pieces);
}

function statements(title, map, keys, open, namer) {
  if (!keys.length) return null;
  const items = keys.flatMap((key) => [element("dt", {}, namer(key)), element("dd", {}, values(map.get(key), open))]);
  return element("section", {}, element("h3", {}, title), element("dl", {}, ...items));
}

function values(terms, open) {
  const list = element("ul");
  const items = terms.map((term) => element("li", {}, valueOf(term, open)));
  list.append(...items.slice(0, FIRST));
  if (items.length > FIRST) {
    const more = element("button.quiet", { type: "button" }, `${items.length - FIRST} more`);
    const last = element("li", {}, more);
    more.addEventListener("click", () => last.replaceWith(...items.slice(FIRST)));
    list.append(last);
  }
  return list;
}

function valueOf(term, open) {
  if (term.type !== "uri") return element("span", { lang: term["xml:lang"] }, term.value);
  const link = thingLink(term.value, open);
  link.textContent = nameOf(term.value);
  const kind = kindOf(known(term.value).kinds);
  const isPosition = kind === "Position" || kind === "Rebuttal";
  const note = isPosition ? [speakersOf(term.value).join(", "), actOf(term.value)].filter(Boolean).join(" · ") : "";
  return element(isPosition ? "span.quotation" : "span", {}, link, note && element("span.soft", {}, ` ${note}`));
}

function foot(iri, events) {
  const thing = `<${iri}>`;
  const query = `SELECT ?subject ?predicate ?object WHERE {
  { BIND(${thing} AS ?subject) ${thing} ?predicate ?object }
  UNION
  { BIND(${thing} AS ?object) ?subject ?predicate ${thing} }
}
LIMIT 500
`;
  const copy = element("button.quiet", { type: "button" }, "Copy IRI");
  copy.addEventListener("click", () => copyFrom(copy, iri));
  return element(
    "div.source-foot",
    {},
    element("code", {}, iri),
    element(
      "div",
      {},
      copy,
      element("button.quiet", { type: "button", onClick: () => events.onQuery(query) }, "Ask for all of it in SPARQL"),
    ),
  );
}
