/**
 * Rows as a table: sorted by a click on a heading, narrowed by words, longer by request.
 * @module
 */

import { element } from "./elements.js";
import { inWords, known, learn, nameOf, quoted, shorten } from "./terms.js";

const PAGE = 200;
const NUMBERS = /#(?:integer|decimal|double|float|nonNegativeInteger|positiveInteger|long|int|short|byte)$/;
const COLLATOR = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** Whether a term is a number. */
export const isNumber = (term) => term?.type === "literal" && NUMBERS.test(term.datatype ?? "");

/** Orders terms: numbers by value, things by their names, all others by their text; a missing one comes last. */
export function compareTerms(one, other) {
  if (!one || !other) return (one ? 0 : 1) - (other ? 0 : 1);
  if (isNumber(one) && isNumber(other)) return Number(one.value) - Number(other.value);
  return COLLATOR.compare(shownText(one), shownText(other));
}

const shownText = ({ type, value }) => (type === "uri" ? nameOf(value) : value);

/** Whether a column holds words of a text, by the catalogue's names for such columns. */
export const isQuotation = (name) => /^(?:.*_)?(?:words|content|proposal|warning|answer|said)$/.test(name);

/**
 * Shows *rows* in *box*.
 * @param {HTMLElement} box
 * @param {{variables: string[], rows: object[][], caption: string}} answer
 * @param {{onThing: (iri: string) => void, sourceOf: (row: object[], column: number) => (() => void) | null}} open
 *   what a click on an IRI does, and what a click on another cell does, if anything
 */
export function showTable(box, { variables, rows, caption }, open) {
  const view = { column: null, ascending: true, words: "", shown: PAGE };
  const numeric = variables.map(
    (_, column) => rows.length > 0 && rows.every((row) => !row[column] || isNumber(row[column])),
  );
  const body = element("tbody");
  const more = element("button.more", { type: "button" });
  const headings = variables.map((name, column) => {
    const press = () => {
      view.ascending = view.column === column ? !view.ascending : true;
      view.column = column;
      draw();
    };
    const button = element("button", { type: "button", title: `Sort by ?${name}`, onClick: press }, inWords(name));
    return element(numeric[column] ? "th.number" : "th", { scope: "col" }, button);
  });

  const draw = () => {
    const chosen = arranged(rows, view);
    body.replaceChildren(...chosen.slice(0, view.shown).map((row) => tableRow(row, variables, numeric, open)));
    headings.forEach((heading, column) => {
      if (column !== view.column) heading.removeAttribute("aria-sort");
      else heading.setAttribute("aria-sort", view.ascending ? "ascending" : "descending");
    });
    more.hidden = chosen.length <= view.shown;
    const next = Math.min(PAGE, chosen.length - view.shown);
    more.textContent = `Show ${next} more of ${chosen.length.toLocaleString("en")}`;
    nameThings(body);
  };
  more.addEventListener("click", () => {
    view.shown += PAGE;
    draw();
  });

  const filter = element("input", {
    type: "search",
    placeholder: "Find in the table …",
    "aria-label": "Find in the table",
  });
  filter.addEventListener("input", () => {
    view.words = filter.value.toLowerCase();
    draw();
  });
  const table = element(
    "table",
    {},
    element("caption.unseen", {}, caption),
    element("thead", {}, element("tr", {}, ...headings)),
    body,
  );
  const scroll = element(
    "div.table-scroll",
    { tabindex: "0", role: "region", "aria-label": "The answer as a table" },
    table,
  );
  box.replaceChildren(...(rows.length > 10 ? [element("div.table-tools", {}, filter)] : []), scroll, more);
  draw();
}

function arranged(rows, { column, ascending, words }) {
  const found = words ? rows.filter((row) => row.some((term) => term?.value.toLowerCase().includes(words))) : [...rows];
  if (column === null) return found;
  const sign = ascending ? 1 : -1;
  return found.sort((one, other) =>
    one[column] && other[column]
      ? sign * compareTerms(one[column], other[column])
      : compareTerms(one[column], other[column]),
  );
}

function tableRow(row, variables, numeric, open) {
  return element(
    "tr",
    {},
    ...row.map((term, column) => {
      const classes = [numeric[column] && "number", isQuotation(variables[column]) && "quotation"].filter(Boolean);
      return element(["td", ...classes].join("."), {}, term && cell(term, row, column, variables[column], open));
    }),
  );
}

function cell(term, row, column, variable, open) {
  if (term.type === "uri") return thingLink(term.value, open.onThing);
  if (term.type === "bnode") return element("span.soft", {}, `_:${term.value}`);
  const act = open.sourceOf(row, column);
  const words = isQuotation(variable) ? quoted(term.value) : term.value;
  if (act)
    return element("button.to-source", { type: "button", title: "Show where this was read", onClick: act }, words);
  const language = term["xml:lang"];
  return language ? element("span", { lang: language }, words, element("sup.soft", {}, language)) : words;
}

/** A link to a thing, which opens in the page; its name follows when it is known. */
export function thingLink(iri, onThing) {
  const isWeb = /^https?:\/\//.test(iri);
  const press = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    onThing(iri);
  };
  const properties = { title: iri, "data-iri": iri, onClick: press };
  return isWeb
    ? element("a.thing", { ...properties, href: iri, rel: "noreferrer noopener" }, shorten(iri))
    : element("button.thing", { ...properties, type: "button" }, shorten(iri));
}

/** Gives each link to a thing in *box* the name that the graph has for it, with the short IRI below. */
async function nameThings(box) {
  const links = [...box.querySelectorAll(".thing:not(.named)")];
  try {
    await learn(links.map((link) => link.dataset.iri));
  } catch {
    return; // names are a help, not the answer
  }
  for (const link of links) {
    const iri = link.dataset.iri;
    const { label, quote } = known(iri);
    if (link.classList.contains("named") || !(label ?? quote)) continue;
    link.textContent = nameOf(iri);
    link.classList.add("named", ...(label ? [] : ["words"]));
    link.after(element("span.iri-note", {}, shorten(iri)));
  }
}
