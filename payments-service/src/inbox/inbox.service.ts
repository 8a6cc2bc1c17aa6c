import { crashPoint } from '@tsudoi/shared/service/crash-point';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { Connectors } from '../connectors/registry.ts';
import type { Platform } from '../platform/platform.ts';
import { raiseVariant } from '../reconciliation/discrepancy.service.ts';
import { tellHintAgain } from './hint.repository.ts';
import { type Arrival, type Stored, hashBody, inboxKey, insertArrivals } from './inbox.repository.ts';
import { chargeOfNotice } from './notice-charge.service.ts';

interface Waiting {
  readonly arrival: Arrival;
  resolve(stored: Stored): void;
  reject(error: unknown): void;
}

export interface Inbox {
  /**
   * Resolves when the notice is durable; nobody is told "received" before. `mayTellOfMore`: an unsigned one, after which the provider
   * is asked each time it comes. @throws when the database did not take it
   */
  store(arrival: Arrival & { readonly mayTellOfMore?: boolean }): Promise<Stored>;
}

const largestGroup = 200;

/**
 * Group commit: while one write is under way, later arrivals gather and form the next one. No timer, so a single notice
 * waits for nothing; under load many share one journal flush.
 */
export function createInbox(platform: Platform, connectors: Connectors): Inbox {
  const db = platform.databases.payments;
  let waiting: Waiting[] = [];
  let writing = false;

  const write = async () => {
    writing = true;
    while (waiting.length > 0) {
      const group = waiting.slice(0, largestGroup);
      waiting = waiting.slice(largestGroup);
      try {
        crashPoint('inbox.arrived');
        const stored = await insertArrivals(
          db,
          group.map((entry) => entry.arrival),
          platform.clock.realNow(),
        );
        crashPoint('inbox.stored');
        for (const [index, entry] of group.entries()) entry.resolve(stored[index]!);
      } catch (error) {
        for (const entry of group) entry.reject(error);
      }
    }
    writing = false;
  };

  const followAgain = async (arrival: Arrival) => {
    const isAgain = await tellHintAgain(db, mintOrgScope(arrival.orgId), inboxKey(arrival), platform.clock.realNow());
    if (isAgain) platform.nudgeHints(arrival.orgId);
  };

  const tellOfVariant = async (arrival: Arrival) => {
    const scope = mintOrgScope(arrival.orgId);
    const inboxId = inboxKey(arrival);
    const charge = await chargeOfNotice(platform, connectors, scope, inboxId);
    await raiseVariant(platform, scope, { inboxId, provider: arrival.provider, body: hashBody(arrival.body) }, charge);
  };

  return {
    async store(arrival) {
      const stored = await new Promise<Stored>((resolve, reject) => {
        waiting.push({ arrival, resolve, reject });
        if (!writing) void write();
      });
      if (stored === 'new' && arrival.source === 'hint') platform.nudgeHints(arrival.orgId);
      else if (stored === 'new') platform.nudgeInbox(arrival.orgId);
      else if (arrival.mayTellOfMore) await followAgain(arrival);
      // Same event, other content: the first stays, people are told (T4).
      // An answer to our own question may be worded anew each time, and a hint is nobody's word.
      if (stored === 'variant' && arrival.source === 'notice') await tellOfVariant(arrival);
      return stored;
    },
  };
}
