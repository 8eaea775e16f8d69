// Before anything is seen: the page looks as the person has chosen. The app itself reads lib/preferenceStorage.web.ts.
try {
  const { theme } = JSON.parse(localStorage.getItem('duet.preferences')) ?? {};
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // A browser that lets no page keep anything, or keeps what nobody can read: the system's theme.
}
