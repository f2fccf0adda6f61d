/**
 * The catalogue of questions, and the parameters of a question as a small form over its text.
 *
 * A parameter has one clause `VALUES ?name { TERM }` in the query, as `kgbuild/store/questions.py` tells. The form
 * shows the terms that stand there, and what is typed in it takes their place.
 * @module
 */

import { ask, literal } from "./endpoint.js";
import { byId, element } from "./elements.js";
import { declarations, inWords } from "./terms.js";

const TERM = '"(?:[^"\\\\\\n]|\\\\.)*"(?:\\^\\^(?:[\\w-]*:[\\w-]+|<[^>]*>))?|[-+]?[\\d.]+';
const SUGGESTIONS = 60;

const clauseOf = (name) => new RegExp(`(VALUES \\?${name} \\{ )(${TERM})( \\})`);

/** The catalogue that the server offers: `{prefixes, questions}`. */
export async function fetchCatalogue() {
  const response = await fetch(byId("catalogue-address").href);
  if (!response.ok) throw new Error(`The catalogue of questions did not come (status ${response.status}).`);
  return response.json();
}

/** A question's query without the header that tells people what the page tells them anyway. */
export const bareText = (question) => question.text.replace(/^(?:#.*\n)+/, "");

/** The value of a parameter in a query's text; null if its clause is gone. */
export function valueIn(text, parameter) {
  const term = clauseOf(parameter.name).exec(text)?.[2];
  if (term === undefined) return null;
  return term.startsWith('"') ? JSON.parse(/^"(?:[^"\\]|\\.)*"/.exec(term)[0]) : term;
}

/** The text with the parameter's value in its clause; null if the value is none of the parameter's type. */
export function withValue(text, parameter, value) {
  const term = termOf(parameter, value);
  return term === null ? null : text.replace(clauseOf(parameter.name), (_, open, __, close) => open + term + close);
}

function termOf({ type }, value) {
  if (type === "count") return /^0*[1-9]\d*$/.test(value) ? value : null;
  if (type === "integer") return /^[-+]?\d+$/.test(value) ? value : null;
  if (type === "decimal") return /^[-+]?\d*\.?\d+$/.test(value) ? value : null;
  if (type === "date") return /^\d{4}-\d\d-\d\d$/.test(value) ? `"${value}"^^xsd:date` : null;
  return literal(value);
}

/**
 * Lists the questions in the page.
 * @param {object[]} questions
 * @param {(question: object) => void} onChoose
 */
export function listQuestions(questions, onChoose) {
  const list = byId("questions");
  list.replaceChildren(
    ...questions.map((question) =>
      element(
        "li",
        {
          "data-name": question.name,
          "data-words": `${question.name} ${question.title} ${question.description}`.toLowerCase(),
        },
        element(
          "button",
          { type: "button", title: question.description, onClick: () => onChoose(question) },
          question.title,
        ),
      ),
    ),
  );
  byId("catalogue-filter").addEventListener("input", ({ target }) => {
    const words = target.value.toLowerCase().split(/\s+/);
    for (const item of list.children) item.hidden = !words.every((word) => item.dataset.words.includes(word));
  });
}

/** Shows which question is chosen (null: none). */
export function markChosen(question) {
  for (const item of byId("questions").children) {
    item.firstElementChild.setAttribute("aria-current", String(item.dataset.name === question?.name));
  }
}

/**
 * Fills the form with a field for each parameter.
 * @param {object | null} question
 * @param {{get: () => string, set: (text: string) => void}} text of the editor
 * @returns {() => void} shows in the fields what the text says by now
 */
export function showParameters(question, text) {
  const fields = (question?.parameters ?? []).map((parameter) => field(parameter, text));
  byId("parameters").replaceChildren(...fields.map(({ box }) => box));
  return () => fields.forEach(({ refresh }) => refresh());
}

function field(parameter, text) {
  const { name, type, required, help } = parameter;
  const id = `parameter-${name}`;
  const kinds = { count: "number", integer: "number", decimal: "number", date: "date" };
  const input = element("input", {
    id,
    name,
    type: kinds[type] ?? "text",
    step: type === "decimal" ? "any" : null,
    required: required || type in kinds,
    "aria-describedby": `${id}-help`,
    list: type === "document" ? `${id}-list` : null,
    spellcheck: "false",
  });
  const list = type === "document" ? element("datalist", { id: `${id}-list` }) : null;
  input.addEventListener("input", () => {
    const changed = withValue(text.get(), parameter, input.value);
    if (changed !== null) text.set(changed);
  });
  if (list) suggestDocuments(input, list);
  const refresh = () => {
    const value = valueIn(text.get(), parameter);
    input.disabled = value === null;
    if (value !== null && value !== input.value) input.value = value;
  };
  refresh();
  const helpText = element("p", { id: `${id}-help` }, help.replace('""', "empty"));
  return {
    box: element("div.parameter", {}, element("label", { for: id }, inWords(name)), input, list, helpText),
    refresh,
  };
}

function suggestDocuments(input, list) {
  let asked = null;
  const suggest = async () => {
    // A value that was chosen from the list, or that stood there before, must not narrow what is offered.
    const words = input.dataset.typed ?? "";
    if (words === asked) return;
    asked = words;
    const answer = await documentsLike(words).catch(() => null);
    if (!answer || words !== asked) return;
    list.replaceChildren(
      ...answer.rows.map(([identifier, title, day]) =>
        element("option", {
          value: identifier.value,
          label: [day?.value.slice(0, 10), title?.value].filter(Boolean).join(" · "),
        }),
      ),
    );
  };
  input.addEventListener("focus", suggest);
  let pause;
  input.addEventListener("input", (event) => {
    if (event.inputType === undefined || event.inputType === "insertReplacementText") return;
    input.dataset.typed = input.value;
    clearTimeout(pause);
    pause = setTimeout(suggest, 250);
  });
}

/** Documents whose identifier or title has these words, at most 60. */
function documentsLike(words) {
  const filter = `FILTER(CONTAINS(LCASE(CONCAT(?identifier, " ", COALESCE(?title, ""))), ${literal(words.toLowerCase())}))`;
  const found = words
    ? `?paper dcterms:identifier ?identifier . OPTIONAL { ?paper dcterms:title ?title } ${filter}`
    : "?paper dcterms:identifier ?identifier";
  return ask(`${declarations(["dcterms"])}SELECT ?identifier ?title ?date WHERE {
  { SELECT ?paper ?identifier WHERE { ${found} } ORDER BY ?identifier LIMIT ${SUGGESTIONS} }
  OPTIONAL { ?paper dcterms:title ?title }
  OPTIONAL { ?paper dcterms:date ?date }
} ORDER BY ?identifier`);
}
