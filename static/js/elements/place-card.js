// Where a card opens over the network: right of what it is about, else left, always inside. On a phone the style makes it a sheet instead.

const DISTANCE = 20;
const MARGIN = 8;

/**
 * @param {HTMLElement} card a child of the network
 * @param {DOMRect | null} box of what it is about, in the network's pixels
 */
export function placeCard(card, box) {
  const room = card.parentElement;
  if (!room || !box) return;
  const [width, height] = [card.offsetWidth, card.offsetHeight];
  const right = box.right + DISTANCE;
  const left = box.left - DISTANCE - width;
  const most = room.clientWidth - width - MARGIN;
  const x = right <= most || left < MARGIN ? Math.min(right, most) : left;
  const y = Math.min(box.top - 50, room.clientHeight - height - MARGIN);
  card.style.left = `${Math.max(MARGIN, x)}px`;
  card.style.top = `${Math.max(MARGIN, y)}px`;
}
