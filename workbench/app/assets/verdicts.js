// The verdict bar: see workbench/app/parts/verdicts.py. All texts of people go in as textContent or value.
const KEPT = 'translation-workbench-reviewer', PATIENCE = 10000;
const $ = name => element.querySelector('.wb-v-' + name);
const bar = element.querySelector('.wb-verdicts'), note = $('own-note'), rename = $('rename');
const signs = {};
element.querySelectorAll('[data-verdict]').forEach(one => {
  signs[one.dataset.verdict] = (one.querySelector('span') || one).textContent.replace('\u00a0', ' ');
});
const drafts = new Map();
let shown = null, sent = null, sentAt = 0, kept = {}, asked = null;
try { kept = JSON.parse(localStorage.getItem(KEPT)) || {}; } catch { /* private windows keep nothing */ }

const keep = changes => {
  kept = {...kept, ...changes};
  try { localStorage.setItem(KEPT, JSON.stringify(kept)); } catch { /* then for this page alone */ }
};
const who = () => kept.name || shown.author;
const busy = () => sent !== null && Date.now() - sentAt < PATIENCE;
const place = () => ({run: shown.run, segment: shown.segment, side: shown.side, who: who()});
const key = () => JSON.stringify([shown.run, shown.segment]);
const own = () => shown.given.find(one => one.who === who() && (one.side === null || one.side === shown.side));
const count = number => number.toLocaleString('en') + (number === 1 ? ' segment' : ' segments');
const tell = (text, fault) => {
  $('told').textContent = text;
  $('told').classList.toggle('wb-poor', !!fault);
};

function send(name, event) {
  if (!shown || busy()) return;
  sent = event;
  sentAt = Date.now();
  bar.setAttribute('aria-busy', 'true');
  trigger(name, event);
}

function give(verdict, more) {
  if (!shown) return;
  if (!shown.about.includes(verdict)) {
    tell(verdict === 'model error' ? 'No translation by a model is here.' : 'No reference is here.', true);
    return;
  }
  send('given', {...place(), verdict, note: note.value.trim(), stay: !!kept.stay, mine: !!kept.mine, ...more});
}

function undo() {
  const act = shown && shown.undo[who()];
  if (act) send('undone', {...place(), act: act.act});
  else if (shown) tell('Nothing of yours to take back.');
}

const ago = time => {
  const minutes = (Date.now() - Date.parse(time)) / 60000;
  if (!(minutes >= 0)) return '';
  if (minutes < 1) return 'now';
  if (minutes < 60) return `${Math.floor(minutes)} min ago`;
  return minutes < 1440 ? `${Math.floor(minutes / 60)} h ago` : time.slice(0, 10);
};

function said(one) {
  const item = document.createElement('li');
  const part = (tag, text) => {
    const made = item.appendChild(document.createElement(tag));
    made.textContent = text;
    made.dir = 'auto';
    return made;
  };
  part('b', one.who);
  part('span', (signs[one.verdict] || one.verdict) + (one.side && one.side !== shown.side ? ` (on the ${one.side})` : ''));
  if (one.note) part('q', one.note);
  part('time', ago(one.time)).title = one.time;
  return item;
}

function signed() {
  const mine = own(), act = shown.undo[who()];
  element.querySelectorAll('[data-verdict]').forEach(one => {
    one.setAttribute('aria-pressed', String(!!mine && mine.verdict === one.dataset.verdict));
    one.setAttribute('aria-disabled', String(!shown.about.includes(one.dataset.verdict)));
  });
  note.value = drafts.get(key()) ?? (mine ? mine.note : '');
  const reviewed = kept.mine ? shown.reviewed_by[who()] || 0 : shown.reviewed;
  const all = shown.listed.toLocaleString('en');
  $('reviewed').textContent = `${reviewed.toLocaleString('en')} of ${all} reviewed${kept.mine ? ' by you' : ''}`;
  $('bar').firstElementChild.style.width = `${shown.listed ? 100 * reviewed / shown.listed : 0}%`;
  $('name').textContent = who();
  $('undo').disabled = !act;
  $('undo').title = act ? `Take back: ${act.segments > 1 ? count(act.segments) : `${act.verdict} of ${act.segment}`}` : '';
  $('listed').textContent = `All ${all} listed:`;
  $('given').replaceChildren(...shown.given.map(said));
}

