/**
 * Terms of the ontology and variables of the query, offered while one is typed.
 *
 * The list follows the ARIA pattern of a combobox with a listbox: the focus stays in the editor.
 * @module
 */

import { ask } from "./endpoint.js";
import { element } from "./elements.js";
import { tokens } from "./highlight.js";
import { declarations, full, shorten } from "./terms.js";

const MOST = 8;

let terms = null;

/** The terms of the ontology, as the graph tells them: `{name, label, note}`; asked for once. */
function ontologyTerms() {
  terms ??= ask(`${declarations(["dip", "rdfs", "skos"])}SELECT ?term ?label ?definition WHERE {
  ?term rdfs:isDefinedBy <${full("dip:").slice(0, -1)}> ; rdfs:label ?label .
  OPTIONAL { ?term skos:definition ?definition }
} ORDER BY ?term`).then(
    ({ rows }) =>
      rows.map(([term, label, note]) => ({ name: shorten(term.value), label: label.value, note: note?.value ?? "" })),
    () => {
      terms = null;
      return [];
    },
  );
  return terms;
}

/**
 * What may stand where the caret is.
 * @param {string} query
 * @param {number} caret in UTF-16 units from 0
 * @returns {Promise<{typed: string, choices: {name: string, label: string, note: string}[]}>}
 */
export async function choicesAt(query, caret) {
  const all = tokens(query);
  const token = all.find(
    ({ kind, text, start }) => start + text.length === caret && (kind === "name" || kind === "variable"),
  );
  const isLone = query[caret - 1] === "?" || query[caret - 1] === "$";
  const typed = token?.text ?? (isLone ? query[caret - 1] : "");
  if (!typed) return { typed, choices: [] };
  const isVariable = /^[?$]/.test(typed);
  const others = isVariable ? variablesOf(all, token) : await ontologyTerms();
  return { typed, choices: fitting(others, typed.toLowerCase()) };
}

function variablesOf(all, token) {
  const names = all.filter((each) => each.kind === "variable" && each !== token).map(({ text }) => text);
  return [...new Set(names)].map((name) => ({ name, label: "", note: "" }));
}

/** Names that begin with what is typed, then those whose name or label has its letters after the colon. */
function fitting(all, typed) {
  const rest = typed.slice(typed.indexOf(":") + 1);
  const begins = ({ name }) => name.toLowerCase().startsWith(typed);
  const prefix = typed.slice(0, typed.length - rest.length);
  const has = ({ name, label }) =>
    rest.length > 1 && name.startsWith(prefix) && `${name} ${label}`.toLowerCase().includes(rest);
  const found = [...all.filter(begins), ...all.filter((each) => !begins(each) && has(each))];
  // A whole name needs no list, which would take the next Enter for itself.
  return found.some(({ name }) => name.toLowerCase() === typed) ? [] : found.slice(0, MOST);
}

/**
 * Offers completions in a text area.
 * @param {HTMLTextAreaElement} area
 * @param {HTMLElement} box what the list is put into
 */
export function offerCompletions(area, box) {
  const list = element("ul.completions", {
    id: "completions",
    role: "listbox",
    "aria-label": "Completions",
    hidden: true,
  });
  const view = { typed: "", choices: [], chosen: 0 };
  box.append(list);
  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-controls", "completions");

  const close = () => {
    list.hidden = true;
    area.removeAttribute("aria-activedescendant");
  };
  const show = () => {
    const options = view.choices.map(({ name, label, note }, index) =>
      element(
        "li",
        {
          id: `completion-${index}`,
          role: "option",
          "aria-selected": String(index === view.chosen),
          title: note,
          onPointerdown: (event) => take(index, event),
        },
        element("code", {}, name),
        label && element("span.soft", {}, label),
      ),
    );
    list.replaceChildren(...options);
    list.hidden = !options.length;
    if (!options.length) return close();
    placeAtCaret(list, area, view.typed.length);
    area.setAttribute("aria-activedescendant", `completion-${view.chosen}`);
    return undefined;
  };
  const take = (index, event) => {
    event.preventDefault();
    area.setSelectionRange(area.selectionStart - view.typed.length, area.selectionStart);
    // The old command is the only way that keeps the browser's undo.
    document.execCommand("insertText", false, view.choices[index].name);
    close();
  };
  const move = (step) => {
    view.chosen = (view.chosen + step + view.choices.length) % view.choices.length;
    show();
  };
  const keys = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Escape: close,
    Enter: (event) => take(view.chosen, event),
    Tab: (event) => take(view.chosen, event),
  };
  // Before the editor's own keys: Enter takes what is chosen while the list is open.
  area.addEventListener(
    "keydown",
    (event) => {
      if (list.hidden || !keys[event.key] || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      keys[event.key](event);
    },
    { capture: true },
  );
  area.addEventListener("input", async (event) => {
    if (event.inputType !== "insertText" && !(event.inputType === "deleteContentBackward" && !list.hidden))
      return close();
    const caret = area.selectionStart;
    const { typed, choices } = await choicesAt(area.value, caret);
    if (area.selectionStart !== caret || document.activeElement !== area) return undefined;
    Object.assign(view, { typed, choices, chosen: 0 });
    return show();
  });
  for (const kind of ["blur", "scroll", "click"]) area.addEventListener(kind, close);
  window.addEventListener("scroll", close, { passive: true });
}

/** Puts the list under the word that ends at the caret; the text's letters are all of one width. */
function placeAtCaret(list, area, typed) {
  const style = getComputedStyle(area);
  const before = area.value.slice(0, area.selectionStart);
  const line = before.split("\n").length;
  const column = before.length - before.lastIndexOf("\n") - 1 - typed;
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = style.font;
  const corner = area.getBoundingClientRect();
  const left = corner.left + parseFloat(style.paddingLeft) + column * pen.measureText("m").width - area.scrollLeft;
  const top = corner.top + parseFloat(style.paddingTop) + line * parseFloat(style.lineHeight) - area.scrollTop;
  list.style.left = `${Math.max(0, Math.min(left, window.innerWidth - list.offsetWidth - 8))}px`;
  list.style.top = `${Math.max(0, Math.min(top, window.innerHeight - list.offsetHeight - 8))}px`;
}
