// Scripts that are no modules, fetched when they are first needed: uPlot for the curve, htmx for what the server decides.

import { make } from "./elements/make.js";

/** @type {Map<string, Promise<void>>} */
const loading = new Map();

/**
 * The script at `url`, loaded once.
 * @param {string} url
 * @returns {Promise<void>}
 */
export function loadScript(url) {
  let script = loading.get(url);
  if (!script) {
    script = new Promise((load, error) => document.head.append(make("script", { src: url, load: () => load(), error })));
    // A line that was down is tried again next time.
    script.catch(() => loading.delete(url));
    loading.set(url, script);
  }
  return script;
}
