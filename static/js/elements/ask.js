// A command as a control sends it: the refusal is told by the sentence, and waiting longer than one notices is shown.

import { isLimited } from "./network-head.js";

/** @typedef {import("../board-state.js").BoardState} BoardState */

/** Milliseconds from which a wait is shown. */
const NOTICED = 500;

/** Commands that are waited for longer than one notices, by board. @type {WeakMap<BoardState, number>} */
const waiting = new WeakMap();

/**
 * Resolves with whether the command was taken; never rejects.
 * @param {BoardState} state
 * @param {string} name
 * @param {Record<string, unknown>} [fields]
 */
export async function ask(state, name, fields = {}) {
  let isShown = false;
  const timer = setTimeout(() => {
    isShown = true;
    count(state, 1);
  }, NOTICED);
  try {
    await state.command(name, fields);
    state.dispatchEvent(new CustomEvent("asked", { detail: name }));
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
    if (isShown) count(state, -1);
  }
}

/**
 * Whether an answer is overdue.
 * @param {BoardState} state
 */
export function isWaiting(state) {
  return (waiting.get(state) ?? 0) > 0;
}

/**
 * Buttons with `data-command` send that command, unless it means nothing now (see `allow`).
 * @param {Element} root
 * @param {BoardState} state
 * @param {AbortSignal} signal
 */
export function sendOnPress(root, state, signal) {
  for (const button of root.querySelectorAll("[data-command]")) {
    if (!(button instanceof HTMLButtonElement)) continue;
    button.addEventListener("click", () => isLimited(button) || ask(state, button.dataset["command"] ?? ""), { signal });
  }
}

/**
 * Whether a button can be pressed now. It is never `disabled`: that would take the focus from whoever has just pressed it.
 * @param {Element} button
 * @param {boolean} isAllowed
 */
export function allow(button, isAllowed) {
  button.ariaDisabled = isAllowed ? null : "true";
}

/**
 * @param {BoardState} state
 * @param {1 | -1} by
 */
function count(state, by) {
  waiting.set(state, (waiting.get(state) ?? 0) + by);
  document.documentElement.toggleAttribute("data-waiting", isWaiting(state));
  state.dispatchEvent(new Event("waiting"));
}
