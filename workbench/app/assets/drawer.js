// The part `drawer`: the formula of the figure whose name is pointed at or has the focus. `given`: score to what it is.
const TIP = 'wb-formula-' + Math.random().toString(36).slice(2);

const show = event => {
  const name = event.target.closest('button[data-score]');
  element.querySelector('.wb-formula')?.remove();
  element.querySelector('[aria-describedby]')?.removeAttribute('aria-describedby');
  if (!name) return;
  const tip = document.createElement('span');
  tip.className = 'wb-formula';
  tip.id = TIP;
  tip.role = 'tooltip';
  tip.textContent = given[name.dataset.score] ?? '';
  name.setAttribute('aria-describedby', TIP);
  name.parentElement.append(tip);
};

const hide = () => show({target: element});

for (const on of ['pointerover', 'focusin']) element.addEventListener(on, show);
for (const off of ['pointerleave', 'focusout']) element.addEventListener(off, hide);
element.addEventListener('keydown', event => { if (event.key === 'Escape') hide(); });
