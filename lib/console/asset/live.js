/*
 * What has come to the desk is told at once: the daemon says when (/console/live), and the line of the inbox
 * that asks every 20 s asks right then. Only a page that is seen listens, because a browser has six
 * connections to a host, for all its tabs. Where listening fails or is refused the asking goes on as it is.
 */
'use strict';

(() => {
  const line = document.querySelector('p.news');
  if (!window.EventSource) return;
  let source = null;

  const leave = () => {
    if (source) source.close();
    source = null;
  };
  const listen = () => {
    if (source || document.hidden) return;
    source = new EventSource('/console/live');
    source.addEventListener('news', () => line.dispatchEvent(new Event('news')));
  };

  // What stands there already is not said again.
  line.addEventListener('htmx:beforeSwap', e => {
    if (e.detail.serverResponse.trim() === line.innerHTML.trim()) e.detail.shouldSwap = false;
  });
  document.addEventListener('visibilitychange', () => document.hidden ? leave() : listen());
  addEventListener('pagehide', leave);
  addEventListener('pageshow', listen);
})();
