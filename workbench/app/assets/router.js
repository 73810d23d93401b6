// The value is a query; see parts/router.py. Which page is seen is the style sheet's matter, by the body's data-page.
const current = () => location.search.slice(1);

const last = {};  // page → where one was on it

const show = query => {
  const page = new URLSearchParams(query).get('at') || 'review';
  last[page] = query;
  document.body.dataset.page = page;
  for (const link of element.querySelectorAll('a[data-page]')) {
    if (link.dataset.page === page) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
};

// What the app does by itself is no step of the history: not how it opens, nor what comes of going back, be it late.
let byItself = true;
for (const acted of ['pointerdown', 'keydown']) document.addEventListener(acted, () => { byItself = false; }, true);

watch('value', () => {
  const query = props.value ?? '';
  const place = location.pathname + (query ? '?' + query : '');
  if (query !== current()) history[byItself ? 'replaceState' : 'pushState'](null, '', place);
  show(query);
  // The list may be the same as before, with another segment marked in it since.
  const segment = new URLSearchParams(query).get('segment');
  if (segment) document.dispatchEvent(new CustomEvent('wb-open', { detail: segment }));
});

window.addEventListener('popstate', () => {
  byItself = true;
  show(current());
  trigger('select', { query: current() });
});

// The address is no place for the way past the header, and what comes after it is another part on each page.
const skip = () => {
  const parts = ['detail', 'list', 'page-try', 'page-model'].map(id => document.getElementById(id));
  const part = parts.find(one => one?.checkVisibility());
  if (!part) return;
  part.tabIndex = -1;
  part.focus();
};

element.addEventListener('click', event => {
  if (event.target.closest('.wb-skip')) {
    event.preventDefault();
    skip();
    return;
  }
  const link = event.target.closest('a[data-page]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const { page } = link.dataset;
  const query = last[page] ?? (page === 'review' ? '' : `at=${page}`);
  show(query);
  trigger('select', { query });
});

show(current());
