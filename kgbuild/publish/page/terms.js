/**
 * IRIs as people read them: shortened by the known prefixes, and named by what the graph says of them.
 * @module
 */

import { ask, reference } from "./endpoint.js";

/** How many things one query asks about. */
const BATCH = 120;

/** IRIs of data, as `kgbuild/graph/iris.py` makes them: a base, and a folder for each kind of thing. */
const OF_DATA =
  /^https?:\/\/\S+?\/((?:document|volume|person|entry|tenure|state|organization|resolution|identification|graph)\/.+)$/;

let prefixes = new Map();
const things = new Map();

/** Makes these the known prefixes: namespace IRIs by their prefixes. */
export function usePrefixes(given) {
  prefixes = new Map(Object.entries(given));
}

/** Declarations of these prefixes (by default of all that are known), a line each, as a query begins with. */
export function declarations(wanted = [...prefixes.keys()]) {
  return wanted
    .filter((prefix) => prefixes.has(prefix))
    .map((prefix) => `PREFIX ${prefix}: <${prefixes.get(prefix)}>\n`)
    .join("");
}

/** The prefixed name of an IRI; without a fitting prefix, what stands behind the base of the data, or all of it. */
export function shorten(iri) {
  for (const [prefix, namespace] of prefixes) {
    const rest = iri.slice(namespace.length);
    if (iri.startsWith(namespace) && /^[\p{L}\p{N}_.-]*$/u.test(rest)) return `${prefix}:${rest}`;
  }
  return OF_DATA.exec(iri)?.[1] ?? iri;
}

/** The full IRI of a term of the known vocabularies: `full("dip:heldBy")`. */
export function full(name) {
  const [prefix, rest] = name.split(":");
  return prefixes.get(prefix) + rest;
}

/**
 * What is known of a thing: `{kinds, label, quote, holders, act}`; lists are empty and texts null where nothing is.
 * Nothing is known of a thing until {@link learn} has asked.
 */
export const known = (iri) => things.get(iri) ?? blankThing();

const blankThing = () => ({ kinds: [], label: null, quote: null, holders: [], act: null });

/** Makes known what the graph says of these IRIs: a query for each hundred or so that are new, one more for holders. */
export async function learn(iris, { signal } = {}) {
  const unheard = [...new Set(iris)].filter((iri) => !things.has(iri) && isAskable(iri));
  if (!unheard.length) return;
  const named = [];
  // One after the other: the server gives each client a few queries at once, and the person may ask others.
  for (let start = 0; start < unheard.length; start += BATCH) {
    named.push(...(await learnBatch(unheard.slice(start, start + BATCH), signal)));
  }
  const others = named.flatMap(({ holders, act }) => [...holders, act]);
  await learn(others.filter(Boolean), { signal });
}

async function learnBatch(batch, signal) {
  const answer = await ask(namingQuery(batch), { signal });
  const found = new Map(batch.map((iri) => [iri, blankThing()]));
  for (const [thing, predicate, value] of answer.rows) note(found.get(thing.value), predicate.value, value.value);
  for (const [iri, thing] of found) things.set(iri, thing);
  return [...found.values()];
}

function isAskable(iri) {
  try {
    return Boolean(reference(iri));
  } catch {
    return false;
  }
}

/** Nothing is joined here but the things and their statements, so that a large graph answers as fast as a small one. */
function namingQuery(iris) {
  const named = `VALUES ?thing { ${iris.map(reference).join(" ")} }`;
  const telling = "rdf:type, rdfs:label, skos:prefLabel, dcterms:title, dip:content, dip:heldBy, dip:act";
  return `${declarations()}SELECT DISTINCT ?thing ?predicate ?value WHERE {
  { ${named} ?thing ?predicate ?value FILTER(?predicate IN (${telling})) }
  UNION
  { ${named} ?thing dip:evidence/oa:hasSelector/oa:exact ?value BIND(oa:exact AS ?predicate) }
  UNION
  { ${named} ?thing oa:hasSelector/oa:exact ?value BIND(oa:exact AS ?predicate) }
} ORDER BY ?thing ?predicate ?value`;
}

function note(thing, predicate, value) {
  if (predicate === full("rdf:type")) thing.kinds.push(value);
  else if (predicate === full("dip:heldBy")) thing.holders.push(value);
  else if (predicate === full("dip:act")) thing.act ??= value;
  else if (predicate === full("oa:exact") || predicate === full("dip:content")) thing.quote ??= value;
  else thing.label ??= value;
}

/** The names of those who hold a position; a state is not named beside the person who speaks for it. */
export function speakersOf(iri) {
  const { holders } = known(iri);
  const persons = holders.filter((holder) => known(holder).kinds.includes(full("dip:Person")));
  const states = holders.filter((holder) => known(holder).kinds.includes(full("dip:State")));
  return (persons.length ? holders.filter((holder) => !states.includes(holder)) : holders).map(nameOf);
}

/** What is done by a position, in a word; null if the graph does not tell. */
export function actOf(iri) {
  const { act } = known(iri);
  return act && (known(act).label ?? shorten(act));
}

/** The class that tells most of a thing with these classes, without its prefix: "Rebuttal", not "Position". */
export function kindOf(kinds) {
  const names = kinds.filter((iri) => iri.startsWith(prefixes.get("dip") ?? " ")).map((iri) => iri.split("#")[1]);
  const general = new Set(["Position", "Document", "Resolution", "Agent", "Event"]);
  return names.find((name) => !general.has(name)) ?? names[0] ?? (kinds.length ? shorten(kinds[0]) : null);
}

/** A name of a thing for people: its label, else its words in quotation marks, else its short IRI. */
export function nameOf(iri) {
  const { label, quote } = known(iri);
  return label ?? (quote ? quoted(quote) : shorten(iri));
}

/** *text* with each run of white space as one blank. */
export const oneLine = (text) => text.replace(/\s+/g, " ").trim();

/** *text* in one line and in quotation marks. */
export const quoted = (text) => `“${oneLine(text)}”`;

/** "DraftResolution" as "draft resolution". */
export const inWords = (name) =>
  name
    .replace(/(?<=\p{Ll})(?=\p{Lu})/gu, " ")
    .replace(/_/g, " ")
    .toLowerCase();
