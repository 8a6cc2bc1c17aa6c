import { jstDateOf } from '@tsudoi/shared/kernel/jst';
import { fullReading } from '@tsudoi/shared/kernel/names';
import type { Migration } from '@tsudoi/shared/service/mongo';
import type { BillDocument } from '../billing/billing.public.ts';
import type { MemberDocument } from '../members/members.public.ts';
import type { CorrectionDocument } from './correction.repository.ts';
import type { PayLinkDocument } from './pay-link.repository.ts';
import { type ScreeningRow, createScreeningIndexes, screeningCollection } from './screening/screening.repository.ts';
import type { AllocationDocument, MoneyReturn, PaymentDocument } from './payment.repository.ts';

export const migrations: readonly Migration[] = [
  {
    id: '2026-11-24-payments-indexes',
    async run(db) {
      for (const name of ['payments', 'allocations', 'posting_inbox', 'tasks']) {
        if ((await db.listCollections({ name }).toArray()).length === 0) await db.createCollection(name);
      }
      await db.collection('payments').createIndexes([
        { key: { orgId: 1, sourceType: 1, sourceId: 1 }, name: 'one_per_source', unique: true },
        { key: { orgId: 1, chargeId: 1 }, name: 'charge' },
        { key: { orgId: 1, memberId: 1, _id: 1 }, name: 'member' },
        { key: { orgId: 1, _id: 1 }, name: 'list' },
      ]);
      await db.collection('allocations').createIndexes([
        { key: { orgId: 1, paymentId: 1 }, name: 'payment' },
        { key: { orgId: 1, billId: 1 }, name: 'bill' },
        { key: { orgId: 1, reverses: 1 }, name: 'one_full_reversal', unique: true, partialFilterExpression: { closes: true } },
      ]);
      await db.collection('posting_inbox').createIndexes([{ key: { orgId: 1, chargeId: 1 }, name: 'charge' }]);
      await db.collection('tasks').createIndexes([
        { key: { orgId: 1, cause: 1 }, name: 'cause', unique: true },
        { key: { orgId: 1, state: 1, _id: 1 }, name: 'list' },
      ]);
    },
  },
  {
    // Looks by id with what is asked beside it, all of it in one index (docs/decisions/0008).
    id: '2026-11-26-payments-by-row',
    async run(db) {
      await db.collection('payments').createIndexes([{ key: { orgId: 1, _id: 1, version: 1 }, name: 'row' }]);
      await db.collection('posting_inbox').createIndexes([{ key: { orgId: 1, _id: 1 }, name: 'row' }]);
    },
  },
  {
    id: '2026-11-26-credit-uses',
    async run(db) {
      if ((await db.listCollections({ name: 'credit_uses' }).toArray()).length === 0) await db.createCollection('credit_uses');
      await db.collection('credit_uses').createIndexes([
        { key: { orgId: 1, requestKey: 1 }, name: 'one_per_request', unique: true },
        { key: { orgId: 1, paymentId: 1 }, name: 'payment' },
      ]);
    },
  },
  {
    id: '2026-11-26-bill-corrections',
    async run(db) {
      if ((await db.listCollections({ name: 'bill_corrections' }).toArray()).length === 0) await db.createCollection('bill_corrections');
      await db.collection('bill_corrections').createIndexes([
        { key: { orgId: 1, requestKey: 1 }, name: 'one_per_request', unique: true },
        { key: { orgId: 1, billIds: 1 }, name: 'bill' },
        { key: { orgId: 1, _id: 1 }, name: 'row' },
      ]);
    },
  },
  {
    id: '2026-11-26-pay-links',
    async run(db) {
      if ((await db.listCollections({ name: 'pay_links' }).toArray()).length === 0) await db.createCollection('pay_links');
      await db.collection('pay_links').createIndexes([
        { key: { orgId: 1, requestKey: 1 }, name: 'one_per_request', unique: true },
        { key: { orgId: 1, hashes: 1 }, name: 'address' },
        { key: { orgId: 1, billIds: 1 }, name: 'bill' },
        { key: { orgId: 1, _id: 1, version: 1 }, name: 'row' },
      ]);
      await db.collection('payments').createIndexes([{ key: { orgId: 1, payLinkId: 1 }, name: 'pay_link' }]);
    },
  },
  {
    id: '2026-11-26-refund-orders',
    async run(db) {
      for (const name of ['refund_orders', 'refund_settings']) {
        if ((await db.listCollections({ name }).toArray()).length === 0) await db.createCollection(name);
      }
      await db.collection('refund_orders').createIndexes([
        { key: { orgId: 1, requestKey: 1 }, name: 'one_per_request', unique: true },
        { key: { orgId: 1, paymentId: 1 }, name: 'payment' },
        { key: { orgId: 1, state: 1, _id: 1 }, name: 'list' },
        { key: { orgId: 1, _id: 1, version: 1 }, name: 'row' },
      ]);
      await db.collection('refund_settings').createIndexes([{ key: { orgId: 1, _id: 1 }, name: 'row' }]);
    },
  },
  {
    // When money went back stood only in what it was taken off; of several times in one payment the last is kept.
    id: '2026-11-26-dated-returns',
    async run(db) {
      const payments = db.collection<PaymentDocument>('payments');
      for await (const payment of payments.find({ reversed: { $gt: 0 as PaymentDocument['reversed'] }, returns: { $exists: false } })) {
        const [last] = await db
          .collection<AllocationDocument>('allocations')
          .find({ orgId: payment.orgId, paymentId: payment._id })
          .sort({ at: -1 })
          .limit(1)
          .toArray();
        const at = last?.at ?? payment.createdAt;
        const { reversed: amount, method } = payment;
        const whole: MoneyReturn = { at, on: jstDateOf(at), amount, method, causedBy: last?.causedBy ?? 'reversal' };
        await payments.updateOne({ _id: payment._id }, { $set: { returns: [whole] } });
      }
    },
  },
  { id: '2026-11-27-payment-applications', run: createScreeningIndexes },
  {
    id: '2026-11-27-payments-by-receipt',
    async run(db) {
      await db.collection('payments').createIndexes([{ key: { orgId: 1, receivedAt: 1, _id: 1 }, name: 'by_receipt' }]);
    },
  },
  {
    // A row is found by organisation and id: both in one index (docs/decisions/0008).
    id: '2026-11-27-tasks-by-row',
    async run(db) {
      await db.collection('tasks').createIndexes([{ key: { orgId: 1, _id: 1 }, name: 'row' }]);
    },
  },
  {
    // Bills that a correction made anew named the link of the bill before, which lists them to no payer.
    id: '2026-11-27-pay-links-of-corrected-bills',
    async run(db) {
      const bills = db.collection<Pick<BillDocument, '_id' | 'payLink' | 'version'>>('bills');
      const links = db.collection<PayLinkDocument>('pay_links');
      for await (const { orgId, bills: notes } of db.collection<CorrectionDocument>('bill_corrections').find({})) {
        const made = notes.filter(({ before }) => before === null).map(({ billId }) => billId);
        for await (const { _id, payLink } of bills.find({ orgId, _id: { $in: made } })) {
          if (payLink && !(await links.findOne({ orgId, _id: payLink.payLinkId, billIds: _id })))
            await bills.updateOne({ orgId, _id }, { $set: { payLink: null }, $inc: { version: 1 } });
        }
      }
    },
  },
  {
    // Direct debit has its contract and is no method of the screening any more (docs/decisions/0038, 0039).
    id: '2026-11-28-direct-debit-is-not-screened',
    async run(db) {
      const screenings = db.collection<Pick<ScreeningRow, '_id' | 'orgId' | 'methods' | 'history'>>(screeningCollection);
      const isOther = (method: string) => method !== 'direct_debit';
      for await (const { _id, orgId, methods, history } of screenings.find({ 'methods.method': 'direct_debit' as never })) {
        const told = history.flatMap((entry) => {
          const named = entry.methods.filter(isOther);
          return named.length === 0 && entry.methods.length > 0 ? [] : [{ ...entry, methods: named }];
        });
        const kept = methods.filter(({ method }) => isOther(method));
        await screenings.updateOne({ orgId, _id }, { $set: { methods: kept, history: told }, $inc: { version: 1 } });
      }
    },
  },
  {
    // Bills that were made anew before say of which run they are; in the order in which they were, since one may stand for another.
    id: '2026-11-28-corrected-bills-of-runs',
    async run(db) {
      const bills = db.collection<Pick<BillDocument, '_id' | 'runId' | 'ofRunId' | 'version'>>('bills');
      for await (const { orgId, bills: notes } of db.collection<CorrectionDocument>('bill_corrections').find({}).sort({ _id: 1 })) {
        const [old, made] = [notes.find(({ role }) => role === 'corrected'), notes.find(({ role }) => role === 'replacement')];
        if (!old || made?.fiscalYear !== old.fiscalYear) continue;
        const was = await bills.findOne({ orgId, _id: old.billId });
        const ofRunId = was?.runId ?? was?.ofRunId;
        const isAnew = { orgId, _id: made.billId, ofRunId: { $exists: false } };
        if (ofRunId) await bills.updateOne(isAnew, { $set: { ofRunId }, $inc: { version: 1 } });
      }
    },
  },
  {
    // Payments are found by the reading of their members as well; those of before take the one that stands in the roll now.
    id: '2026-11-28-readings-of-payers',
    async run(db) {
      const payments = db.collection<Pick<PaymentDocument, '_id' | 'orgId' | 'memberId' | 'memberKana'>>('payments');
      const members = db.collection<Pick<MemberDocument, '_id' | 'familyNameKana' | 'givenNameKana'>>('members');
      const cursor = payments.find({ memberKana: { $exists: false } }, { projection: { orgId: 1, memberId: 1 }, batchSize: 500 });
      while (await cursor.hasNext()) {
        const some = cursor.readBufferedDocuments();
        const ids = [...new Set(some.flatMap(({ memberId }) => memberId ?? []))];
        const named = await members.find({ _id: { $in: ids } }, { projection: { familyNameKana: 1, givenNameKana: 1 } }).toArray();
        const readings = new Map(named.map((member) => [member._id, fullReading(member)]));
        const updates = some.map(({ _id, orgId, memberId }) => {
          const memberKana = (memberId && readings.get(memberId)) ?? '';
          return { updateOne: { filter: { _id, orgId }, update: { $set: { memberKana } } } };
        });
        await payments.bulkWrite(updates, { ordered: false });
      }
    },
  },
  {
    // What was sent to the operator is kept with its step (docs/decisions/0038); of before, what stands there now is what is left.
    id: '2026-11-30-what-was-sent-of-screenings',
    async run(db) {
      const screenings = db.collection<Pick<ScreeningRow, '_id' | 'orgId' | 'facts' | 'history'>>(screeningCollection);
      for await (const { _id, orgId, facts, history } of screenings.find({ 'history.facts': { $exists: false } })) {
        const last = history.findLastIndex(({ step }) => step === 'submitted' || step === 'answered');
        if (last >= 0) await screenings.updateOne({ orgId, _id }, { $set: { [`history.${last}.facts`]: facts }, $inc: { version: 1 } });
      }
    },
  },
];
