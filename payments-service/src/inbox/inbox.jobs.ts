import { randomUUID } from 'node:crypto';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { watchInserts } from '@tsudoi/shared/service/watch';
import type { ChargeDocument } from '../charges/charge.repository.ts';
import type { Connectors } from '../connectors/registry.ts';
import type { Platform } from '../platform/platform.ts';
import { processBatch } from './inbox-batch.service.ts';
import { type InboxRow, claimInbox, dueInboxOrganisations, giveUpInbox, inboxOf, reclaimInbox, retryInbox } from './inbox.repository.ts';

const batchSize = 50;
const maxAttempts = 8;

export interface InboxProcessor {
  nudge(): void;
  drain(): Promise<void>;
  stop(): Promise<void>;
}

/** Called after the commit with the charges that reached money, so that other live slips are voided at the provider. */
export type AfterMoney = (scope: OrgScope, charges: readonly ChargeDocument[]) => void;

/** Turns stored notices into money events, charge moves and messages; woken by nudges and a change stream, swept every second. */
export function startInboxProcessor(platform: Platform, connectors: Connectors, afterMoney: AfterMoney): InboxProcessor {
  const { clock, log, databases } = platform;
  const db = databases.payments;
  let running: Promise<void> | null = null;
  let again = false;
  let stopped = false;

  const run = async () => {
    do {
      again = false;
      await reclaimInbox(db, clock);
      let handled = true;
      while (handled && !stopped) {
        handled = false;
        for (const orgId of await dueInboxOrganisations(db, clock, 20)) {
          const scope = mintOrgScope(orgId);
          const rows = await claimInbox(db, scope, clock, batchSize, randomUUID());
          if (rows.length === 0) continue;
          handled = true;
          await processClaimed(platform, connectors, scope, rows, afterMoney);
        }
      }
    } while (again && !stopped);
  };
  const drain = (): Promise<void> => {
    if (running) {
      again = true;
      return running;
    }
    running = run().finally(() => {
      running = null;
    });
    return running;
  };
  const nudge = () => void drain().catch((err: unknown) => log.warn({ err }, 'the inbox could not be drained'));
  const stopWatching = watchInserts(inboxOf(db), [], nudge, log);
  const sweep = setInterval(nudge, 1000);
  return {
    nudge,
    drain,
    async stop() {
      stopped = true;
      clearInterval(sweep);
      await stopWatching();
      await running?.catch(() => undefined);
    },
  };
}

async function processClaimed(
  platform: Platform,
  connectors: Connectors,
  scope: OrgScope,
  rows: InboxRow[],
  afterMoney: AfterMoney,
): Promise<void> {
  try {
    afterMoney(scope, await processBatch(platform, connectors, scope, rows));
  } catch (error) {
    if (rows.length > 1) {
      for (const row of rows) await processClaimed(platform, connectors, scope, [row], afterMoney);
      return;
    }
    await putBack(platform, scope, rows[0]!, error);
  }
  platform.nudgeOutbox();
}

async function putBack(platform: Platform, scope: OrgScope, row: InboxRow, error: unknown): Promise<void> {
  const { clock, log, databases } = platform;
  const reason = error instanceof Error ? error.name : 'UNEXPECTED';
  log.warn({ err: error, inboxId: row._id, attempts: row.attempts }, 'a notice could not be processed');
  if (row.attempts >= maxAttempts) await giveUpInbox(databases.payments, scope, row, reason);
  else await retryInbox(databases.payments, scope, row, new Date(clock.realNow().getTime() + 1000 * 2 ** (row.attempts - 1)), reason);
}
