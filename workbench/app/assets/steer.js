// The form of the part `steer`: the button names the word that is chosen, and tells when it was pressed.
const word = () => element.querySelector('select[name=look_at]');
const label = (select) => 'Make it look at ' + (select.value ? `‘${select.selectedOptions[0].textContent}’` : '…');

element.addEventListener('change', event => {
  if (!event.target.closest('.wb-steer-asked')) return;
  const button = element.querySelector('button'), select = word();
  button.disabled = !select.value;
  button.textContent = label(select);
});

element.addEventListener('click', event => {
  const button = event.target.closest('.wb-steer-asked button');
  if (!button || button.disabled || !word().value) return;
  button.disabled = true;
  button.textContent = 'Looking …';
  element.querySelector('.wb-steer-answer').setAttribute('aria-busy', 'true');
  trigger('select', {look_at: Number(word().value), heads: element.querySelector('select[name=heads]').value});
});
