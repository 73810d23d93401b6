// See parts/sentences.py.
let pinned = null;
const word = (side, place) => element.querySelector(`[data-${side}="${place}"]`);
const links = () => JSON.parse(element.querySelector('.wb-sentences')?.dataset.links ?? '[]');

const ribbons = (source, target) => {
  const svg = element.querySelector('.wb-ribbons');
  if (!svg) return;
  const all = !element.querySelector('.wb-long');
  const asked = source !== null || target !== null;
  const box = svg.getBoundingClientRect();
  svg.setAttribute('viewBox', `0 0 ${box.width} ${box.height}`);
  const paths = [];
  for (const [s, t, weight] of links()) {
    const lit = s === source || t === target;
    if (!lit && !all) continue;
    const from = word('s', s)?.getClientRects(), to = word('t', t)?.getClientRects();
    if (!from?.length || !to?.length) continue;
    const a = from[from.length - 1], b = to[0];
    const x = a.left + a.width / 2 - box.left, u = b.left + b.width / 2 - box.left;
    const y = Math.min(0, a.bottom - box.top + 1), v = Math.max(box.height, b.top - box.top - 1);
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    path.setAttribute('d', `M${x},${y} C${x},${(y + v) / 2} ${u},${(y + v) / 2} ${u},${v}`);
    path.setAttribute('stroke-width', (1 + 5 * weight).toFixed(1));
    path.setAttribute('class', lit ? 'wb-lit' : asked ? 'wb-dim' : '');
    paths.push(path);
  }
  svg.replaceChildren(...paths);
};

const light = ({ source, target }) => {
  const lit = new Set();
  for (const [s, t] of links()) {
    if (t === target) lit.add(`s${s}`);
    if (s === source) lit.add(`t${t}`);
  }
  if (source !== null) lit.add(`s${source}`);
  if (target !== null) lit.add(`t${target}`);
  for (const one of element.querySelectorAll('.wb-w')) {
    const name = one.dataset.s !== undefined ? `s${one.dataset.s}` : `t${one.dataset.t}`;
    one.classList.toggle('wb-lit', lit.has(name));
  }
  ribbons(source, target);
  const told = element.querySelector('.wb-hovered');
  if (!told) return;
  const one = target !== null ? word('t', target) : source !== null ? word('s', source) : null;
  told.textContent = one ? `${one.textContent}: ${one.dataset.told || 'nothing stands out'}` : '';
};

const rest = () => light({ source: null, target: pinned });
const asked = one => ({
  source: one.dataset.s === undefined ? null : Number(one.dataset.s),
  target: one.dataset.t === undefined ? null : Number(one.dataset.t),
});
const send = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail: { ...detail, from: element } }));

for (const [event, end] of [['mouseover', 'mouseout'], ['focusin', 'focusout']]) {
  element.addEventListener(event, ({ target }) => {
    const one = target.closest('.wb-w');
    if (!one) return;
    light(asked(one));
    send('wb-hover', asked(one));
  });
  element.addEventListener(end, ({ target }) => {
    if (!target.closest('.wb-w')) return;
    rest();
    send('wb-hover', { source: null, target: null });
  });
}

const pin = place => {
  pinned = place;
  for (const one of element.querySelectorAll('[data-t]')) {
    one.setAttribute('aria-pressed', Number(one.dataset.t) === place);
  }
  rest();
};

element.addEventListener('click', event => {
  const other = event.target.closest('button[data-side]');
  if (other) trigger('other', { side: other.dataset.side });
  const one = event.target.closest('button[data-t]');
  if (!one) return;
  const place = Number(one.dataset.t);
  pin(place);
  send('wb-pin', { source: null, target: place });
  trigger('select', { word: place });
});

element.addEventListener('keydown', event => {
  const one = event.target.closest('button[data-t]');
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!one || !by) return;
  event.preventDefault();
  event.stopPropagation();
  const forward = getComputedStyle(one).direction === 'rtl' ? -by : by;
  const next = word('t', Number(one.dataset.t) + forward);
  if (!next) return;
  one.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
});

document.addEventListener('wb-hover', ({ detail }) => {
  if (detail.from === element || !element.offsetParent) return;
  if (detail.source === null && detail.target === null) rest();
  else light(detail);
});
document.addEventListener('wb-pin', ({ detail }) => {
  if (detail.from !== element && element.offsetParent) pin(detail.target);
});

watch('value', () => {
  pinned = null;
  // A page that is being laid out has no places yet.
  requestAnimationFrame(() => {
    const word = element.querySelector('.wb-sentences')?.dataset.word;
    pin(word === undefined ? null : Number(word));
  });
});
new ResizeObserver(() => rest()).observe(element);
