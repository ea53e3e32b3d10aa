/*
 * Keys for who goes through lists all day. Which key does what stands in the dialog of the page, made of
 * lib/console/key.def; what is not there does nothing. A key moves the focus or presses what is on the page
 * already: none sends a form. Whoever types is left alone.
 */
'use strict';

(() => {
  const dialog = document.querySelector('dialog.keys');
  const button = document.querySelector('button.keys');
  if (!dialog || !button) return;

  // Whoever comes to search by its key goes on in the field. Nothing has that name: to what has one a browser
  // goes by itself, and takes the focus away.
  const TO_FIELD = '#field';

  const linkOf = row => row.querySelector('a[href]');
  const rows = () => [...document.querySelectorAll('main tbody tr')].filter(linkOf);
  const here = () => {
    const row = document.activeElement.closest('main tbody tr');
    return row && linkOf(row) ? row : null;
  };

  // By the rows as they are now; at the first and the last it stays.
  const move = by => {
    const all = rows(), at = all.indexOf(here());
    const to = all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)];
    if (to) linkOf(to).focus();
  };

  const press = element => {
    if (element) element.click();
  };

  const does = {
    next: () => move(1),
    previous: () => move(-1),
    choose: () => press(here() && here().querySelector('input[type=checkbox]:enabled')),
    open: () => press(here() && linkOf(here())),
    decide: () => {
      const words = document.querySelector('form[action^="/console/dockets/"] #reason');
      if (words) words.focus();
    },
    search: () => {
      const field = document.querySelector('form#search input:not([type=hidden])');
      const link = document.querySelector('nav a[href="/console/search"]');
      if (field) field.focus();
      else if (link) location.assign(link.href + TO_FIELD);
    },
    help: () => dialog.showModal(),
  };

  const keys = new Map([...dialog.querySelectorAll('kbd')].map(e => [e.textContent, does[e.dataset.act]]));

  // A list of choices takes letters, too.
  const isTyping = e => e.matches('textarea, select, [contenteditable]')
    || (e.matches('input') && !['checkbox', 'radio', 'button', 'submit'].includes(e.type));

  document.addEventListener('keydown', e => {
    if (e.defaultPrevented || e.isComposing || e.ctrlKey || e.altKey || e.metaKey || dialog.open) return;
    if (isTyping(e.target) || !keys.has(e.key)) return;
    e.preventDefault();
    keys.get(e.key)();
  });

  button.hidden = false;
  button.addEventListener('click', does.help);
  dialog.querySelector('button').addEventListener('click', () => dialog.close());
  if (location.hash === TO_FIELD) does.search();
})();
