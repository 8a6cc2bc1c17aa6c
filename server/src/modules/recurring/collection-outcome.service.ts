import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { Platform } from '../../platform/platform.ts';
import type { CollectionDocument } from './collection.repository.ts';

/** `paid`, whoever paid and how; `past_due`: the last retry failed, the office reminds from now on; `ended`: nothing is collected any more. */
export type CollectionOutcome = 'paid' | 'past_due' | 'ended';
type OutcomeHook = (
  platform: Platform,
  scope: OrgScope,
  collection: CollectionDocument,
  outcome: CollectionOutcome,
  session: ClientSession,
) => Promise<void>;
const hooks: OutcomeHook[] = [];

/** Lets whoever asked for collections act in the transaction in which one turns out; past due may still become paid. Registered in app/. */
export function registerCollectionOutcome(hook: OutcomeHook): void {
  if (!hooks.includes(hook)) hooks.push(hook);
}

export const tellOfOutcome: OutcomeHook = async (...given) => {
  for (const hook of hooks) await hook(...given);
};