function show() {
  const before = sent;
  shown = props.value || null;
  sent = null;
  bar.removeAttribute('aria-busy');
  bar.hidden = !shown;
  answer('');
  if (!shown) return;
  if (before && before.verdict && !shown.fault) drafts.delete(JSON.stringify([before.run, before.segment]));
  signed();
  tell(shown.fault || shown.told, shown.fault);
  if (!before || shown.fault) return;
  const detail = {...before, open: {run: shown.run, segment: shown.segment, side: shown.side}};
  document.dispatchEvent(new CustomEvent('wb-judged', {detail}));
}

// For the whole list, once the person has said how many.
function ask(verdict) {
  const box = $('asked'), rest = shown.listed - (kept.mine ? shown.reviewed_by[who()] || 0 : shown.reviewed);
  asked = {verdict, rest, all: shown.listed};
  box.hidden = false;
  box.firstElementChild.textContent = `“${signs[verdict]}” for all that are listed?`;
  box.querySelector('[data-answer=rest]').textContent = `${count(rest)} without a verdict`;
  box.querySelector('[data-answer=rest]').hidden = !rest || rest === shown.listed;
  box.querySelector('[data-answer=all]').textContent = `All ${count(shown.listed)}`;
  box.querySelector('button:not([hidden])').focus();
}

function answer(bulk) {
  $('asked').hidden = true;
  if (bulk && asked) give(asked.verdict, {bulk, count: asked[bulk], note: ''});
  asked = null;
}

function naming(open) {
  if (open && !shown) return;
  rename.hidden = !open;
  $('name').hidden = open;
  if (!open) return;
  rename.value = who();
  rename.select();
  rename.focus();
}

element.addEventListener('click', event => {
  const button = event.target.closest('button');
  if (!button || !shown) return;
  const {verdict, bulk, answer: answered} = button.dataset;
  if (verdict !== undefined) give(verdict);
  else if (bulk) ask(bulk);
  else if (answered !== undefined) answer(answered);
  else if (button === $('undo')) undo();
  else if (button === $('name')) naming(true);
  else if (button === $('more')) {
    $('rest').hidden = !$('rest').hidden;
    button.setAttribute('aria-expanded', String(!$('rest').hidden));
  }
});

element.addEventListener('change', event => {
  if (event.target === $('stay')) keep({stay: event.target.checked});
  else if (event.target === $('mine')) keep({mine: event.target.checked});
  else return;
  if (shown) signed();
});

note.addEventListener('input', () => drafts.set(key(), note.value));
note.addEventListener('keydown', event => {
  if (event.key === 'Escape') note.blur();
  if (event.key !== 'Enter' || event.isComposing || !shown) return;
  event.preventDefault();
  note.blur();
  const mine = own();
  if (mine) give(mine.verdict);
  else tell('Note kept. Now a verdict: 1 to 4.');
});

rename.addEventListener('keydown', event => {
  if (event.key === 'Escape') rename.value = who();
  if (event.key === 'Escape' || (event.key === 'Enter' && !event.isComposing)) rename.blur();
});
rename.addEventListener('blur', () => {
  // An empty one is the one that the app proposes.
  keep({name: rename.value.trim()});
  naming(false);
  if (shown) signed();
});

const typing = target =>
  target.closest?.('textarea, select, [contenteditable=""], [contenteditable=true], [role=listbox], dialog') ||
  target.closest?.('input:not([type=checkbox], [type=radio], [type=button], [type=range])');
document.addEventListener('keydown', event => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.repeat || event.isComposing) return;
  if (!element.isConnected || !shown || !bar.offsetParent && getComputedStyle(bar).position !== 'fixed') return;
  if (event.key === 'Escape' && asked) answer('');
  if (typing(event.target)) return;
  const choice = element.querySelectorAll('[aria-keyshortcuts][data-verdict]')[Number(event.key) - 1];
  if (choice) give(choice.dataset.verdict);
  else if (event.key === 'u') undo();
  else if (event.key === 'n') note.focus();
  else return;
  event.preventDefault();
});

$('stay').checked = !!kept.stay;
$('mine').checked = !!kept.mine;
watch('value', show);
show();
