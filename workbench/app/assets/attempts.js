const boxes = () => [...element.querySelectorAll('input[data-attempt]')];
let ticked = [];
function shown() {
  // A tick of somebody's stays on a box that is drawn again: what the value says goes.
  boxes().forEach(box => { box.checked = box.hasAttribute('checked'); });
  ticked = boxes().filter(box => box.checked).map(box => Number(box.dataset.attempt));
  element.querySelectorAll('time').forEach(time => {
    time.textContent = new Date(time.dateTime).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  });
}
shown();
watch('value', shown);
element.addEventListener('click', event => {
  const pressed = event.target.closest('button[data-attempt]');
  if (pressed) trigger('select', { attempt: Number(pressed.dataset.attempt) });
});
element.addEventListener('change', event => {
  const number = Number(event.target.dataset.attempt);
  // Leaving the comparison takes the ticks away.
  ticked = ticked.filter(one => one === number || boxes().some(box => box.checked && Number(box.dataset.attempt) === one));
  const before = ticked.length;
  ticked = event.target.checked ? [...ticked, number].slice(-2) : ticked.filter(one => one !== number);
  boxes().forEach(box => { box.checked = ticked.includes(Number(box.dataset.attempt)); });
  if (ticked.length === 2) trigger('submit', { attempts: [...ticked].sort((a, b) => a - b) });
  else if (before === 2) trigger('submit', { attempts: [] });
});
