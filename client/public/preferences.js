// Runs before the first paint, so that a chosen theme never flashes. A file of its own: the page allows no inline script.
try {
  var theme = localStorage.getItem('tsudoi.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  if (localStorage.getItem('tsudoi.language') === 'en') document.documentElement.lang = 'en';
} catch {
  // Storage may be forbidden: the system's theme and Japanese stay.
}

// The way out of a page that does not start is written in the page itself; whoever sees it start never reads it (ACC-20).
document.documentElement.classList.add('is-starting');
setTimeout(function () {
  document.documentElement.classList.remove('is-starting');
}, 8000);
