import { randomUUID } from 'node:crypto';
import { crashPoint } from '@tsudoi/shared/service/crash-point';
import { type Drain, inTurn, startDrain } from '@tsudoi/shared/service/drain';
import { createDueWindow } from '@tsudoi/shared/service/due-window';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { Connectors } from '../connectors/registry.ts';
import type { Platform } from '../platform/platform.ts';
import { type Processed, processBatch } from './inbox-batch.service.ts';
import { type InboxRow, claimInbox, dueInboxOrganisations, giveUpInbox, reclaimInbox, retryInbox } from './inbox.repository.ts';

const batchSize = 50;
const maxAttempts = 8;

/** Called after the commit: other live slips of what was paid are voided, and refunds that were asked for hear of theirs. */
export type AfterMoney = (scope: OrgScope, processed: Processed) => void;

/** Turns stored notices into money events, charge moves and messages; nudged by whoever stored one, swept every second. */
export function startInboxProcessor(platform: Platform, connectors: Connectors, afterMoney: AfterMoney): Drain {
  const { clock, log, databases } = platform;
  const db = databases.payments;
  const window = createDueWindow();
  return startDrain(
    async (look, round) => {
      if (look.everywhere) await reclaimInbox(db, clock);
      const due = (limit: number) => dueInboxOrganisations(db, clock, limit);
      await inTurn(look, round, due, async (orgId) => {
        const scope = mintOrgScope(orgId);
        const rows = await claimInbox(db, scope, clock, { window, limit: batchSize, claim: randomUUID() });
        if (rows.length > 0) crashPoint('inbox.claimed');
        if (rows.length > 0) await processClaimed(platform, connectors, scope, rows, afterMoney);
        return rows.length === batchSize;
      });
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
    const processed = await processBatch(platform, connectors, scope, rows);
    crashPoint('inbox.committed');
    afterMoney(scope, processed);
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
