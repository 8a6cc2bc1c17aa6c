import { randomUUID } from 'node:crypto';
import { type Drain, startDrain } from '@tsudoi/shared/service/drain';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { ChargeDocument } from '../charges/charge.repository.ts';
import type { Connectors } from '../connectors/registry.ts';
import type { Platform } from '../platform/platform.ts';
import { processBatch } from './inbox-batch.service.ts';
import { type InboxRow, claimInbox, dueInboxOrganisations, giveUpInbox, reclaimInbox, retryInbox } from './inbox.repository.ts';

const batchSize = 50;
const organisationsAtOnce = 20;
const maxAttempts = 8;

/** Called after the commit with the charges that reached money, so that other live slips are voided at the provider. */
export type AfterMoney = (scope: OrgScope, charges: readonly ChargeDocument[]) => void;

/** Turns stored notices into money events, charge moves and messages; nudged by whoever stored one, swept every second. */
export function startInboxProcessor(platform: Platform, connectors: Connectors, afterMoney: AfterMoney): Drain {
  const { clock, log, databases } = platform;
  const db = databases.payments;
  return startDrain(
    async (look, stopping) => {
      if (look.everywhere) await reclaimInbox(db, clock);
      let waiting = look.everywhere ? await dueInboxOrganisations(db, clock, organisationsAtOnce) : look.organisations;
      while (waiting.length > 0) {
        let more = waiting.length >= organisationsAtOnce;
        for (const orgId of waiting) {
          if (stopping()) return;
          const scope = mintOrgScope(orgId);
          const rows = await claimInbox(db, scope, clock, batchSize, randomUUID());
          if (rows.length === batchSize) more = true;
          if (rows.length > 0) await processClaimed(platform, connectors, scope, rows, afterMoney);
        }
        waiting = more ? await dueInboxOrganisations(db, clock, organisationsAtOnce) : [];
      }
    },
    { log, failure: 'the inbox could not be drained' },
  );
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
