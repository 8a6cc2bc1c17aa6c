import { setTimeout as pause } from 'node:timers/promises';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ChargeDocument } from '../charges/charge.repository.ts';
import type { InquiryAnswer } from '../connectors/connector.ts';
import type { Platform } from '../platform/platform.ts';
import { type Arrival, findOutcomes, inboxKey } from './inbox.repository.ts';
import type { Inbox } from './inbox.service.ts';

const lookEveryMs = 50;
/** Well above what a batch takes; whoever asked waits for the provider as well, and for no more than their own call lasts. */
const patienceMs = 3000;
const ended = ['done', 'stale', 'quarantined', 'dead'];

/** What came of the words of a provider: something moved, people have to look at them, nothing did, or they are not worked on yet. */
export type AnswerEffect = 'moved' | 'held' | 'nothing' | 'waiting';

/** By their keys, what a provider said; `fresh`: what had not been heard before. */
export interface Heard {
  readonly keys: readonly string[];
  readonly fresh: ReadonlySet<string>;
}

/** What a provider answered about a charge goes the way of every notice. */
export async function storeAnswers(inbox: Inbox, charge: ChargeDocument, answers: readonly InquiryAnswer[]): Promise<Heard> {
  const { orgId, provider, accountId } = charge;
  const keys: string[] = [];
  const fresh = new Set<string>();
  for (const { eventId, body } of answers) {
    const arrival: Arrival = { orgId, provider, accountId, eventKey: eventId, source: 'inquiry', body, headers: {} };
    keys.push(inboxKey(arrival));
    if ((await inbox.store(arrival)) === 'new') fresh.add(inboxKey(arrival));
  }
  return { keys, fresh };
}

/** Held, or given up: what the same words came to before is what they come to now. */
const isForPeople = ({ state, outcome }: { readonly state: string; readonly outcome?: string | null }): boolean =>
  outcome === 'held' || state === 'quarantined' || state === 'dead';

/** Waits a moment until what was stored is worked on: whoever asked wants to know what came of it. */
export async function effectOf({ databases, clock }: Platform, scope: OrgScope, { keys, fresh }: Heard): Promise<AnswerEffect> {
  if (keys.length === 0) return 'nothing';
  const until = clock.realNow().getTime() + patienceMs;
  for (;;) {
    const rows = await findOutcomes(databases.payments, scope, keys);
    if (rows.every(({ state }) => ended.includes(state))) {
      if (rows.some(({ _id, outcome }) => outcome === 'moved' && fresh.has(_id))) return 'moved';
      return rows.some(isForPeople) ? 'held' : 'nothing';
    }
    if (clock.realNow().getTime() >= until) return 'waiting';
    await pause(lookEveryMs);
  }
}
