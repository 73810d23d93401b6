let pressed = false;
element.addEventListener('click', event => {
  const button = event.target.closest('button[data-step]');
  if (!button) return;
  pressed = true;
  trigger('select', { step: Number(button.dataset.step) });
});
watch('value', () => {
  if (pressed) element.querySelector('h3')?.focus({ preventScroll: true });
  pressed = false;
});
