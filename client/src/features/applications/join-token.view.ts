const keyOf = (org: string): string => `tsudoi-join-${org}`;

/** The token of the mailed link, out of the address bar at once. A reload of this tab finds it again; another tab does not. */
export function takeJoinToken(org: string): string {
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (location.hash !== '') history.replaceState(history.state, '', location.pathname);
  if (given !== null) keepJoinToken(org, given);
  return given ?? sessionStorage.getItem(keyOf(org)) ?? '';
}

export function keepJoinToken(org: string, token: string): void {
  sessionStorage.setItem(keyOf(org), token);
}

export function dropJoinToken(org: string): void {
  sessionStorage.removeItem(keyOf(org));
}
