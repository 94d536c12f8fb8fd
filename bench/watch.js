// Runs in the page before its own scripts and notes when something can be seen. bench/journeys.py reads `watch`.

const watch = { usable: 0, clicked: 0, firstPicture: 0, reached: 0, epochs: 0, target: 0, pictures: [], rates: [] };
Object.assign(globalThis, { watch });

/** After the next animation frame has been painted. */
const whenPainted = (act) => requestAnimationFrame(() => setTimeout(() => act(performance.now())));
const state = () => document.querySelector("dlp-board")?.state;

function waitUntilUsable() {
  const board = state();
  if (board?.connection !== "open" || !board.maps) return requestAnimationFrame(waitUntilUsable);
  whenPainted((now) => (watch.usable = now));
  let before = board.maps.output.values;
  let isAsked = false;
  board.addEventListener("maps", () => {
    if (!watch.clicked || isAsked) return;
    const { values } = board.maps.output;
    if (!watch.firstPicture && values.every((value, i) => value === before[i])) return;
    isAsked = true;
    whenPainted((now) => {
      isAsked = false;
      watch.firstPicture ||= now;
      watch.pictures.push(now);
    });
  });
  board.addEventListener("frame", () => board.frame.epochsPerSecond && watch.rates.push(board.frame.epochsPerSecond));
  const look = () => {
    if (watch.reached || !watch.clicked || !(board.row?.[4] <= watch.target)) return;
    watch.reached = -1;
    watch.epochs = board.row[2];
    whenPainted((now) => (watch.reached = now));
  };
  for (const name of ["frame", "rows"]) board.addEventListener(name, look);
  addEventListener("click", ({ target, timeStamp }) => {
    if (target.closest("[data-play]")) watch.clicked ||= timeStamp;
  }, true);
}

requestAnimationFrame(waitUntilUsable);
