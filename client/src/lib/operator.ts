import type { OperatorRole } from '@tsudoi/shared/contracts/operations/operator.contract';
import { lifeOf, withLock } from './session.ts';

interface Grant {
  readonly accessToken: string;
  readonly name: string;
  readonly role: OperatorRole;
}
interface Held extends Grant {
  readonly until: number;
}

/** Of somebody of the operator: the access token is in memory only, and sent from the operator's pages alone. */
let held: Held | null = null;
let asking: Promise<Held | null> | null = null;
const listeners = new Set<() => void>();
const marginMs = 30_000;
/** That this browser has a cookie to ask with. Whoever has none is not asked about, so that the door opens without a refusal. */
const mark = 'tsudoi.ops';

function marked(): boolean {
  try {
    return localStorage.getItem(mark) === '1';
  } catch {
    return true;
  }
}
function setMark(on: boolean): void {
  try {
    if (on) localStorage.setItem(mark, '1');
    else localStorage.removeItem(mark);
  } catch {
    // Where nothing is kept, the cookie is simply tried.
  }
}

function keep(grant: Grant | null): Held | null {
  held = grant && { ...grant, until: performance.now() + lifeOf(grant.accessToken) };
  setMark(held !== null);
  for (const listener of listeners) listener();
  return held;
}

export function acceptOperatorGrant({ accessToken, name, role }: Grant): void {
  keep({ accessToken, name, role });
}

export function onOperatorChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Who is in, as far as this page knows. */
export const operatorName = (): string | null => held?.name ?? null;
/** Whether they decide, or only help; what they may do is the server's to say. */
export const operatorRole = (): OperatorRole | null => held?.role ?? null;

const post = (path: string) =>
  fetch(path, { method: 'POST', credentials: 'same-origin', headers: { 'content-type': 'application/json', 'x-tsudoi': '1' }, body: '{}' });

async function renewed(): Promise<Held | null> {
  const response = await post('/auth/ops/refresh');
  if (response.status === 401 || response.status === 403) return keep(null);
  if (!response.ok) throw new TypeError('the session could not be renewed');
  return keep((await response.json()) as Grant);
}

/** A log-in that still stands, renewed when needed; null when there is none. One renewal at a time, over all tabs. */
export async function knowOperator(): Promise<string | null> {
  if (held && held.until - marginMs > performance.now()) return held.name;
  if (!held && !marked()) return null;
  asking ??= withLock('tsudoi.refresh.ops', renewed).finally(() => (asking = null));
  return (await asking)?.name ?? null;
}

/** To be asked for on the operator's pages only. */
export async function operatorHeader(): Promise<Record<string, string>> {
  if (location.pathname === '/ops/setup') return {};
  await knowOperator();
  return held ? { 'x-tsudoi-operator': held.accessToken } : {};
}

export async function signOperatorOut(): Promise<void> {
  await post('/auth/ops/logout').finally(() => keep(null));
}
