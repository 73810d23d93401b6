// Thumbnails of maps: what goes in and comes out stands in parts/thumbs.py; `CELLS` is cells.js's.
const root = element.querySelector('.wb-thumbs');
const SIDE = 84;
const make = (tag, kind, text) => {
  const made = document.createElement(tag);
  if (kind) made.className = kind;
  if (text !== undefined) made.textContent = text;
  return made;
};
let drawn = [];

function show() {
  drawn = [];
  let place = 0;
  root.replaceChildren(...(props.value?.rows ?? []).map(row => {
    const line = make('div', 'wb-thumbs-row'), box = make('div', 'wb-thumbs-line');
    line.setAttribute('role', 'group');
    line.setAttribute('aria-label', row.name);
    line.append(make('span', 'wb-thumbs-name', row.name), box);
    box.append(...row.thumbs.map(one => thumb(one, place++)));
    return line;
  }));
  paint();
}

function thumb(one, place) {
  const button = make('button', 'wb-thumb'), canvas = make('canvas');
  button.type = 'button';
  button.setAttribute('aria-pressed', place === props.value.chosen);
  button.setAttribute('aria-label', [one.name, ...one.told, one.mark].filter(Boolean).join(', '));
  button.append(canvas, make('b', '', one.short), ...one.told.map(line => make('span', '', line)));
  if (one.mark) button.append(make('em', '', one.mark));
  button.onclick = () => {
    for (const other of root.querySelectorAll('.wb-thumb')) other.setAttribute('aria-pressed', other === button);
    trigger('select', {place});
  };
  drawn.push([one, canvas]);
  return button;
}

function paint() {
  for (const [one, canvas] of drawn) {
    const at = (row, column) => column * one.source + row;
    CELLS.draw(canvas, one, CELLS.read(one, one.source), [one.target, one.source], at, [SIDE / one.target, SIDE / one.source], root);
  }
}

new MutationObserver(paint).observe(document.body, {attributeFilter: ['class']});
watch('value', show);
show();
