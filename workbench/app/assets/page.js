// Next and previous segment by key, wherever the person is not typing.
() => {
  document.documentElement.lang = 'en';
  document.addEventListener('keydown', event => {
    if (event.altKey || event.ctrlKey || event.metaKey || document.body.dataset.page !== 'review') return;
    if (event.target.closest('input, textarea, select, [contenteditable], [role=listbox], [role=tab], [role=radio]')) return;
    const by = {j: 1, ArrowRight: 1, k: -1, ArrowLeft: -1}[event.key];
    if (!by) return;
    event.preventDefault();
    document.dispatchEvent(new CustomEvent('wb-step', {detail: by}));
  });
}
