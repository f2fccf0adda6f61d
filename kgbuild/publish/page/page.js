/**
 * The query page: what is typed, asked, shown and linked.
 * @module
 */

import {
  bareText,
  fetchCatalogue,
  listQuestions,
  markChosen,
  showParameters,
  valueIn,
  withValue,
} from "./catalogue.js";
import { offerFiles } from "./downloads.js";
import { makeEditor } from "./editor.js";
import { byId, copyFrom, element } from "./elements.js";
import { Fault, ask, endpointAddress } from "./endpoint.js";
import { documentWith, eventWith } from "./evidence.js";
import { likelyKeyword, tokens, undeclaredPrefixes } from "./highlight.js";
import { hashOf, stateOf } from "./link.js";
import { columnsOfRows, networkOfGraph, networkOfRows } from "./network.js";
import { showPicture } from "./picture.js";
import { hideSource, showSource } from "./source.js";
import { isQuotation, showTable } from "./table.js";
import { declarations, inWords, usePrefixes } from "./terms.js";

const OWN = `SELECT ?act (COUNT(?position) AS ?positions) WHERE {
  ?position dip:act/rdfs:label ?act .
}
GROUP BY ?act
ORDER BY DESC(?positions)
`;
const START = "rebuttals-by-speaker";
/** As in the style sheets: the questions stand above the answer, folded. */
const NARROW = "(max-width: 56rem)";
/** The editor of a question from the catalogue leaves room for its answer. */
const LINES_OF_A_QUESTION = 8;
const LINES_OF_ONES_OWN = 14;
const WAITS_SHOWN_AFTER = 300;

const state = { questions: [], question: null, view: "table", thing: null, asked: null, draw: null };
let running = null;
let refreshParameters = () => {};

const editor = makeEditor(byId("editor"), {
  onAsk: () => byId("ask").requestSubmit(),
  onChange: () => {
    refreshParameters();
    hideFault();
  },
});
const panel = {
  onQuery: (query) => {
    choose(null, query);
    run();
  },
  onShown: (iri) => {
    state.thing = iri;
    if (state.asked) writeAddress("replaceState");
  },
};
const openThing = (iri) => showSource(iri, panel);

/* --- choosing a question ------------------------------------------------------------------------------ */

function choose(question, query) {
  state.question = question;
  markChosen(question);
  const title = question?.title ?? "Your own question";
  byId("question-heading").textContent = title;
  document.title = `${title} · kgbuild`;
  byId("question-description").textContent =
    question?.description ?? "Any SPARQL query. Prefixes that the graph knows are declared for you when you ask.";
  editor.set(query);
  editor.fit(question ? LINES_OF_A_QUESTION : LINES_OF_ONES_OWN);
  refreshParameters = showParameters(question, editor);
  hideFault();
}

async function chooseExample(question) {
  choose(question, exampleText(question));
  clearAnswer();
  if (window.matchMedia(NARROW).matches) byId("catalogue-fold").open = false;
  byId("question-heading").focus();
  run();
}

/** A question with the values of its example, where it cannot be asked without values. */
function exampleText(question) {
  const required = question.parameters.filter(
    (parameter) => parameter.required && question.example[parameter.name] !== undefined,
  );
  return required.reduce(
    (query, parameter) => withValue(query, parameter, question.example[parameter.name]) ?? query,
    bareText(question),
  );
}

/* --- asking ------------------------------------------------------------------------------------------- */

async function run({ address = "pushState" } = {}) {
  running?.abort();
  const control = new AbortController();
  running = control;
  declarePrefixes();
  const query = editor.get();
  hideFault();
  setBusy(true);
  const began = performance.now();
  state.asked = { question: state.question, text: query };
  if (address) writeAddress(address);
  try {
    const answer = await ask(query, { signal: control.signal });
    await showAnswer(answer, (performance.now() - began) / 1000, control.signal);
  } catch (error) {
    if (error.name === "AbortError") {
      if (running === control) say("Cancelled.");
      return;
    }
    clearAnswer();
    showFault(error);
  } finally {
    if (running === control) {
      running = null;
      setBusy(false);
    }
  }
}

