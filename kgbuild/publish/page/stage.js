/**
 * The stage on which a picture stands: moved, zoomed, and walked by keyboard.
 * @module
 */

import { element, round } from "./elements.js";

const SCALES = { least: 0.05, most: 4, first: 1.25 };
const MARGIN = 20;
/** A pointer that has travelled farther than this, in pixels, drags. */
const DRAG = 6;

/**
 * Lets a picture be moved by dragging and arrow keys, and zoomed by Ctrl and wheel, two fingers, "+", "-" and "0".
 * @param {SVGElement} svg
 * @param {SVGElement} scene the group in it that moves
 * @param {{width: number, height: number}} size of the whole picture
 * @returns {{zoom: (factor: number) => void, fit: () => void}}
 */
export function movable(svg, scene, { width, height }) {
  const view = { x: 0, y: 0, scale: 1 };
  const pointers = new Map();
  let travelled = 0;
  const apply = () =>
    scene.setAttribute("transform", `translate(${round(view.x)} ${round(view.y)}) scale(${view.scale.toFixed(4)})`);
  const zoom = (factor, at = { x: svg.clientWidth / 2, y: svg.clientHeight / 2 }) => {
    const scale = Math.min(SCALES.most, Math.max(SCALES.least, view.scale * factor));
    view.x = at.x - ((at.x - view.x) * scale) / view.scale;
    view.y = at.y - ((at.y - view.y) * scale) / view.scale;
    view.scale = scale;
    apply();
  };
  const move = (x, y) => {
    view.x += x;
    view.y += y;
    apply();
  };
  const fit = () => {
    // As high as the picture needs in this width, and not higher than the window.
    svg.style.height = `clamp(16rem, ${Math.round((svg.clientWidth * height) / width) + 2 * MARGIN}px, 72vh)`;
    const room = { width: svg.clientWidth || 900, height: svg.clientHeight || 560 };
    view.scale = Math.min((room.width - 2 * MARGIN) / width, (room.height - 2 * MARGIN) / height, SCALES.first);
    view.x = (room.width - width * view.scale) / 2;
    view.y = (room.height - height * view.scale) / 2;
    apply();
  };
  const at = ({ clientX, clientY }) => {
    const { left, top } = svg.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  };
  svg.addEventListener("pointerdown", (event) => {
    pointers.set(event.pointerId, at(event));
    travelled = 0;
  });
  svg.addEventListener("pointermove", (event) => {
    if (!pointers.has(event.pointerId)) return;
    const [before, now] = [pointers.get(event.pointerId), at(event)];
    const [other] = [...pointers].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
    pointers.set(event.pointerId, now);
    travelled += Math.abs(now.x - before.x) + Math.abs(now.y - before.y);
    if (other)
      zoom(
        Math.hypot(now.x - other.x, now.y - other.y) / (Math.hypot(before.x - other.x, before.y - other.y) || 1),
        other,
      );
    else move(now.x - before.x, now.y - before.y);
    if (travelled > DRAG && !svg.hasPointerCapture(event.pointerId)) svg.setPointerCapture(event.pointerId);
  });
  for (const end of ["pointerup", "pointercancel"])
    svg.addEventListener(end, ({ pointerId }) => pointers.delete(pointerId));
  // The end of a drag is not a click on the box under it.
  svg.addEventListener("click", (event) => travelled > DRAG && event.preventDefault(), { capture: true });
  svg.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      zoom(Math.exp(-event.deltaY / 300), at(event));
    },
    { passive: false },
  );
  const keys = {
    "+": () => zoom(1.25),
    "=": () => zoom(1.25),
    "-": () => zoom(0.8),
    0: fit,
    ArrowLeft: () => move(60, 0),
    ArrowRight: () => move(-60, 0),
    ArrowUp: () => move(0, 60),
    ArrowDown: () => move(0, -60),
  };
  svg.addEventListener("keydown", (event) => {
    if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    keys[event.key]();
  });
  new ResizeObserver(fit).observe(svg);
  return { zoom, fit };
}

/** Buttons for what the keys do, and to save the picture. */
export function zoomBar({ zoom, fit }, onSave) {
  const button = (label, name, act) =>
    element("button.quiet", { type: "button", "aria-label": name, title: name, onClick: act }, label);
  return element(
    "div.zoom",
    {},
    button("+", "Larger (+)", () => zoom(1.25)),
    button("−", "Smaller (−)", () => zoom(0.8)),
    button("Fit", "The whole picture (0)", fit),
    button("SVG", "Save the picture as SVG", onSave),
  );
}
