// Next and previous segment by key, wherever the person is not typing.
() => {
  document.documentElement.lang = 'en';
  // Vega's menu of a chart is three dots without a name.
  new MutationObserver(() => {
    for (const menu of document.querySelectorAll('.vega-embed summary:not([aria-label])')) {
      menu.setAttribute('aria-label', 'Save or view this chart');
    }
  }).observe(document.body, {childList: true, subtree: true});
  document.addEventListener('keydown', event => {
    if (event.altKey || event.ctrlKey || event.metaKey || document.body.dataset.page !== 'review') return;
    if (event.target.closest('input, textarea, select, [contenteditable], [role=listbox], [role=tab], [role=radio]')) return;
    const by = {j: 1, ArrowRight: 1, k: -1, ArrowLeft: -1}[event.key];
    if (!by) return;
    event.preventDefault();
    document.dispatchEvent(new CustomEvent('wb-step', {detail: by}));
  });
}
