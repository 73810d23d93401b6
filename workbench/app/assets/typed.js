// One set of listeners, however often the part is put on the page.
window.wbTyped?.abort();
const { signal } = (window.wbTyped = new AbortController());
const inside = event => event.target.closest?.(Object.values(given.boxes).map(id => '#' + id).join());
const text = id => document.querySelector(`#${id} :is(textarea, input)`)?.value ?? '';
let waiting;
// A text brings its own direction of writing.
const directed = () => {
  const boxes = Object.values(given.boxes).map(id => document.querySelector(`#${id} :is(textarea, input)`));
  boxes.forEach(box => { if (box) box.dir = 'auto'; });
  if (!boxes[0]) requestAnimationFrame(directed);
};
directed();
function send() {
  clearTimeout(waiting);
  delete document.getElementById(given.stale)?.dataset.typing;
  trigger('select', Object.fromEntries(Object.entries(given.boxes).map(([name, id]) => [name, text(id)])));
}
document.addEventListener('input', event => {
  if (!inside(event)) return;
  const stale = document.getElementById(given.stale);
  stale?.classList.add('wb-stale');
  if (stale) stale.dataset.typing = '1';
  clearTimeout(waiting);
  if (!event.isComposing) waiting = setTimeout(send, given.pause);
}, { signal });
document.addEventListener('compositionend', event => {
  if (!inside(event)) return;
  clearTimeout(waiting);
  waiting = setTimeout(send, given.pause);
}, { signal });
document.addEventListener('keydown', event => {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || !inside(event)) return;
  event.preventDefault();
  send();
}, { signal });
