/**
 * What a page's address says after "#", so that a link opens a question again.
 *
 * `#question=NAME&PARAMETER=VALUE` for a question of the catalogue as it stands, `#query=TEXT` for any other, with
 * `question=NAME` if it began as that; `view=picture` for the picture, `thing=IRI` for what the panel shows. What
 * follows "#" is not sent to the server.
 * @module
 */

import { bareText, valueIn, withValue } from "./catalogue.js";

/** Names that no parameter of a question may have. */
export const RESERVED = ["question", "query", "view", "thing"];

/** The address's part after "#" for a state of the page: `{question, text, view, thing}`. */
export function hashOf({ question, text, view, thing }) {
  const parts = new URLSearchParams();
  if (question) parts.set("question", question.name);
  const values = (question?.parameters ?? []).map((parameter) => [parameter, valueIn(text, parameter)]);
  if (question && bound(question, values) === text) values.forEach(([{ name }, value]) => parts.set(name, value));
  else parts.set("query", text);
  if (view === "picture") parts.set("view", view);
  if (thing) parts.set("thing", thing);
  return `#${parts}`;
}

/** The state that a part after "#" tells; its text is null if it names no question and has no query. */
export function stateOf(hash, questions) {
  const parts = new URLSearchParams(hash.slice(1));
  const question = questions.find(({ name }) => name === parts.get("question")) ?? null;
  const given = (question?.parameters ?? []).map((parameter) => [parameter, parts.get(parameter.name)]);
  const text = parts.get("query") ?? (question && bound(question, given));
  return { question, text, view: parts.get("view") === "picture" ? "picture" : "table", thing: parts.get("thing") };
}

/** A question's query with values in their places; a null keeps what stands there. */
function bound(question, values) {
  return values.reduce(
    (text, [parameter, value]) => (value === null ? text : (withValue(text, parameter, value) ?? text)),
    bareText(question),
  );
}
