// The picture of alignment maps: what goes in and comes out stands in parts/grid.py. `element`, `props`, `trigger` and
// `watch` are Gradio's, `CELLS` is cells.js's.
const make = (tag, kind, text) => {
  const made = document.createElement(tag);
  if (kind) made.className = kind;
  if (text !== undefined) made.textContent = text;
  return made;
};
const root = element.querySelector('.wb-grid');
const measure = document.createElement('canvas').getContext('2d');
measure.font = '600 12px system-ui, sans-serif';
const widest = words => Math.ceil(Math.max(0, ...words.map(word => measure.measureText(word).width)));
const quoted = word => `‘${word}’`;
const SIDE = 132, TOP = 108, GAP = 14, LEAST = 14, BLOCK = 128, SLACK = 18;

let value, plan, blocks = [], key, readout, legends;
let hover = {source: null, target: null}, pin = null;

// Pixels of cells and labels, of the words and the room alone: what is not there yet takes no other room later.
function planned() {
  const [source, target] = [value.source, value.target];
  const [across, down] = value.transposed ? [source, target] : [target, source];
  const room = element.clientWidth, several = value.maps.length > 1;
  const side = Math.min(widest(down) + 12, SIDE, Math.round(room * 0.32));
  const each = (room - SLACK - side - GAP * (value.maps.length - 1)) / value.maps.length;
  const step = (words, sizes) => sizes.find(([most]) => words <= most)?.[1] ?? LEAST;
  const high = step(down.length, [[8, 32], [14, 26], [24, 20], [40, 16]]);
  const most = step(across.length, [[8, 48], [14, 36], [24, 20], [40, 16]]);
  const label = widest(across) + 10, level = label * across.length <= each && label <= 96;
  const fitting = Math.floor(each / Math.max(1, across.length));
  const wide = level ? Math.max(label, Math.min(72, fitting)) : Math.max(Math.min(most, fitting), across.length > 24 ? LEAST : 20);
  const top = level ? 20 : Math.min(widest(across) + 8, TOP);
  return {across, down, room, side, size: [wide, high], level, top, several, title: several ? 46 : 26,
    block: Math.max(several ? BLOCK : 0, Math.floor(each))};
}

const cell = (block, row, column) => {
  const [source, target] = value.transposed ? [column, row] : [row, column];
  return block.values?.[target * value.source.length + source];
};

function build() {
  plan = planned();
  const {across, down, size: [wide, high]} = plan;
  root.replaceChildren();
  blocks = [];
  if (!value.source.length || !value.target.length) return;
  const box = make('div', 'wb-grid-box'), sheet = make('div', 'wb-grid-sheet');
  sheet.style.gridTemplateColumns = `${plan.side}px repeat(${value.maps.length}, max-content)`;
  sheet.style.columnGap = '0px';
  sheet.append(make('div', 'wb-grid-corner'));
  const side = make('div', 'wb-grid-side');
  side.style.height = down.length * high + 'px';
  side.append(...labels(down, value.transposed, (label, at) => {
    label.style.cssText = `top:${at * high}px;height:${high}px;line-height:${high}px;left:0;width:${plan.side - 6}px`;
  }));
  blocks = value.maps.map((_, place) => {
    const block = {place, top: make('div', 'wb-grid-top'), title: make('div', 'wb-grid-title'), map: make('div', 'wb-grid-map')};
    block.canvas = make('canvas');
    block.bands = Object.fromEntries(['pin', 'row', 'column', 'at'].map(name =>
      [name, make('div', name === 'at' ? 'wb-grid-at' : 'wb-grid-band wb-grid-' + name)]));
    block.map.append(block.canvas, ...Object.values(block.bands));
    block.map.style.width = across.length * wide + 'px';
    block.map.style.height = down.length * high + 'px';
    block.title.style.cssText = `left:${plan.side}px;height:${plan.title}px`;
    const tops = make('div', 'wb-grid-labels');
    tops.style.height = plan.top + 'px';
    tops.append(...labels(across, !value.transposed, (label, at) => {
      label.classList.add(plan.level ? 'wb-grid-across' : 'wb-grid-upright');
      label.style.cssText = plan.level
        ? `left:${at * wide}px;width:${wide}px;bottom:0;height:${plan.top}px;line-height:${plan.top}px`
        : `left:${at * wide}px;width:${wide}px;line-height:${wide}px;bottom:0;height:${plan.top - 4}px`;
    }));
    block.top.style.width = Math.max(plan.block, across.length * wide) + 'px';
    block.title.classList.toggle('wb-grid-narrow', plan.several);
    for (const part of [block.top, block.map]) part.style.marginInlineEnd = place < value.maps.length - 1 ? GAP + 'px' : '0';
    block.top.append(block.title, tops);
    listen(block);
    return block;
  });
  sheet.append(...blocks.map(block => block.top), side, ...blocks.map(block => block.map));
  box.append(sheet);
  const foot = make('div', 'wb-grid-foot');
  readout = make('p', 'wb-grid-readout');
  readout.setAttribute('aria-live', 'polite');
  const lines = plan.room < 420 && plan.several ? 3 : plan.room < 700 || plan.several ? 2 : 1;
  readout.style.cssText = `height:${18 * lines}px;-webkit-line-clamp:${lines}`;
  legends = make('div', 'wb-grid-legend');
  foot.append(readout, legends);
  root.append(box, foot);
}

