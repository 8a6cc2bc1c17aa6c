import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { BillingRunId } from '@tsudoi/shared/kernel/ids';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { UserActor } from '../../platform/actor.ts';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit, valueChanges } from '../audit/audit.public.ts';
import { provisoUnder } from './bill-name.rules.ts';
import { refuseDonation } from './billing-item.rules.ts';
import { type BillingRunDocument, getRun, interruptRun, reportProgress } from './billing-run.repository.ts';
import { giveName, namedOtherwise } from './run-bills.repository.ts';
import { tellingOfRun } from './run-happening.service.ts';
import { leaseEnd, withRunLease } from './run-lease.service.ts';

/** Bills renamed in one transaction. */
const renameBatch = 400;

/**
 * 請求名称 (BIL-07): the bills of the run take the name, paid ones and those that a correction made anew too; a cancelled bill is
 * read-only, and issued papers keep what they said. The run says the name at once and the bills follow under the run's lease, one
 * rename of a run at a time: a process that dies over it is followed by the sweep, so that in the end they agree.
 * @throws DomainError NOT_FOUND, DONATION_NOT_ALLOWED, INVALID_TRANSITION while the run is at work, BILL_CHANGED_SINCE where a
 * colleague renamed it since it was `seen` or is at it now
 */
export async function renameRun(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  runId: BillingRunId,
  billName: string,
  seen: string | null = null,
): Promise<BillingRunDocument> {
  refuseDonation(billName);
  await tellingOfRun(platform, scope, runId, () =>
    inTransaction(platform.databases.client, async (session) => {
      const run = await getRun(platform.databases.server, scope, runId, session);
      if (isAtWork(run)) throw new DomainError('INVALID_TRANSITION', { from: run.state, to: 'renamed' });
      const isOther = run.billName !== billName;
      if (isOther && (run.renaming || (seen !== null && seen !== run.billName)))
        throw new DomainError('BILL_CHANGED_SINCE', { what: 'name' });
      if (run.renaming) return;
      // Bills that it makes from now on say the same as those that it has made.
      const proviso = provisoUnder({ ...run, itemId: run.billingItemId }, billName);
      const named = isOther ? { billName, proviso, renamedAt: platform.clock.now() } : {};
      const claimed = await interruptRun(platform.databases.server, scope, run, { ...named, renaming: true }, session);
      if (!claimed) throw new DomainError('CONFLICT');
      if (!isOther) return;
      const changes = valueChanges(['billName'], run, { billName });
      const note = { action: 'billingRun.rename', subjectKind: 'billingRun', subjectId: runId, subjectName: billName } as const;
      await recordAudit(platform, scope, actor, { ...note, fields: ['billName'], changes }, session);
      await recordLive(platform.databases.server, scope, [{ topic: 'runs', ref: runId }], platform.clock.now(), session);
    }),
  );
  await workOnRename(platform, scope, runId);
  return getRun(platform.databases.server, scope, runId);
}

const isAtWork = ({ active, confirmation, cancellation, state }: BillingRunDocument): boolean =>
  active || confirmation.state === 'processing' || cancellation?.state === 'processing' || state === 'discarded';

/**
 * Gives the bills of a run the name that it has, in batches of one short transaction each; continued by whoever finds it unfinished.
 * Stops where somebody has taken the run away, to halt or cancel it: the sweep comes back to it.
 */
export function workOnRename(platform: Platform, scope: OrgScope, runId: BillingRunId): Promise<void> {
  const { client, server: db } = platform.databases;
  return withRunLease(platform, scope, runId, async (run) => {
    if (!run.renaming) return;
    for (;;) {
      if (platform.stopping()) return;
      const bills = await namedOtherwise(db, scope, runId, run.billName, renameBatch);
      if (bills.length === 0) break;
      const kept = await inTransaction(client, async (session) => {
        if (!(await reportProgress(db, scope, run, { leaseUntil: leaseEnd(platform) }, {}, session))) return false;
        await giveName(db, scope, bills, run.billName, session);
        return true;
      });
      if (!kept) return;
    }
    await inTransaction(client, async (session) => {
      if (!(await reportProgress(db, scope, run, { leaseUntil: null, renaming: false }, {}, session))) return;
      const topics = [
        { topic: 'runs' as const, ref: runId },
        { topic: 'bills' as const, ref: runId },
      ];
      await recordLive(db, scope, topics, platform.clock.now(), session);
    });
  });
}
