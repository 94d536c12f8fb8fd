// Elements and icons made in scripts. Never from HTML text: what is shown is set as text or as attributes.

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  plus: "M8 3.5v9M3.5 8h9",
  minus: "M3.5 8h9",
  close: "m4 4 8 8M12 4l-8 8",
  down: "m4.5 6.5 3.5 3.5 3.5-3.5",
  right: "M6.5 4.5 10 8l-3.5 3.5",
  open: "M4 7.5h8v5.2H4zM5.8 7.5V5.4a2.2 2.2 0 0 1 4.3-.7",
  lock: "M4 7.5h8v5.2H4zM5.8 7.5V5.4a2.2 2.2 0 0 1 4.4 0v2.1",
};

/** @typedef {keyof typeof ICONS} IconName */

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | number | boolean | ((event: any) => void)>} attributes a function is a listener, true an empty attribute
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== false) element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children);
  return element;
}

/** @param {IconName} name */
export function makeIcon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS(SVG, "path"));
  changeIcon(svg, name);
  return svg;
}

/**
 * @param {Element} svg made by makeIcon
 * @param {IconName} name
 */
export function changeIcon(svg, name) {
  svg.firstElementChild?.setAttribute("d", ICONS[name]);
}
