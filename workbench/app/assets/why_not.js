const ask = instead => {
  const form = element.querySelector('form[data-word]');
  if (form && instead.trim()) trigger('select', { word: Number(form.dataset.word), instead_of: instead });
};
element.addEventListener('submit', event => {
  event.preventDefault();
  ask(element.querySelector('input').value);
});
element.addEventListener('click', event => {
  const piece = event.target.closest('button[data-piece]');
  if (piece) ask(piece.dataset.piece);
  if (event.target.closest('.wb-leave')) {
    trigger('clear', { word: Number(element.querySelector('form').dataset.word) });
  }
});
