// See parts/table.py. The row that is open is marked at once, without asking the server; who types is left alone.
const rows = () => [...element.querySelectorAll('tbody tr')];

const mark = id => {
  for (const row of rows()) {
    const here = row.dataset.id === id;
    row.setAttribute('aria-selected', here);
    row.tabIndex = here ? 0 : -1;
    if (!here) continue;
    // The list alone is scrolled: the page stays where the person is.
    const list = row.closest('.wb-scroll'), box = list.getBoundingClientRect(), at = row.getBoundingClientRect();
    const head = list.querySelector('thead').offsetHeight;
    if (at.top < box.top + head) list.scrollTop += at.top - box.top - head;
    if (at.bottom > box.bottom) list.scrollTop += at.bottom - box.bottom;
  }
};

// What was pressed last, and until when answers to earlier presses are not heard.
let pressed = { id: null, until: 0 };

// One request at a time: two of them may overtake each other. Of what is pressed meanwhile the last is asked for then.
let underWay = null, next = null;
const ask = id => {
  if (underWay !== null) {
    next = id;
    return;
  }
  if (id === new URLSearchParams(location.search).get('segment')) {
    document.getElementById('detail')?.classList.remove('wb-stale');  // it is there
    return;
  }
  underWay = id;
  setTimeout(answered, 2000, id);  // where none comes
  trigger('select', { open: id });
};
const answered = id => {
  if (underWay !== id) return;
  const then = next;
  underWay = next = null;
  if (then !== null) ask(then);
};

const open = row => {
  mark(row.dataset.id);
  pressed = { id: row.dataset.id, until: performance.now() + 2000 };
  document.getElementById('detail')?.classList.add('wb-stale');
  document.getElementById('page-review').dataset.detail = 'open';
  if (innerWidth <= 640) scrollTo(0, 0);  // there it takes the place of the list
  ask(row.dataset.id);
};

// Where the next page is fetched, its first or last row is opened once it is there.
let wanted = null;
const step = by => {
  const all = rows(), at = all.findIndex(row => row.getAttribute('aria-selected') === 'true');
  const table = element.querySelector('table');
  if (!table) return;
  const next = all[at + by];
  if (next) return open(next);
  const skip = by > 0 ? table.dataset.after : table.dataset.before;
  if (skip === '' || !all.length) return;
  wanted = by;
  trigger('select', { skip: Number(skip) });
};

const drawn = () => {
  const canvas = element.querySelector('.wb-minimap');
  if (!canvas || !canvas.clientWidth) return;
  const { bars, total, skip, last } = canvas.dataset;
  const ratio = devicePixelRatio || 1, width = canvas.clientWidth, height = canvas.clientHeight;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  const style = getComputedStyle(canvas), draw = canvas.getContext('2d');
  draw.scale(ratio, ratio);
  draw.fillStyle = style.getPropertyValue('--wb-here');
  if (Number(total) > Number(last) - Number(skip)) {
    draw.fillRect(width * skip / total, 0, Math.max(2, width * (last - skip) / total), height);
  }
  const bar = width / bars.length;
  [...bars].forEach((digit, place) => {
    const share = digit === 'x' ? 0 : (parseInt(digit, 16) + 1) / 16;
    draw.fillStyle = share > .5 ? style.getPropertyValue('--wb-orange') : style.getPropertyValue('--wb-bar');
    draw.fillRect(place * bar, height * (1 - share), Math.max(.6, bar - (bar > 3 ? 1 : 0)), height * share);
  });
};

element.addEventListener('click', event => {
  const button = event.target.closest('button'), row = event.target.closest('tbody tr');
  if (button?.dataset.side) trigger('select', { side: button.dataset.side });
  else if (button?.dataset.by) trigger('select', { by: button.dataset.by });
  else if (button?.dataset.skip !== undefined) trigger('select', { skip: Number(button.dataset.skip) });
  else if (button?.dataset.undo) trigger('select', { undo: button.dataset.undo, value: button.dataset.value });
  else if (row) open(row);
  else if (event.target.matches('.wb-minimap')) {
    const { total } = event.target.dataset, box = event.target.getBoundingClientRect();
    const rank = Math.floor(total * (event.clientX - box.left) / box.width);
    wanted = 1;
    trigger('select', { skip: Math.max(0, Math.min(rank, total - 1)) });
  }
});

element.addEventListener('keydown', event => {
  const row = event.target.closest('tbody tr');
  if (!row) return;
  if (event.key === 'Enter' || event.key === ' ') open(row);
  else if (event.key === 'ArrowDown') step(1);
  else if (event.key === 'ArrowUp') step(-1);
  else return;
  event.preventDefault();
  rows().find(one => one.tabIndex === 0)?.focus({ preventScroll: true });
});

document.addEventListener('wb-step', event => step(event.detail));
document.addEventListener('wb-open', event => {
  // Once all of what came with it is there.
  setTimeout(answered, 0, event.detail);
  if (event.detail !== pressed.id && performance.now() < pressed.until) return;
  pressed.until = 0;
  mark(event.detail);
});

watch('value', () => {
  drawn();
  const all = rows();
  if (wanted !== null && all.length) open(wanted > 0 ? all[0] : all.at(-1));
  wanted = null;
  const here = all.find(row => row.getAttribute('aria-selected') === 'true');
  if (here) mark(here.dataset.id);
  else if (all.length) all[0].tabIndex = 0;
});
new ResizeObserver(drawn).observe(element);
new MutationObserver(drawn).observe(document.body, { attributes: true, attributeFilter: ['class', 'data-page'] });
drawn();
