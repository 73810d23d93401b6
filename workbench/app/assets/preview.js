// What is said of columns, header and languages, as one event; the place of the focus survives the new panel.
const told = () => {
  const header = element.querySelector('input[name=header]');
  const columns = [...element.querySelectorAll('select[data-column]')];
  trigger('select', {
    roles: columns.map(one => one.value),
    header: header ? header.checked : null,
    languages: ['from', 'to'].map(name => element.querySelector(`input[name=${name}]`)?.value ?? ''),
  });
};
let focused = null;
element.addEventListener('focusin', event => {
  focused = event.target.dataset.key ?? null;
  if (event.target.matches('select')) event.target.dataset.before = event.target.value;
});
element.addEventListener('focusout', event => { if (event.relatedTarget) focused = null; });
element.addEventListener('change', event => {
  const changed = event.target;
  if (changed.matches('select') && ['source', 'hypothesis', 'id'].includes(changed.value)) {
    // There is one of each: who had it gets what this one was.
    const other = [...element.querySelectorAll('select[data-column]')]
      .find(one => one !== changed && one.value === changed.value);
    if (other) other.value = changed.dataset.before ?? '';
  }
  event.stopPropagation();
  told();
});
watch('value', () => {
  if (focused) element.querySelector(`[data-key="${focused}"]`)?.focus({preventScroll: true});
});
