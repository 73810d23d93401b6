// The form of the part `steer`: nothing is asked before a source word is chosen, nor twice at once. The button is never
// disabled, which would take the focus from who works with keys.
const part = name => element.querySelector(`.wb-steer ${name}`);

element.addEventListener('change', event => {
  if (!event.target.closest('.wb-steer-asked')) return;
  part('button').setAttribute('aria-disabled', String(!part('[name=look_at]').value));
});

element.addEventListener('click', event => {
  const button = event.target.closest('.wb-steer-asked button');
  if (!button || button.getAttribute('aria-disabled') === 'true') return;
  button.setAttribute('aria-disabled', 'true');
  part('.wb-steer-answer').setAttribute('aria-busy', 'true');
  trigger('select', {look_at: Number(part('[name=look_at]').value), heads: part('[name=heads]').value});
});
