// What plain HTML cannot: load again after a restart, send by Ctrl+Enter, take dropped files, follow the log.
(() => {
  const typed = () =>
    [...document.querySelectorAll('textarea, input:not([type=hidden])')].some(
      (one) => (one.files ? one.files.length : one.value !== one.defaultValue),
    );

  document.addEventListener('stale', () => {
    if (typed()) document.getElementById('stale').hidden = false;
    else location.reload();
  });

  document.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && event.target.matches('[data-send]')) {
      event.preventDefault();
      event.target.form.requestSubmit();
    }
  });

  const dropTarget = (event) => event.target.closest?.('[data-drop]');
  document.addEventListener('dragover', (event) => {
    const form = dropTarget(event);
    if (form && event.dataTransfer.types.includes('Files')) {
      event.preventDefault();
      form.classList.add('dropping');
    }
  });
  document.addEventListener('dragleave', (event) => {
    const form = dropTarget(event);
    if (form && !form.contains(event.relatedTarget)) form.classList.remove('dropping');
  });
  document.addEventListener('drop', (event) => {
    const form = dropTarget(event);
    if (!form) return;
    event.preventDefault();
    form.classList.remove('dropping');
    form.querySelector('input[type=file]').files = event.dataTransfer.files;
  });

  document.addEventListener('DOMContentLoaded', () => {
    const log = document.querySelector('.log');
    if (!log) return;
    new MutationObserver(() => {
      log.scrollTop = log.scrollHeight;
    }).observe(log, { childList: true, subtree: true });
  });
})();
