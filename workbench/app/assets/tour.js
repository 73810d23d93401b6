let pressed = false;
element.addEventListener('click', event => {
  const button = event.target.closest('button[data-step]');
  if (!button) return;
  pressed = true;
  trigger('select', { step: Number(button.dataset.step) });
});
// The boxes are in the way while one reads: the tour types for them.
const touring = () => document.body.classList.toggle('wb-touring', !!element.querySelector('.wb-tour'));
touring();
watch('value', () => {
  touring();
  if (pressed) element.querySelector('#wb-tour-title')?.focus({ preventScroll: true });
  pressed = false;
});
