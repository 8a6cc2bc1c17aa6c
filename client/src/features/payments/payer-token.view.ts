const keyOf = (org: string): string => `tsudoi-payer-${org}`;

export interface PayerArrival {
  readonly token: string;
  /** Back from the page of a provider, which adds what it likes to the address. */
  readonly returned: boolean;
}

/** The token of the link, out of the address bar at once. A reload of this tab and the way back from a card page find it again. */
export function takePayerToken(org: string): PayerArrival {
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  const returned = location.search !== '';
  if (location.hash !== '' || returned) history.replaceState(history.state, '', location.pathname);
  if (given !== null) sessionStorage.setItem(keyOf(org), given);
  return { token: given ?? sessionStorage.getItem(keyOf(org)) ?? '', returned };
}
