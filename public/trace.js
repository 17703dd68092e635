// The drawing of a chain: begins at the lot itself, and is moved by dragging. Without it one scrolls.
const graph = document.querySelector('.graph');
const root = graph?.querySelector('#root');
if (root) {
  const [frame, own] = [graph.getBoundingClientRect(), root.getBoundingClientRect()];
  graph.scrollLeft += own.left - frame.left - (frame.width - own.width) / 2;
}
let held = null;
graph?.addEventListener('pointerdown', (event) => {
  if (event.pointerType !== 'mouse' || event.button !== 0) return; // a finger scrolls by itself
  held = { x: event.clientX, y: event.clientY, left: graph.scrollLeft, top: graph.scrollTop, moved: false };
});
addEventListener('pointermove', (event) => {
  if (!held) return;
  const [x, y] = [event.clientX - held.x, event.clientY - held.y];
  held.moved ||= Math.hypot(x, y) > 4;
  if (held.moved) graph.scrollTo(held.left - x, held.top - y);
});
addEventListener('pointerup', () => {
  const dragged = held?.moved;
  held = null;
  if (!dragged) return;
  const stop = (event) => event.preventDefault();
  graph.addEventListener('click', stop, true);
  setTimeout(() => graph.removeEventListener('click', stop, true));
});
graph?.addEventListener('dragstart', (event) => event.preventDefault());