function labels(words, isTarget, place) {
  return words.map((word, at) => {
    const label = make(isTarget ? 'button' : 'span', 'wb-grid-label', word);
    label.dir = 'auto';
    label.title = word;
    label.dataset[isTarget ? 'target' : 'source'] = at;
    if (isTarget) Object.assign(label, {type: 'button', tabIndex: -1, onclick: () => press(at)});
    place(label, at);
    label.onpointerenter = () => say(isTarget ? {source: null, target: at} : {source: at, target: null});
    label.onpointerleave = () => say({source: null, target: null});
    return label;
  });
}

// What is known of one map goes into its block; nothing else moves.
function fill(block) {
  const map = value.maps[block.place], ready = map.cells !== undefined;
  const info = make('button', 'wb-grid-info');
  info.type = 'button';
  info.setAttribute('aria-label', `About ${map.name}: figures, method, Python, saving`);
  info.onclick = () => about(info, map, block);
  const [kind, told, short] = map.chip, chip = make('span', `wb-chip wb-chip-${kind}`, plan.several || plan.block < 330 ? short : told);
  const name = make('b', '', map.name);
  name.title = map.name;
  chip.title = told;
  block.title.replaceChildren(name, chip, info);
  if (map.note) block.title.append(make('span', 'wb-grid-note', map.note));
  block.map.classList.toggle('wb-grid-wait', !ready);
  block.map.classList.toggle('wb-grid-missing', !ready && kind !== 'busy');
  block.map.setAttribute('role', 'application');
  block.map.setAttribute('aria-roledescription', 'alignment map');
  block.map.setAttribute('aria-label', `${map.name}: ${map.alt || told}. Arrow keys go from cell to cell, Enter pins the word.`);
  block.map.tabIndex = 0;
  block.map.dataset.view = map.view;
  if (ready) {
    block.values = CELLS.read(map, value.source.length);
    paint(block);
  } else block.values = undefined;
}

function paint(block) {
  const {across, down, size} = plan, wide = value.source.length;
  const at = value.transposed ? (row, column) => row * wide + column : (row, column) => column * wide + row;
  CELLS.draw(block.canvas, value.maps[block.place], block.values, [across.length, down.length], at, size, root);
}

