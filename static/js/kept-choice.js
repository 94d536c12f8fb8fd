// Choices that this browser remembers for the learner: theme, single keys, open panels. Where it may not, the page works without.

/**
 * @param {string} name
 * @returns {string | null}
 */
export function keptChoice(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/**
 * @param {string} name
 * @param {string | null} value null forgets it
 */
export function keepChoice(name, value) {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    // A browser that keeps nothing shows the page as new next time.
  }
}