function declarePrefixes() {
  const missing = declarations(undeclaredPrefixes(editor.get()));
  if (!missing) return;
  // Comments at the top stay there.
  const head = /^(?:[ \t]*#.*\n|[ \t]*\n)*/.exec(editor.get())[0];
  editor.set(head + missing + editor.get().slice(head.length));
}

let waiting;

function setBusy(isBusy) {
  byId("cancel").hidden = !isBusy;
  byId("run").disabled = isBusy;
  byId("answer").setAttribute("aria-busy", String(isBusy));
  clearTimeout(waiting);
  if (!isBusy) return;
  waiting = setTimeout(() => byId("status").replaceChildren(element("span.spinner"), " Asking …"), WAITS_SHOWN_AFTER);
}

const say = (words) => byId("status").replaceChildren(words);

function writeAddress(how) {
  const hash = hashOf({ ...state.asked, view: state.view, thing: state.thing });
  if (hash !== location.hash) history[how](null, "", hash);
}

/* --- faults ------------------------------------------------------------------------------------------- */

const KINDLY = {
  0: "No connection",
  400: "The query does not work as it stands",
  403: "The query is refused",
  413: "The query is too long",
  429: "You have asked much in a short time",
  503: "The server is busy",
  504: "The query took too long",
};

function showFault(error) {
  const fault = error instanceof Fault ? error : new Fault(`The page failed to show the answer: ${error.message}`);
  const parts = [
    element("strong", {}, KINDLY[fault.status] ?? "The query was not answered"),
    element("p", {}, fault.message),
  ];
  if (fault.retryAfter) parts.push(element("p", {}, `Ask again in ${fault.retryAfter} seconds.`));
  const meant = fault.line ? meantNear(fault.line) : null;
  if (meant) parts.push(element("p", {}, "Did you mean ", element("strong.code", {}, meant), "?"));
  if (fault.line) {
    editor.mark(fault.line, fault.column);
    const go = () => editor.goTo(fault.line, fault.column);
    parts.push(element("button", { type: "button", onClick: go }, `Go to line ${fault.line}, column ${fault.column}`));
  }
  byId("fault").replaceChildren(...parts);
  byId("fault").hidden = false;
  say("");
}

/** The keyword that an unknown word on a line, or the line before, was probably meant to be. */
function meantNear(line) {
  const near = editor
    .get()
    .split("\n")
    .slice(Math.max(0, line - 2), line)
    .join("\n");
  const words = tokens(near).filter(({ kind }) => kind === "word");
  return words.map(({ text: word }) => likelyKeyword(word)).find(Boolean) ?? null;
}

const hideFault = () => (byId("fault").hidden = true);

/* --- the answer --------------------------------------------------------------------------------------- */

function clearAnswer() {
  for (const id of ["view-table", "view-picture", "views", "downloads"]) byId(id).hidden = true;
  say("");
}

async function showAnswer(answer, seconds, signal) {
  const took = `${seconds < 0.1 ? seconds.toFixed(2) : seconds.toFixed(1)} s`;
  if (answer.kind === "boolean") {
    clearAnswer();
    return say(`${answer.value ? "Yes" : "No"}. · ${took}`);
  }
  const rows = answer.kind === "graph" ? graphAsRows(answer) : answer;
  const count = rows.rows.length.toLocaleString("en");
  const noun = (answer.kind === "graph" ? "statement" : "row") + (rows.rows.length === 1 ? "" : "s");
  // The first values of a question are those of the example telegrams, which other graphs have not.
  const remedy = state.asked.question?.parameters.some(({ required }) => required)
    ? " Try other values in the form."
    : "";
  say(rows.rows.length ? `${count} ${noun} · ${took}` : `No ${noun}: the graph has no answer to that.${remedy}`);
  offerFiles(byId("downloads"), answer, {
    name: state.question?.name ?? "answer",
    query: state.asked.text,
    onFault: showFault,
  });
  const caption = state.question?.title ?? "The answer";
  showTable(
    byId("view-table"),
    { ...rows, caption },
    { onThing: openThing, sourceOf: (row, column) => sourceOf(rows, row, column) },
  );
  const columns = answer.kind === "rows" ? columnsOfRows(answer) : null;
  state.draw =
    rows.rows.length && (answer.kind === "graph" || columns)
      ? () => drawPicture(answer, columns, caption, signal)
      : null;
  byId("tab-picture").disabled = !state.draw;
  byId("tab-picture").title = state.draw ? "" : "A picture needs two columns of things or names";
  byId("views").hidden = false;
  await showView(state.draw ? state.view : "table");
}

const graphAsRows = ({ triples }) => ({ variables: ["subject", "predicate", "object"], rows: triples });

async function showView(view) {
  for (const each of ["table", "picture"]) {
    const isShown = each === view;
    byId(`view-${each}`).hidden = !isShown;
    byId(`tab-${each}`).setAttribute("aria-selected", String(isShown));
    byId(`tab-${each}`).tabIndex = isShown ? 0 : -1;
  }
  if (view !== "picture") return;
  try {
    await state.draw();
  } catch (error) {
    if (error.name === "AbortError") throw error;
    showFault(error); // the table is there all the same
  }
}

async function chooseView(view) {
  state.view = view;
  byId(`tab-${view}`).focus();
  writeAddress("replaceState");
  await showView(view);
}

async function drawPicture(answer, columns, title, signal) {
  const box = byId("view-picture");
  if (answer.kind === "graph")
    return showPicture(box, await networkOfGraph(answer.triples, { signal }), { title, onThing: openThing });
  const controls = columnControls(answer, columns, () => drawPicture(answer, columns, title, signal));
  return showPicture(box, await networkOfRows(answer.rows, columns, { signal }), {
    title,
    onThing: openThing,
    controls,
  });
}

function columnControls({ variables }, columns, redraw) {
  const select = (label, part, choices) => {
    const options = choices.map((column) =>
      element(
        "option",
        { value: column ?? "", selected: column === columns[part] },
        column === null ? "none" : inWords(variables[column]),
      ),
    );
    const chosen = element("select", {}, ...options);
    chosen.addEventListener("change", async () => {
      columns[part] = chosen.value === "" ? null : Number(chosen.value);
      await redraw();
      byId("view-picture").querySelector(`[data-part="${part}"] select`).focus();
    });
    return element("label", { "data-part": part }, label, " ", chosen);
  };
  const lines = [null, ...columns.telling.filter((column) => column !== columns.from && column !== columns.to)];
  return element(
    "div.column-choice",
    {},
    select("From", "from", columns.ends),
    select("to", "to", columns.ends),
    lines.length > 1 && select("line shows", "line", lines),
  );
}

/* --- where a row was read ----------------------------------------------------------------------------- */

/**
 * What a click on a cell opens, by the names that the catalogue gives its columns: the words of an event ("words",
 * "opening_words", ...), where they begin ("at"), and the identifier of a document ("document", "citing", ...).
 */
function sourceOf({ variables }, row, column) {
  const name = variables[column];
  const term = row[column];
  const named = (wanted) => row[variables.indexOf(wanted)]?.value;
  const document = named("document") ?? named("document_name") ?? namedParameter("document");
  if (/^(?:document|document_name|citing|cited)$/.test(name)) return () => opening(documentWith(term.value));
  if (isQuotation(name)) return () => opening(eventWith({ words: term.value, at: named("at"), document }));
  if (name === "at" && document) return () => opening(eventWith({ at: term.value, document }));
  return null;
}

function namedParameter(name) {
  const parameter = state.asked.question?.parameters.find((each) => each.name === name);
  return (parameter && valueIn(state.asked.text, parameter)) || undefined;
}

async function opening(search) {
  try {
    const iri = await search;
    if (iri) openThing(iri);
    else say("The graph does not tell where these words were read.");
  } catch (error) {
    showFault(error);
  }
}

/* --- the page ----------------------------------------------------------------------------------------- */

function wire() {
  byId("ask").addEventListener("submit", (event) => {
    event.preventDefault();
    if (!running) run();
  });
  byId("cancel").addEventListener("click", () => running?.abort());
  byId("own-question").addEventListener("click", () => {
    choose(null, OWN);
    clearAnswer();
    editor.focus();
  });
  byId("copy-link").addEventListener("click", ({ target }) => {
    const hash = hashOf({ question: state.question, text: editor.get(), view: state.view, thing: state.thing });
    copyFrom(target, new URL(hash, location.href).href);
  });
  if (/Mac|iPhone|iPad/.test(navigator.userAgent)) document.querySelector("kbd.hint").textContent = "⌘ + Enter";
  byId("endpoint-address").textContent = endpointAddress();
  byId("copy-endpoint").addEventListener("click", ({ target }) => copyFrom(target, endpointAddress()));
  for (const view of ["table", "picture"]) byId(`tab-${view}`).addEventListener("click", () => chooseView(view));
  byId("views").addEventListener("keydown", ({ key }) => {
    const isArrow = key === "ArrowLeft" || key === "ArrowRight";
    if (isArrow && state.draw) chooseView(byId("view-table").hidden ? "table" : "picture");
  });
  window.addEventListener("popstate", openAddress);
}

/** Shows and asks what the address tells; without a question in it, the one that the page begins with, not yet asked. */
function openAddress() {
  const found = stateOf(location.hash, state.questions);
  state.view = found.view;
  if (found.text !== null) {
    choose(found.question, found.text);
    run({ address: null });
  } else {
    const first = state.questions.find(({ name }) => name === START) ?? null;
    choose(first, first ? exampleText(first) : OWN);
    clearAnswer();
    state.asked = null;
    say("Choose a question, or change this one, and ask.");
  }
  if (found.thing) openThing(found.thing);
  else if (!byId("source").hidden) hideSource(panel);
}

async function main() {
  wire();
  const failure = await loadCatalogue().catch((error) => error);
  if (window.matchMedia(NARROW).matches) byId("catalogue-fold").open = false;
  openAddress();
  if (failure) showFault(failure);
}

async function loadCatalogue() {
  const { prefixes, questions } = await fetchCatalogue();
  usePrefixes(prefixes);
  state.questions = questions;
  listQuestions(questions, chooseExample);
}

main();
