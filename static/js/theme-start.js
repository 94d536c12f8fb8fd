// The theme that was chosen here before, set before anything is drawn: the one script that is not a module. The switch is elements/theme.js.

"use strict";
try {
  const theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset["theme"] = theme;
} catch {
  // Without storage the device decides.
}
