const keyOf = (org: string): string => `tsudoi.login.${org}`;

/** The log-in ID somebody asked this browser to keep; '' where there is none or storage is forbidden. */
export function rememberedLogin(org: string): string {
  try {
    return localStorage.getItem(keyOf(org)) ?? '';
  } catch {
    return '';
  }
}

/** Keeps an ID, or forgets it with ''. It is a convenience: where storage is forbidden, the log-in goes on without. */
export function rememberLogin(org: string, login: string): void {
  try {
    if (login === '') localStorage.removeItem(keyOf(org));
    else localStorage.setItem(keyOf(org), login);
  } catch {
    // Nothing is kept, and nothing depends on it.
  }
}