function legend() {
  const shown = [];
  const group = (...parts) => {
    shown.push(make('span', 'wb-grid-key'));
    shown.at(-1).append(...parts);
  };
  const bar = (signed, low, high) => {
    const canvas = make('canvas'), colours = CELLS.colours(root, signed);
    canvas.width = 64;
    canvas.height = 1;
    const pen = canvas.getContext('2d');
    for (let x = 0; x < 64; x++) {
      pen.fillStyle = CELLS.css(CELLS.colour(colours, {signed, top: 1}, signed ? x / 31.5 - 1 : x / 63));
      pen.fillRect(x, 0, 1, 1);
    }
    group(make('span', '', low), canvas, make('span', '', high));
  };
  // Whether a view is signed is known before its map is: room is taken once.
  if (value.maps.some(map => !map.signed)) bar(false, '0', '1');
  const signed = value.maps.filter(map => map.signed);
  if (signed.length) {
    const most = signed.length === 1 && signed[0].top?.toFixed(1);
    bar(true, most ? `against −${most}` : 'against', most ? `for +${most}` : 'for');
  }
  if (value.maps.some(map => map.nulls?.length)) group(make('i'), make('span', '', 'nothing kept'));
  legends.replaceChildren(...shown);
}

// What lies under the pointer or the keys, here and in every other picture of the pair.
const say = detail => document.dispatchEvent(new CustomEvent('wb-hover', {detail}));
function press(target) {
  const word = target === pin ? null : target;
  document.dispatchEvent(new CustomEvent('wb-pin', {detail: {target: word}}));
  trigger('select', {word});
}

function light() {
  if (!plan || !blocks.length) return;
  const {down, across, size: [wide, high]} = plan;
  const held = (at, words) => at !== null && at < words.length ? at : null;
  const row = held(value.transposed ? hover.target : hover.source, down), column = held(value.transposed ? hover.source : hover.target, across);
  const put = (band, left, top, width, height, border) => {
    band.style.cssText = `display:block;left:${left}px;top:${top}px;width:${width}px;height:${height}px;border-width:${border}`;
  };
  const line = (band, at, isRow, thick) => {
    if (held(at, isRow ? down : across) === null) band.style.display = 'none';
    else if (isRow) put(band, 0, at * high, across.length * wide, high, `${thick} 0`);
    else put(band, at * wide, 0, wide, down.length * high, `0 ${thick}`);
  };
  for (const {bands} of blocks) {
    line(bands.row, row, true, '1px');
    line(bands.column, column, false, '1px');
    line(bands.pin, pin, value.transposed, '2px');
    if (row === null || column === null) bands.at.style.display = 'none';
    else put(bands.at, column * wide, row * high, wide, high, '2px');
  }
  for (const label of root.querySelectorAll('.wb-grid-label')) {
    const {source, target} = label.dataset;
    label.classList.toggle('wb-lit', source !== undefined ? Number(source) === hover.source : Number(target) === hover.target);
    if (target !== undefined) label.setAttribute('aria-pressed', Number(target) === pin);
  }
  tell(row, column);
}

function tell(row, column) {
  const pair = (source, target, figures) => readout.replaceChildren(
    make('bdi', '', quoted(value.target[target])), ' · ', make('bdi', '', quoted(value.source[source])), ': ', make('span', '', figures));
  const first = blocks.find(block => block.values);
  if (row !== null && column !== null) {
    const figures = blocks.filter(block => block.values).map(block => {
      const map = value.maps[block.place], figure = CELLS.number(map, cell(block, row, column));
      return plan.several ? `${map.name} ${figure}` : figure;
    });
    pair(hover.source, hover.target, figures.join(' · ') || 'computing …');
  } else if (first && (row !== null || column !== null)) {
    // A word alone: with the one it is tied to the most.
    const [rows, columns] = [row === null ? plan.down.keys() : [row], column === null ? plan.across.keys() : [column]];
    const cells = [...rows].flatMap(r => [...columns].map(c => [r, c])).filter(at => !isNaN(cell(first, ...at)));
    const best = cells.reduce((a, b) => Math.abs(cell(first, ...b)) > Math.abs(cell(first, ...a)) ? b : a, cells[0]);
    if (!best) readout.textContent = 'no value';
    else {
      const [source, target] = value.transposed ? best.toReversed() : best;
      pair(source, target, `${CELLS.number(value.maps[first.place], cell(first, ...best))}, the most`);
    }
  } else {
    // Words run in their own direction, and leave that of the sentence as it is.
    const alt = value.maps.find(map => map.cells !== undefined)?.alt ?? '';
    readout.replaceChildren(...alt.split(/(‘[^‘’]*’)/).map(part => part.startsWith('‘') ? make('bdi', '', part) : part));
  }
}

