/**
 * Questions put to the endpoint by the SPARQL 1.1 Protocol, and its answers.
 *
 * A term is `{type: "uri" | "literal" | "bnode", value, datatype?, "xml:lang"?}` as in SPARQL 1.1 Query Results
 * JSON Format. An answer is one of
 * `{kind: "rows", variables, rows, text}`, `{kind: "graph", triples, text}` and `{kind: "boolean", value, text}`;
 * `text` is what the server sent.
 * @module
 */

import { byId } from "./elements.js";

const ROWS = "application/sparql-results+json";
const GRAPH = "application/n-triples";

/** What kept a query from its answer; `line` and `column` count from 1 where the server tells the place. */
export class Fault extends Error {
  constructor(message, { status = 0, line = null, column = null, retryAfter = null } = {}) {
    super(message);
    Object.assign(this, { status, line, column, retryAfter });
  }
}

/** The endpoint's address. */
export const endpointAddress = () => byId("endpoint").href;

/**
 * The answer to a query.
 * @param {string} query
 * @param {{signal?: AbortSignal}} [options]
 * @throws {Fault} when there is none
 */
export async function ask(query, { signal } = {}) {
  const response = await fetchAnswer(query, `${ROWS}, ${GRAPH};q=0.9`, signal);
  const text = await bodyOf(response);
  return (response.headers.get("Content-Type") ?? "").startsWith(GRAPH) ? readGraph(text) : readRows(text);
}

/** The answer's text in another format: `ask` again, with this media type. */
export async function askAs(mediaType, query) {
  return bodyOf(await fetchAnswer(query, mediaType));
}

async function fetchAnswer(query, accept, signal) {
  let response;
  try {
    response = await fetch(endpointAddress(), {
      method: "POST",
      headers: { "Content-Type": "application/sparql-query", Accept: accept },
      body: query,
      signal,
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Fault("The server does not answer. Is it still running?");
  }
  if (!response.ok) throw faultOf(response, await response.text());
  return response;
}

async function bodyOf(response) {
  try {
    return await response.text();
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Fault("The answer broke off before its end. Ask again, or ask for less with LIMIT.");
  }
}

function faultOf(response, body) {
  const retryAfter = response.headers.get("Retry-After");
  const told = detailOf(response, body) || `The server answered with status ${response.status}.`;
  const place = /\bline (\d+),? column (\d+)/.exec(told) ?? /\berror at (\d+):(\d+)/.exec(told);
  return new Fault(told, {
    status: response.status,
    line: place ? Number(place[1]) : null,
    column: place ? Number(place[2]) : null,
    retryAfter: retryAfter ? Number(retryAfter) : null,
  });
}

/** What a problem says (RFC 9457), or the plain text that a proxy sends. */
function detailOf(response, body) {
  if (!(response.headers.get("Content-Type") ?? "").startsWith("application/problem+json"))
    return body.trim().slice(0, 600);
  const { title, detail } = JSON.parse(body);
  return detail ?? title;
}

function readRows(text) {
  let sent;
  try {
    sent = JSON.parse(text);
  } catch {
    throw new Fault("The answer broke off before its end. Ask again, or ask for less with LIMIT.");
  }
  if (typeof sent.boolean === "boolean") return { kind: "boolean", value: sent.boolean, text };
  const variables = sent.head.vars;
  return {
    kind: "rows",
    variables,
    rows: sent.results.bindings.map((row) => variables.map((name) => row[name])),
    text,
  };
}

const TERM = /\s*(?:<([^>]*)>|_:([^\s<"]+)|"((?:[^"\\]|\\.)*)"(?:\^\^<([^>]*)>|@([A-Za-z0-9-]+))?)/y;

/**
 * The triples of a document in N-Triples (RDF 1.1).
 * @param {string} text
 * @returns {{kind: "graph", triples: object[][], text: string}}
 */
export function readGraph(text) {
  const lines = text.split("\n").filter((line) => line.trim() && !line.startsWith("#"));
  return { kind: "graph", triples: lines.map(readTriple), text };
}

function readTriple(line) {
  TERM.lastIndex = 0;
  return [0, 1, 2].map(() => {
    const found = TERM.exec(line);
    if (!found) throw new Fault("The server's graph cannot be read.");
    return termOf(found);
  });
}

function termOf([, iri, blank, quoted, datatype, language]) {
  if (iri !== undefined) return { type: "uri", value: unescaped(iri) };
  if (blank !== undefined) return { type: "bnode", value: blank };
  const term = { type: "literal", value: unescaped(quoted) };
  if (datatype) term.datatype = datatype;
  if (language) term["xml:lang"] = language;
  return term;
}

const ESCAPES = { t: "\t", b: "\b", n: "\n", r: "\r", f: "\f", '"': '"', "'": "'", "\\": "\\" };

const unescaped = (text) =>
  text.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g, (_, short, long, letter) =>
    letter === undefined ? String.fromCodePoint(parseInt(short ?? long, 16)) : (ESCAPES[letter] ?? letter),
  );

const QUOTED = { '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** A string as a literal of SPARQL. */
export const literal = (text) => `"${text.replace(/["\\\n\r\t]/g, (sign) => QUOTED[sign])}"`;

/**
 * An IRI as SPARQL writes it.
 * @throws {Fault} for a text that would end it early
 */
export function reference(iri) {
  if (/[\x00-\x20<>"{}|^`\\]/.test(iri)) throw new Fault(`${iri} is not an IRI.`);
  return `<${iri}>`;
}
