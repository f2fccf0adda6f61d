/**
 * Answers as files. CSV and TSV are written as "SPARQL 1.1 Query Results CSV and TSV Formats" says.
 * @module
 */

import { element, offerFile } from "./elements.js";
import { askAs, literal, reference } from "./endpoint.js";

/**
 * Shows a button for each format that an answer is offered in. Rows are written here; of a graph, the syntaxes that the
 * page cannot write are asked of the server.
 * @param {HTMLElement} box
 * @param {object} answer of rows or a graph
 * @param {{name: string, query: string, onFault: (error: Error) => void}} told the files' name, and what was asked
 */
export function offerFiles(box, answer, { name, query, onFault }) {
  const file = (label, ending, mediaType, content) => {
    const offer = async () => {
      try {
        offerFile(`${name}.${ending}`, mediaType, await content());
      } catch (error) {
        onFault(error);
      }
    };
    return element("button.quiet", { type: "button", "aria-label": `Download as ${label}`, onClick: offer }, label);
  };
  const asked = (label, ending, mediaType) => file(label, ending, mediaType, () => askAs(mediaType, query));
  const files =
    answer.kind === "graph"
      ? [
          asked("Turtle", "ttl", "text/turtle"),
          file("N-Triples", "nt", "application/n-triples", () => answer.text),
          asked("JSON-LD", "jsonld", "application/ld+json"),
        ]
      : [
          file("CSV", "csv", "text/csv", () => toCsv(answer)),
          file("TSV", "tsv", "text/tab-separated-values", () => toTsv(answer)),
          file("JSON", "json", "application/sparql-results+json", () => answer.text),
        ];
  box.replaceChildren(element("span", {}, "Download"), ...files);
  box.hidden = false;
}

/** Rows as CSV: bare values, lines ended by CR LF. */
function toCsv({ variables, rows }) {
  const field = (text) => (/["\r\n,]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const bare = (term) => (!term ? "" : term.type === "bnode" ? `_:${term.value}` : term.value);
  const lines = [variables, ...rows.map((row) => row.map(bare))];
  return lines.map((line) => line.map(field).join(",") + "\r\n").join("");
}

/** Rows as TSV: terms as Turtle writes them. */
function toTsv({ variables, rows }) {
  const lines = [variables.map((name) => `?${name}`), ...rows.map((row) => row.map(term))];
  return lines.map((line) => line.join("\t") + "\n").join("");
}

function term(found) {
  if (!found) return "";
  if (found.type === "uri") return `<${found.value}>`;
  if (found.type === "bnode") return `_:${found.value}`;
  const quoted = literal(found.value);
  if (found["xml:lang"]) return `${quoted}@${found["xml:lang"]}`;
  return found.datatype ? `${quoted}^^${reference(found.datatype)}` : quoted;
}
