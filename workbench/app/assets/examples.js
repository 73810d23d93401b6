element.addEventListener('click', event => {
  const chip = event.target.closest('button[data-example]');
  if (chip) trigger('select', { example: chip.dataset.example });
});
