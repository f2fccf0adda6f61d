/**
 * Making elements of the page: text is always text, never markup.
 * @module
 */

const SVG = "http://www.w3.org/2000/svg";

/**
 * An HTML element.
 * @param {string} tag name, with classes after dots: "button.quiet"
 * @param {Object<string, unknown>} [properties] attributes; a function under "onX" listens to event x
 * @param {...(Node|string|null|undefined|false)} children those that are null, undefined or false are left out
 * @returns {HTMLElement}
 */
export function element(tag, properties = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  return filled(document.createElement(name), classes, properties, children);
}

/** The same for an SVG element. */
export function drawn(tag, properties = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  return filled(document.createElementNS(SVG, name), classes, properties, children);
}

function filled(made, classes, properties, children) {
  if (classes.length) made.setAttribute("class", classes.join(" "));
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2).toLowerCase(), value);
    else made.setAttribute(key, value === true ? "" : String(value));
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

/** The element with this id, which the page has. */
export const byId = (id) => document.getElementById(id);

/** A number for an attribute of a drawing. */
export const round = (number) => Math.round(number * 10) / 10;

/** Offers *text* to the person as a file called *name*. */
export function offerFile(name, mediaType, text) {
  const address = URL.createObjectURL(new Blob([text], { type: mediaType }));
  const link = element("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Copies *text*, and says so on *button* for a moment. */
export async function copyFrom(button, text) {
  const label = (button.dataset.label ??= button.textContent);
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    // Without a secure context there is no clipboard: the person copies by hand.
    window.prompt("Copy this:", text);
  }
  setTimeout(() => (button.textContent = label), 1500);
}
