// Behind ⓘ of a map in grid.js: figures and method, Python that makes the picture, and saving it, which leaves nothing
// to any other machine.
function about(opener, map, block) {
  const panel = make('div', 'wb-grid-about');
  panel.popover = 'auto';
  panel.setAttribute('role', 'dialog');
  panel.setAttribute('aria-label', `About ${map.name}`);
  const facts = make('dl');
  for (const [heading, text] of map.about) facts.append(make('dt', '', heading), make('dd', '', text));
  panel.append(make('b', '', map.name), facts);
  const button = (text, does) => {
    const made = make('button', 'wb-grid-do', text);
    made.type = 'button';
    made.onclick = does;
    return made;
  };
  if (map.code) {
    const python = make('details'), code = make('pre');
    code.append(make('code', '', map.code));
    code.tabIndex = 0;
    const copy = button('Copy', async () => {
      await navigator.clipboard.writeText(map.code);
      copy.textContent = 'Copied';
    });
    python.append(make('summary', '', 'This picture in Python'), code, copy);
    panel.append(python);
  }
  if (block.values) panel.append(
    button('Save as SVG', () => save(new Blob([drawing(map, block)], {type: 'image/svg+xml'}), map.view + '.svg')),
    button('Save as PNG', () => raster(drawing(map, block), map.view + '.png')));
  root.append(panel);
  panel.addEventListener('toggle', event => {
    if (event.newState !== 'closed') return;
    panel.remove();
    if (!document.activeElement || document.activeElement === document.body) opener.focus();
  });
  panel.showPopover();
  const at = opener.getBoundingClientRect(), own = panel.getBoundingClientRect();
  panel.style.left = Math.max(8, Math.min(at.left, innerWidth - own.width - 8)) + 'px';
  panel.style.top = Math.max(8, Math.min(at.bottom + 4, innerHeight - own.height - 8)) + 'px';
}

// One map with its labels as SVG, in the colours of the page.
function drawing(map, block) {
  const {across, down, size: [wide, high], level} = plan, style = getComputedStyle(root);
  const side = widest(down) + 12, top = (level ? 20 : widest(across) + 8) + 24;
  const width = side + Math.max(across.length * wide, widest([map.name])) + 8, height = top + down.length * high + 8;
  const ink = style.getPropertyValue('--wb-ink').trim(), ground = style.getPropertyValue('--wb-card').trim();
  const escaped = text => text.replace(/[&<>"]/g, sign => ({'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;'})[sign]);
  const text = (x, y, anchor, words, more = '') =>
    `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="${ink}" dominant-baseline="central" ${more}>${escaped(words)}</text>`;
  const parts = [text(side, 12, 'start', map.name, 'font-weight="600"')];
  across.forEach((word, at) => {
    const x = side + (at + 0.5) * wide;
    parts.push(level ? text(x, top - 10, 'middle', word) : text(x, top - 4, 'start', word, `transform="rotate(-90 ${x} ${top - 4})"`));
  });
  down.forEach((word, at) => parts.push(text(side - 6, top + (at + 0.5) * high, 'end', word)));
  const colours = CELLS.colours(root, map.signed), none = style.getPropertyValue('--wb-map-none').trim();
  for (let row = 0; row < down.length; row++) for (let column = 0; column < across.length; column++) {
    const figure = cell(block, row, column), [x, y] = [side + column * wide, top + row * high];
    const colour = isNaN(figure) ? none : CELLS.css(CELLS.colour(colours, map, figure));
    const told = `${value.transposed ? across[column] : down[row]} · ${value.transposed ? down[row] : across[column]}`;
    parts.push(`<rect x="${x}" y="${y}" width="${wide - 1}" height="${high - 1}" fill="${colour}"><title>` +
      `${escaped(told)}: ${CELLS.number(map, figure)}</title></rect>`);
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
    `font-family="system-ui, sans-serif" font-size="12"><title>${escaped(map.name)}</title><desc>${escaped(map.alt)}</desc>` +
    `<rect width="100%" height="100%" fill="${ground}"/>${parts.join('')}</svg>`;
}

function save(blob, name) {
  const link = make('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function raster(svg, name) {
  const image = new Image(), address = URL.createObjectURL(new Blob([svg], {type: 'image/svg+xml'}));
  image.onload = () => {
    const canvas = make('canvas');
    [canvas.width, canvas.height] = [image.width * 2, image.height * 2];
    const pen = canvas.getContext('2d');
    pen.scale(2, 2);
    pen.drawImage(image, 0, 0);
    URL.revokeObjectURL(address);
    canvas.toBlob(blob => save(blob, name));
  };
  image.src = address;
}