function listen(block) {
  const place = event => {
    const box = block.map.getBoundingClientRect();
    const column = Math.floor((event.clientX - box.left) / plan.size[0]), row = Math.floor((event.clientY - box.top) / plan.size[1]);
    if (column < 0 || row < 0 || column >= plan.across.length || row >= plan.down.length) return null;
    return value.transposed ? {source: column, target: row} : {source: row, target: column};
  };
  block.map.onpointermove = event => {
    const found = place(event);
    if (found && (found.source !== hover.source || found.target !== hover.target)) say(found);
  };
  block.map.onpointerleave = () => say({source: null, target: null});
  block.map.onclick = event => {
    const found = place(event);
    if (found) press(found.target);
  };
  block.map.onfocus = () => {
    if (block.map.matches(':focus-visible')) step(block, {source: hover.source ?? 0, target: hover.target ?? pin ?? 0});
  };
  block.map.onblur = () => say({source: null, target: null});
  block.map.onkeydown = event => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    let {source, target} = {source: hover.source ?? 0, target: hover.target ?? pin ?? 0};
    const move = {ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1]}[event.key];
    if (move) {
      const [rows, columns] = value.transposed ? move.toReversed() : move;
      source += rows;
      target += columns;
    } else if (event.key === 'Home') target = 0;
    else if (event.key === 'End') target = value.target.length - 1;
    else if (event.key === 'Enter' || event.key === ' ') press(target);
    else return;
    // Arrows go through cells here, not through segments.
    event.preventDefault();
    event.stopPropagation();
    step(block, {source, target});
  };
}

function step(block, {source, target}) {
  const clip = (at, words) => Math.max(0, Math.min(words.length - 1, at));
  say({source: clip(source, value.source), target: clip(target, value.target)});
  const box = root.querySelector('.wb-grid-box'), outer = box.getBoundingClientRect();
  const inner = block.bands.at.getBoundingClientRect(), frozen = [plan.side, plan.title + plan.top];
  const over = (low, high, from, to) => low < from ? low - from : high > to ? high - to : 0;
  box.scrollLeft += over(inner.left, inner.right, outer.left + frozen[0], outer.left + box.clientWidth);
  box.scrollTop += over(inner.top, inner.bottom, outer.top + frozen[1], outer.top + box.clientHeight);
}

function show() {
  value = props.value?.source ? props.value : {source: [], target: [], maps: []};
  if (!element.clientWidth) return;
  const now = JSON.stringify([value.source, value.target, value.transposed, value.maps.map(map => map.view)]);
  // A scroll bar that comes with the picture, or goes, is within the slack: otherwise the two could chase each other.
  if (now !== key || Math.abs(plan.room - element.clientWidth) > SLACK) {
    key = now;
    hover = {source: null, target: null};
    build();
  }
  pin = value.pinned ?? null;
  if (!blocks.length) return;
  blocks.forEach(fill);
  legend();
  light();
}

const heard = (name, take) => document.addEventListener(name, function listener(event) {
  if (!element.isConnected) document.removeEventListener(name, listener);
  else if (value && element.offsetParent) {
    take(event.detail ?? {});
    light();
  }
});
heard('wb-hover', ({source = null, target = null}) => { hover = {source, target}; });
heard('wb-pin', ({target = null}) => { pin = target; });
new ResizeObserver(show).observe(element);
new MutationObserver(() => {
  if (!blocks.length) return;
  blocks.filter(block => block.values).forEach(paint);
  legend();
}).observe(document.body, {attributeFilter: ['class']});
watch('value', show);
show();
