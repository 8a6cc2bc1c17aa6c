import { type Migration, dropIndexes } from '@tsudoi/shared/service/mongo';
import { createLane } from '../../platform/leased-jobs.ts';
import { keepOwingAnew } from '../members/members.public.ts';
import { createCancelJobIndexes } from './cancel-job.repository.ts';

/** Every index starts with the organisation: unique values never tell about another one, and one shard serves it. */
export const migrations: readonly Migration[] = [
  {
    id: '2026-11-24-billing-indexes',
    async run(db) {
      for (const name of ['billing_items', 'member_adjustments', 'billing_runs', 'billing_plan_rows', 'bills', 'counters']) {
        if ((await db.listCollections({ name }).toArray()).length === 0) await db.createCollection(name);
      }
      await db.collection('billing_items').createIndexes([{ key: { orgId: 1, name: 1 }, name: 'name', unique: true }]);
      await db.collection('member_adjustments').createIndexes([
        { key: { orgId: 1, memberId: 1 }, name: 'member' },
        { key: { orgId: 1, usedByBillId: 1 }, name: 'used' },
      ]);
      await db.collection('billing_runs').createIndexes([
        { key: { orgId: 1, plannedAt: -1 }, name: 'list' },
        { key: { orgId: 1, billingItemId: 1 }, name: 'one_active_run', unique: true, partialFilterExpression: { active: true } },
      ]);
      await db.collection('billing_plan_rows').createIndexes([
        { key: { orgId: 1, runId: 1, seq: 1 }, name: 'plan' },
        { key: { orgId: 1, runId: 1, place: 1 }, name: 'work' },
      ]);
      await db.collection('bills').createIndexes([
        {
          key: { orgId: 1, memberId: 1, itemId: 1, fiscalYear: 1 },
          name: 'one_live_bill',
          unique: true,
          partialFilterExpression: { live: true, category: 'annual' },
        },
        { key: { orgId: 1, requestKey: 1 }, name: 'one_per_request', unique: true, partialFilterExpression: { category: 'adhoc' } },
        { key: { orgId: 1, memberId: 1, _id: 1 }, name: 'member' },
        { key: { orgId: 1, runId: 1, status: 1 }, name: 'run' },
        { key: { orgId: 1, status: 1, dueOn: 1, _id: 1 }, name: 'status_due' },
        { key: { orgId: 1, dueOn: 1, _id: 1 }, name: 'due' },
      ]);
    },
  },
  {
    // Looks by id with the version beside it, all of it in one index (docs/decisions/0008).
    id: '2026-11-26-bills-by-row',
    async run(db) {
      await db.collection('bills').createIndexes([{ key: { orgId: 1, _id: 1, version: 1 }, name: 'row' }]);
    },
  },
  {
    // Who owes something is kept with the member, for the filter of the roll: once from the bills that are there.
    id: '2026-11-26-owing-members',
    async run(db) {
      const owing = await db
        .collection('bills')
        .aggregate<{ _id: string }>([{ $match: { status: { $in: ['unpaid', 'partly_paid'] } } }, { $group: { _id: '$memberId' } }])
        .toArray();
      await keepOwingAnew(db, new Set(owing.map(({ _id }) => _id)));
    },
  },
  {
    id: '2026-11-26-billing-confirming-index',
    async run(db) {
      await db
        .collection('billing_runs')
        .createIndexes([
          { key: { orgId: 1, _id: 1 }, name: 'confirming', partialFilterExpression: { 'confirmation.state': 'processing' } },
        ]);
    },
  },
  {
    id: '2026-11-26-billing-cancelling-and-months',
    async run(db) {
      await db.collection('billing_runs').createIndexes([
        {
          key: { orgId: 1, 'cancellation.state': 1 },
          name: 'cancelling',
          partialFilterExpression: { 'cancellation.state': 'processing' },
        },
      ]);
      // Recurring dues: one live bill of an item and month.
      await db.collection('bills').createIndexes([
        {
          key: { orgId: 1, memberId: 1, itemId: 1, allocationStartMonth: 1 },
          name: 'one_live_month',
          unique: true,
          partialFilterExpression: { live: true, category: 'recurring' },
        },
      ]);
    },
  },
  {
    // A run's bills one after the other, whatever their status, for the papers of a run.
    id: '2026-11-26-bills-of-run',
    async run(db) {
      await db.collection('bills').createIndexes([{ key: { orgId: 1, runId: 1, _id: 1 }, name: 'run_rows' }]);
    },
  },
  {
    // A month of a plan is told from that of another plan by what asked for it; runs have no such key and stay one a month.
    id: '2026-11-27-months-of-plans',
    async run(db) {
      const bills = db.collection('bills');
      await dropIndexes(bills, ['one_live_month']);
      await bills.createIndexes([
        {
          key: { orgId: 1, memberId: 1, itemId: 1, allocationStartMonth: 1, requestKey: 1 },
          name: 'one_live_month_of_request',
          unique: true,
          partialFilterExpression: { live: true, category: 'recurring' },
        },
      ]);
    },
  },
  {
    // Drafts are confirmed by the hundred: the list of ids stands last (docs/decisions/0052).
    id: '2026-11-27-bills-by-status-and-row',
    async run(db) {
      await db.collection('bills').createIndexes([{ key: { orgId: 1, status: 1, _id: 1 }, name: 'status_rows' }]);
    },
  },
  { id: '2026-11-27-cancel-jobs', run: createCancelJobIndexes },
  {
    // One adjustment a request; those of before have no key.
    id: '2026-11-27-adjustments-by-request',
    async run(db) {
      await db.collection('member_adjustments').createIndexes([
        {
          key: { orgId: 1, requestKey: 1 },
          name: 'one_per_request',
          unique: true,
          partialFilterExpression: { requestKey: { $exists: true } },
        },
      ]);
    },
  },
  {
    // Bills that were made anew in place of a run's, to be renamed with it.
    id: '2026-11-28-bills-anew-of-run',
    async run(db) {
      await db
        .collection('bills')
        .createIndexes([{ key: { orgId: 1, ofRunId: 1 }, name: 'anew_of_run', partialFilterExpression: { ofRunId: { $exists: true } } }]);
    },
  },
  {
    // Runs whose bills are taking their name, for the sweep.
    id: '2026-11-29-billing-renaming-index',
    async run(db) {
      await db
        .collection('billing_runs')
        .createIndexes([{ key: { orgId: 1, renaming: 1 }, name: 'renaming', partialFilterExpression: { renaming: true } }]);
    },
  },
  { id: '2026-11-29-cancel-job-lane', run: (db) => createLane(db, 'cancel_jobs') },
];
