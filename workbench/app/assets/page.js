// Next and previous segment by key, wherever the person is not typing.
() => {
  document.documentElement.lang = 'en';
  document.addEventListener('keydown', event => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.target.closest('input, textarea, select, [contenteditable], [role=listbox], [role=tab], [role=radio]')) return;
    const press = {j: 'next', ArrowRight: 'next', k: 'previous', ArrowLeft: 'previous'}[event.key];
    const button = press && document.getElementById(press);
    if (!button || !button.offsetParent) return;
    event.preventDefault();
    button.click();
  });
}
