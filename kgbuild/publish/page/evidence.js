/**
 * What the graph says of one thing, and the words of the document that it was read from.
 *
 * Queries here name an IRI or a literal in each of their branches, so that their time does not grow with the graph.
 * @module
 */

import { ask, literal, reference } from "./endpoint.js";
import { declarations, full, kindOf, known, learn } from "./terms.js";

/** The most statements that are asked for in which a thing is the object. */
export const MOST_POINTING = 150;

const EVENTS = new Set(["Meeting", "Position", "Rebuttal", "ResolutionReference"]);

const documents = new Map();

/**
 * The stretch of a document's text that the IRI of a piece of evidence names by its fragment (RFC 5147).
 * @param {string} iri
 * @returns {{document: string, start: number, end: number} | null} offsets in code points from 0, the end exclusive
 */
export function stretchOf(iri) {
  const found = /^(.+)#(?:char|selector)=(\d+),(\d+)$/.exec(iri);
  return found ? { document: found[1], start: Number(found[2]), end: Number(found[3]) } : null;
}

/**
 * All about a thing.
 * @param {string} iri
 * @returns {Promise<{iri, said: Map, pointing: Map, places: object[], document: object | null}>} `said` and `pointing`
 *   hold terms by their predicates; `places` are `{role, start, end, document}`, offsets in code points from 0
 */
export async function describe(iri, { signal } = {}) {
  const answer = await ask(describingQuery(iri), { signal });
  const [said, pointing] = [new Map(), new Map()];
  for (const [way, predicate, term] of answer.rows) add(way.value === "says" ? said : pointing, predicate.value, term);
  const places = placesOf(iri, said);
  const terms = [...said.values(), ...pointing.values()].flat();
  const iris = terms.filter(({ type }) => type === "uri").map(({ value }) => value);
  const reported = said.get(full("dip:reportedIn"))?.[0]?.value ?? places[0]?.document;
  const isDocument = said.has(full("dip:text"));
  const [document] = await Promise.all([
    isDocument || reported ? fetchDocument(isDocument ? iri : reported, { signal }) : null,
    learn([iri, ...said.keys(), ...pointing.keys(), ...iris], { signal }),
  ]);
  return { iri, said, pointing, places, document };
}

function add(map, key, term) {
  if (!map.has(key)) map.set(key, []);
  const terms = map.get(key);
  if (!terms.some((each) => each.value === term.value && each["xml:lang"] === term["xml:lang"])) terms.push(term);
}

/** Where a thing was read: what its evidence names, or the thing itself if it is a piece of evidence. */
function placesOf(iri, said) {
  const roles = ["dip:evidence", "dip:cueEvidence", "dip:holderEvidence"].map(full);
  const own = stretchOf(iri) ? [{ role: roles[0], ...stretchOf(iri) }] : [];
  const named = roles.flatMap((role) =>
    (said.get(role) ?? []).map(({ value }) => ({ role, stretch: stretchOf(value) })),
  );
  return [...own, ...named.filter(({ stretch }) => stretch).map(({ role, stretch }) => ({ role, ...stretch }))];
}

/** The query that a thing's description is drawn from. */
function describingQuery(iri) {
  const thing = reference(iri);
  // The parts of Web Annotation that carry the evidence are told by the quotation itself.
  return `${declarations(["dip", "oa"])}SELECT ?way ?predicate ?term WHERE {
  { ${thing} ?predicate ?term BIND("says" AS ?way) }
  UNION {
    { SELECT ?term ?predicate WHERE {
      ?term ?predicate ${thing} .
      FILTER(?predicate NOT IN (oa:hasSource, oa:hasSelector, dip:evidence, dip:cueEvidence, dip:holderEvidence))
    } LIMIT ${MOST_POINTING} }
    BIND("points" AS ?way)
  }
} ORDER BY ?way ?predicate ?term`;
}

/** A document's text, as a list of code points, and its heading; null if the graph has no text of it. */
async function fetchDocument(iri, { signal } = {}) {
  if (documents.has(iri)) return documents.get(iri);
  const names = ["text", "sentFrom", "number", "archivalSource"].map((name) => `dip:${name}`);
  names.push("dcterms:title", "dcterms:identifier", "dcterms:date");
  const query = `${declarations(["dip", "dcterms"])}SELECT ?predicate ?value WHERE {
  ${reference(iri)} ?predicate ?value .
  FILTER(?predicate IN (${names.join(", ")}))
} ORDER BY ?predicate ?value`;
  const found = { iri };
  for (const [predicate, value] of (await ask(query, { signal })).rows) {
    found[predicate.value.split(/[#/]/).at(-1)] ??= value.value;
  }
  if (found.text === undefined) return null;
  found.points = Array.from(found.text);
  documents.set(iri, found);
  return found;
}

/** The evidence of all events of a document: `{iri, start, end}`, in the order of the text. */
export async function eventsOf(document, { signal } = {}) {
  const query = `${declarations(["dip"])}SELECT ?event ?evidence WHERE {
  ?event dip:reportedIn ${reference(document)} ; dip:evidence ?evidence .
} ORDER BY ?event`;
  const { rows } = await ask(query, { signal });
  const found = rows.map(([event, evidence]) => ({ iri: event.value, ...stretchOf(evidence.value) }));
  await learn(
    found.map(({ iri }) => iri),
    { signal },
  );
  const events = found.filter(({ iri, start }) => start !== undefined && EVENTS.has(kindOf(known(iri).kinds)));
  return events.sort((one, other) => one.start - other.start || other.end - one.end);
}

/**
 * The event that a cell of an answer was read from, told by what the row holds of it.
 * @param {{words?: string, at?: string, document?: string}} clues its words, or where in which document it begins
 * @returns {Promise<string | null>} its IRI
 */
export async function eventWith({ words, at, document }, { signal } = {}) {
  const source = document ? `dip:reportedIn/dcterms:identifier ${literal(document)} ; ` : "";
  const branch = (clause) => `{ ?event ${source}${clause} dip:evidence ?evidence }`;
  const branches = words
    ? [branch(`dip:content ${literal(words)} ;`), branch(`dip:evidence/oa:hasSelector/oa:exact ${literal(words)} ;`)]
    : [branch("")];
  const query = `${declarations(["dip", "dcterms", "oa"])}SELECT ?event ?evidence WHERE {
  ${branches.join("\n  UNION\n  ")}
} ORDER BY ?event`;
  const { rows } = await ask(query, { signal });
  // "at" of a catalogue's row may belong to another event than the words of this cell.
  const there = rows.filter(([, evidence]) => stretchOf(evidence.value)?.start === Number(at));
  const events = there.length || !words ? there : rows;
  await learn(
    events.map(([event]) => event.value),
    { signal },
  );
  return (events.find(([event]) => EVENTS.has(kindOf(known(event.value).kinds))) ?? events[0])?.[0].value ?? null;
}

/** The document with this identifier; null if there is none. */
export async function documentWith(identifier, { signal } = {}) {
  const query = `${declarations(["dcterms"])}SELECT ?paper WHERE { ?paper dcterms:identifier ${literal(identifier)} }`;
  return (await ask(query, { signal })).rows[0]?.[0].value ?? null;
}
