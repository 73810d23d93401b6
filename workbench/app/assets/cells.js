// Cells of alignment maps: the bytes that parts/cells.py sends, their colours on this ground, and canvases of them.
const CELLS = {
  // value [tgt src] of a map as numbers, NaN where its row has none.
  read(map, wide) {
    const bytes = Uint8Array.from(atob(map.cells), letter => letter.charCodeAt(0));
    const steps = map.signed ? new Int8Array(bytes.buffer) : bytes;
    const values = Float32Array.from(steps, step => step * map.top / (map.signed ? 127 : 255));
    for (const row of map.nulls) values.fill(NaN, row * wide, (row + 1) * wide);
    return values;
  },
  // 256 colours from none to all, or from most against to most for; of `where`'s style sheet, so dark has its own.
  colours(where, signed) {
    const style = getComputedStyle(where).getPropertyValue(signed ? '--wb-map-signed' : '--wb-map');
    const stops = style.trim().split(/[\s,]+/).map(one => [1, 3, 5].map(at => parseInt(one.slice(at, at + 2), 16)));
    return Array.from({length: 256}, (_, place) => {
      const at = place / 255 * (stops.length - 1), low = Math.min(Math.floor(at), stops.length - 2);
      return stops[low].map((part, i) => Math.round(part + (stops[low + 1][i] - part) * (at - low)));
    });
  },
  // Shares of a whole are all coloured on one scale from 0 to 1, so that two pictures can be compared; the root tells
  // small ones apart. What is for and against has its own largest.
  colour(colours, map, value) {
    const share = map.signed ? (value / (map.top || 1) + 1) / 2 : Math.max(0, value) ** 0.7;
    return colours[Math.round(Math.min(1, share) * 255)];
  },
  bright: ([red, green, blue]) => 0.299 * red + 0.587 * green + 0.114 * blue > 118,
  css: colour => `rgb(${colour.join(',')})`,
  number: (map, value) => isNaN(value) ? 'no value'
    : (map.signed && value > 0 ? '+' : value < 0 ? '−' : '') + Math.abs(value).toFixed(2),
  // `at(row, column)`: place in `values`. Cells are `size` [width, height] pixels of the page, sharp on any screen.
  draw(canvas, map, values, [columns, rows], at, size, where) {
    const [width, height] = [columns * size[0], rows * size[1]];
    const ratio = Math.min(window.devicePixelRatio || 1, Math.sqrt(16e6 / Math.max(1, width * height)));
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.width = width + 'px';
    canvas.style.height = height + 'px';
    const pen = canvas.getContext('2d'), colours = CELLS.colours(where, map.signed);
    const style = getComputedStyle(where), gap = Math.min(...size) >= 14 ? 1 : 0;
    const numbers = size[0] >= 38 && size[1] >= 20;
    pen.scale(ratio, ratio);
    pen.font = '12px system-ui, sans-serif';
    pen.textAlign = 'center';
    pen.textBaseline = 'middle';
    for (let row = 0; row < rows; row++) for (let column = 0; column < columns; column++) {
      const value = values[at(row, column)], [x, y] = [column * size[0], row * size[1]];
      const [w, h] = [size[0] - gap, size[1] - gap];
      if (isNaN(value)) {
        CELLS.hatch(pen, x, y, w, h, style);
        continue;
      }
      const colour = CELLS.colour(colours, map, value);
      pen.fillStyle = CELLS.css(colour);
      pen.fillRect(x, y, w, h);
      if (numbers && Math.abs(value) >= 0.05 * (map.signed ? map.top : 1)) {
        pen.fillStyle = CELLS.bright(colour) ? '#10141c' : '#ffffff';
        pen.fillText(CELLS.number(map, value).replace(/^0(?=\.)/, ''), x + w / 2, y + h / 2 + 0.5);
      }
    }
  },
  hatch(pen, x, y, w, h, style) {
    pen.save();
    pen.beginPath();
    pen.rect(x, y, w, h);
    pen.clip();
    pen.fillStyle = style.getPropertyValue('--wb-map-none');
    pen.fillRect(x, y, w, h);
    pen.strokeStyle = style.getPropertyValue('--wb-map-hatch');
    pen.lineWidth = 1;
    pen.beginPath();
    for (let at = x - h + (3 * y - x) % 6; at < x + w; at += 6) {
      pen.moveTo(at, y + h);
      pen.lineTo(at + h, y);
    }
    pen.stroke();
    pen.restore();
  },
};
