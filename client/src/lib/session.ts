import { broadcast, onBroadcast } from './broadcast.ts';

export type Audience = 'admin' | 'my';

export interface Grant {
  readonly accessToken: string;
  readonly expiresAt: string;
}

interface Held {
  readonly token: string;
  /** On the clock that only counts on from the opening of the page: the device's own may be a year off (ACC-18). */
  readonly until: number;
}

/** Access tokens live in memory only: a script that reads storage finds nothing (security.md 4.8). */
const held = new Map<string, Held>();
const refreshing = new Map<string, Promise<string | null>>();
/** A token is renewed a little before it ends, so that a slow request does not arrive with a dead one. */
const marginMs = 30_000;

const keyOf = (audience: Audience, org: string): string => `${audience}:${org}`;

function claimsOf(token: string): { readonly sub: string; readonly iat: number; readonly exp: number } {
  return JSON.parse(atob(token.split('.')[1]!.replaceAll('-', '+').replaceAll('_', '/'))) as { sub: string; iat: number; exp: number };
}

/** How long a token is good from its making, by its own words. */
export function lifeOf(token: string): number {
  const { iat, exp } = claimsOf(token);
  return (exp - iat) * 1000;
}

/** Whose tokens were held last at each door, and what forgets everything that they have seen. */
const people = new Map<string, string>();
let forget: () => void = () => undefined;
export function onPersonLeft(listener: () => void): void {
  forget = listener;
}

/** Whose page it is has ended, and somebody else has logged in beside it: the page is told, and nothing of it is sent any more. */
let personChanged: () => void = () => undefined;
export function onPersonChanged(listener: () => void): void {
  personChanged = listener;
}

/** Nobody is at that door any more, and nothing typed stands there: whoever comes next takes over a page of nobody. */
export function leaveDoor({ audience, org }: Door): void {
  people.set(keyOf(audience, org), '');
}

export function acceptGrant(audience: Audience, org: string, grant: Grant): void {
  const { sub: person } = claimsOf(grant.accessToken);
  const before = people.get(keyOf(audience, org));
  people.set(keyOf(audience, org), person);
  if (before !== undefined && before !== person) forget();
  held.set(keyOf(audience, org), { token: grant.accessToken, until: performance.now() + lifeOf(grant.accessToken) });
}

/** A usable token, renewed when needed; null when nobody is signed in at this door. */
export async function accessToken(audience: Audience, org: string): Promise<string | null> {
  const mine = held.get(keyOf(audience, org));
  if (mine && mine.until - marginMs > performance.now()) return mine.token;
  return refresh(audience, org);
}

/** Forgets a token the server refused, and asks for another with the cookie. */
export async function renew(audience: Audience, org: string, refused: string | null): Promise<string | null> {
  const mine = held.get(keyOf(audience, org));
  // Another request may have renewed it meanwhile.
  if (mine && mine.token !== refused) return mine.token;
  held.delete(keyOf(audience, org));
  return refresh(audience, org);
}

/**
 * One refresh at a time per door, over all tabs: the cookie rotates, and two tabs using the same one would look like
 * a stolen cookie and end the session.
 */
function refresh(audience: Audience, org: string): Promise<string | null> {
  const key = keyOf(audience, org);
  const running = refreshing.get(key);
  if (running) return running;
  const work = withLock(`tsudoi.refresh.${key}`, () => askForToken(audience, org)).finally(() => refreshing.delete(key));
  refreshing.set(key, work);
  return work;
}

export async function withLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  return navigator.locks ? ((await navigator.locks.request(name, work)) as T) : work();
}

/** @throws Error where the cookie is another person's than the page: what waits for the token was typed or asked by the one before */
async function askForToken(audience: Audience, org: string): Promise<string | null> {
  const response = await postCookieRoute('/auth/refresh', audience, org);
  if (response.status === 401 || response.status === 403 || response.status === 404) return null;
  if (!response.ok) throw new TypeError('the session could not be renewed');
  const grant = (await response.json()) as Grant;
  const before = people.get(keyOf(audience, org));
  if (before && before !== claimsOf(grant.accessToken).sub) {
    // Not taken at all: until the page has gone, a second press would send with it what the first was kept from.
    forget();
    personChanged();
    throw new Error('somebody else has logged in at this door');
  }
  acceptGrant(audience, org, grant);
  return grant.accessToken;
}

function postCookieRoute(path: string, audience: Audience, org: string): Promise<Response> {
  return fetch(path, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json', 'x-tsudoi': '1' },
    body: JSON.stringify({ audience, org }),
  });
}

export async function signOut(audience: Audience, org: string): Promise<void> {
  try {
    await postCookieRoute('/auth/logout', audience, org);
  } finally {
    held.delete(keyOf(audience, org));
    leaveDoor({ audience, org });
    forget();
    broadcast({ signedOut: keyOf(audience, org) });
  }
}

/** Other tabs of the same door leave too. */
export function onSignedOutElsewhere(listener: (audience: Audience, org: string) => void): () => void {
  return onBroadcast((message) => {
    const [audience, org] = message.signedOut.split(':') as [Audience, string];
    held.delete(message.signedOut);
    if (isSameDoor(currentDoor(), { audience, org })) forget();
    listener(audience, org);
  });
}

export interface Door {
  readonly audience: Audience;
  readonly org: string;
}

/** The door a path belongs to; null on public pages. */
export function doorOf(path: string): Door | null {
  const [, org, area] = path.split('/');
  return org && (area === 'admin' || area === 'my') ? { audience: area, org } : null;
}

export function currentDoor(): Door | null {
  return doorOf(location.pathname);
}

export const isSameDoor = (left: Door | null, right: Door | null): boolean =>
  left?.org === right?.org && left?.audience === right?.audience;

/** Where a person signs in again, and comes back from. */
export function loginPathOf(door: Door, from: string): string {
  const back = from.startsWith(`/${door.org}/${door.audience}`) && !from.includes('/login') ? `?from=${encodeURIComponent(from)}` : '';
  return `/${door.org}/${door.audience}/login${back}`;
}

/** The page to open after a log-in: only a path behind the same door, never an address from elsewhere. */
export function returnPathOf(door: Door, from: unknown): string {
  const home = `/${door.org}/${door.audience}`;
  return typeof from === 'string' && (from === home || from.startsWith(`${home}/`) || from.startsWith(`${home}?`)) && !from.includes('\\')
    ? from
    : home;
}
