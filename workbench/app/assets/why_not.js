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
  const leave = event.target.closest('button[data-leave]');
  if (!leave) return;
  const word = leave.dataset.leave === 'question' ? Number(element.querySelector('form').dataset.word) : null;
  if (word === null) document.dispatchEvent(new CustomEvent('wb-pin', { detail: { source: null, target: null } }));
  trigger('clear', { word });
});
