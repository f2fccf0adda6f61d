/**
 * A small editor of SPARQL: a text area over its own highlighted copy.
 * @module
 */

import { offerCompletions } from "./completion.js";
import { element } from "./elements.js";
import { tokens } from "./highlight.js";

const LEAST_LINES = 5;

/**
 * Makes the editor in *box*.
 * @param {HTMLElement} box
 * @param {{onChange: () => void, onAsk: () => void}} events
 */
export function makeEditor(box, { onChange, onAsk }) {
  const area = element("textarea", {
    id: "query",
    name: "query",
    spellcheck: "false",
    autocapitalize: "off",
    autocomplete: "off",
    wrap: "off",
    "aria-describedby": "fault",
    rows: 14,
  });
  const colours = element("pre", { "aria-hidden": "true" });
  const numbers = element("pre.numbers", { "aria-hidden": "true" });
  let marked = null;

  const paint = () => {
    paintTokens(colours, area.value, marked);
    const count = area.value.split("\n").length;
    numbers.replaceChildren(
      ...Array.from({ length: count }, (_, index) =>
        element(index + 1 === marked?.line ? "b" : "span", {}, `${index + 1}\n`),
      ),
    );
    follow();
  };
  const follow = () => {
    colours.style.transform = `translate(${-area.scrollLeft}px, ${-area.scrollTop}px)`;
    numbers.style.transform = `translateY(${-area.scrollTop}px)`;
  };

  area.addEventListener("scroll", follow);
  area.addEventListener("input", () => {
    marked = null;
    paint();
    onChange();
  });
  area.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      onAsk();
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      keepIndent(event, area);
    }
  });
  const page = element("div.page", {}, element("div.under", {}, colours), area);
  box.append(element("div.gutter", {}, numbers), page);
  offerCompletions(area, page);

  return {
    get: () => area.value,
    set(text) {
      area.value = text;
      marked = null;
      paint();
    },
    /** Makes the editor as high as its text asks, but not higher than *most* lines. */
    fit(most) {
      const lines = Math.min(most, Math.max(LEAST_LINES, area.value.split("\n").length));
      box.style.height = `calc(${lines} * 1.55em + 1.4rem)`;
    },
    /** Marks a place, of line and column from 1, and brings it into view. */
    mark(line, column) {
      marked = { line, column };
      paint();
      area.scrollTop = Math.max(0, (line - 4) * lineHeight(area));
    },
    /** Puts the caret at a place. */
    goTo(line, column) {
      const start = offsetOf(area.value, line, column);
      area.focus();
      area.setSelectionRange(start, start);
    },
    focus: () => area.focus(),
  };
}

const lineHeight = (area) => parseFloat(getComputedStyle(area).lineHeight) || 20;

function keepIndent(event, area) {
  const before = area.value.slice(0, area.selectionStart);
  const indent = /[ \t]*/.exec(before.slice(before.lastIndexOf("\n") + 1))[0];
  const deeper = /[{(]\s*$/.test(before) ? "  " : "";
  if (!indent && !deeper) return;
  event.preventDefault();
  // The old command is the only way that keeps the browser's undo.
  document.execCommand("insertText", false, `\n${indent}${deeper}`);
}

/** The offset in UTF-16 units of a line and column, both from 1; the end for a place beyond it. */
export function offsetOf(text, line, column) {
  const lines = text.split("\n");
  const before = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  return Math.min(text.length, before + Math.min(column - 1, lines[line - 1]?.length ?? 0));
}

function paintTokens(pre, text, marked) {
  const at = marked ? offsetOf(text, marked.line, marked.column) : -1;
  const all = tokens(text);
  // The server points at where it could not go on: what stands there, or the last thing before white space.
  const solid = all.filter(({ kind }) => kind !== "space" && kind !== "comment");
  const wrong = marked && (solid.find(({ start, text: words }) => at < start + words.length) ?? solid.at(-1));
  const spans = all.map((token) =>
    token.kind === "space"
      ? token.text
      : element(`span.${token.kind}${token === wrong ? ".wrong" : ""}`, {}, token.text),
  );
  pre.replaceChildren(...spans, "\n");
}
