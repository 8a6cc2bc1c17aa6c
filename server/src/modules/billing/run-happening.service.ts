import type { BillingRunId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { AuditEntry } from '../audit/audit.public.ts';
import type { Platform } from '../../platform/platform.ts';
import type { BillHappening } from './bill-happening.rules.ts';
import { happeningsOfLog } from './bill-happening.service.ts';
import { getRun } from './billing-run.repository.ts';
import { asksOfRun, toldOfRun } from './run-happening.rules.ts';

const kinds: Partial<Record<AuditEntry['action'], BillHappening['kind']>> = {
  'billingRun.start': 'started',
  'billingRun.pause': 'paused',
  'billingRun.resume': 'resumed',
  'billingRun.confirm': 'confirmed',
  'billingRun.rename': 'renamed',
  'billingRun.cancel': 'cancelled',
  'billingRun.discard': 'discarded',
};

/**
 * An act of the office on a whole run. Where a colleague was faster with the same run, the refusal says who, what and when, as
 * `tellingWhatHappened` does of a bill.
 */
export async function tellingOfRun<T>(platform: Platform, scope: OrgScope, runId: BillingRunId, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!asksOfRun(error)) throw error;
    const run = await getRun(platform.databases.server, scope, runId);
    const happenings = await happeningsOfLog(platform, scope, runId, kinds, { name: run.billName, dueOn: run.dueOn });
    throw toldOfRun(error, run, happenings, platform.clock.now()) ?? error;
  }
}
