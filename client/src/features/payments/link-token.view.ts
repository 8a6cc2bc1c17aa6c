import { useEffect, useLayoutEffect, useState } from 'react';

/** Pages that a link opens without a log-in, each with a token of its own in this tab. */
type LinkPage = 'payer' | 'bill';
const keyOf = (page: LinkPage, org: string): string => `tsudoi-${page}-${org}`;
const leftKey = 'tsudoi-left-link';

interface LinkArrival {
  readonly token: string;
  /** Back from the page of a provider. */
  readonly returned: boolean;
}

/** What the address and this tab say. It changes neither: a first drawing may be thrown away and begun anew. */
function readLink(page: LinkPage, org: string): LinkArrival {
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  const left = sessionStorage.getItem(leftKey) === location.pathname;
  // Some providers add to the address, some lead back to it as it was.
  const returned = given === null && (left || location.search !== '');
  return { token: given ?? sessionStorage.getItem(keyOf(page, org)) ?? '', returned };
}

/** The token leaves the address bar. A reload of this tab and the way back from a card page find it again. */
function keepLink(page: LinkPage, org: string, { token }: LinkArrival): void {
  sessionStorage.removeItem(leftKey);
  if (token !== '') sessionStorage.setItem(keyOf(page, org), token);
  if (location.hash !== '' || location.search !== '') history.replaceState(history.state, '', location.pathname);
}

/** What a page was opened with. Another link pasted over the address of an open page is taken like one that was pressed. */
export function useLinkToken(page: LinkPage, org: string): LinkArrival {
  const [arrival] = useState(() => readLink(page, org));
  useLayoutEffect(() => keepLink(page, org, arrival), [page, org, arrival]);
  useEffect(() => {
    const takeAnew = () => {
      if (location.hash !== '') location.reload();
    };
    addEventListener('hashchange', takeAnew);
    return () => removeEventListener('hashchange', takeAnew);
  }, []);
  return arrival;
}

/** To the page of a provider, which leads back to this one. */
export function leaveLinkFor(address: string): void {
  sessionStorage.setItem(leftKey, location.pathname);
  location.assign(address);
}
