import { createCardSetupIndexes } from '../cards/card-setup.repository.ts';
import { createCardTurnIndexes, createSavedCardIndexes } from '../cards/saved-card.repository.ts';
import type { Migration } from '@tsudoi/shared/service/mongo';
import { createOutboxIndexes } from '@tsudoi/shared/service/outbox';
import { createAccountIndexes } from '../accounts/account.repository.ts';
import { createArchiveIndexes } from '../archive/archive.repository.ts';
import { createAllowedMethodIndexes } from '../accounts/allowed-method.repository.ts';
import { nameSecondPayments } from '../charges/charge.migration.ts';
import { createChargeIndexes } from '../charges/charge.repository.ts';
import { createUnknownChargeIndexes } from '../charges/unknown-charge.repository.ts';
import { createCollectionIndexes, createDropIndexes } from '../debits/collection.repository.ts';
import { createContractIndexes } from '../debits/debit-contract.repository.ts';
import { createMandateIndexes } from '../debits/mandate.repository.ts';
import { createHintIndexes } from '../inbox/hint.repository.ts';
import { createInboxClaimIndexes, createInboxIndexes, createInboxRepeatIndexes } from '../inbox/inbox.repository.ts';
import { createDeadNoticeIndexes, createSetAsideIndexes } from '../inbox/ended-notice.repository.ts';
import { createPayoutAccountIndexes } from '../payouts/payout-account.repository.ts';
import { createPayoutBatchIndexes } from '../payouts/payout-batch.repository.ts';
import { createOperatorActIndexes } from '../payouts/operator-act.repository.ts';
import { writeEntriesOfOldCharges } from '../payouts/payout.migration.ts';
import { createDeskPageIndexes, createPayoutIndexes } from '../payouts/payout.repository.ts';
import { createPayableIndexes, createPayableKeys, renewPayableKeys } from '../payables/payable.repository.ts';
import { createDepositIndexes, createUnfinishedFileIndexes } from '../reconciliation/deposit.repository.ts';
import { createRefundIndexes } from '../refunds/refund.repository.ts';
import { createSettlementIndexes, createSettlementTransfers } from '../reconciliation/settlement.repository.ts';
import { createDiscrepancyIndexes } from '../reconciliation/discrepancy.repository.ts';

export const migrations: readonly Migration[] = [
  {
    id: '2026-11-24-payments-indexes',
    async run(db) {
      await createAccountIndexes(db);
      await createChargeIndexes(db);
      await createInboxIndexes(db);
      await createPayableIndexes(db);
      await createDiscrepancyIndexes(db);
      await createOutboxIndexes(db);
    },
  },
  { id: '2026-11-26-inbox-repeats', run: createInboxRepeatIndexes },
  {
    // What claims, ends and guards a row, all of it in one index (docs/decisions/0008).
    id: '2026-11-26-payments-by-row',
    async run(db) {
      await db.collection('inbox').createIndexes([
        { key: { orgId: 1, _id: 1, state: 1, claim: 1 }, name: 'row' },
        { key: { orgId: 1, claim: 1, state: 1 }, name: 'claimed', partialFilterExpression: { state: 'leased' } },
      ]);
      await db.collection('payables').createIndexes([{ key: { orgId: 1, _id: 1 }, name: 'row' }]);
      await db.collection('charges').createIndexes([
        { key: { orgId: 1, _id: 1, version: 1 }, name: 'row' },
        { key: { orgId: 1, paymentNumber: 1 }, name: 'org_payment_number' },
      ]);
    },
  },
  { id: '2026-11-26-inbox-hints', run: createHintIndexes },
  { id: '2026-11-27-payable-keys', run: createPayableKeys },
  { id: '2026-11-27-deposits', run: createDepositIndexes },
  { id: '2026-11-26-refunds', run: createRefundIndexes },
  {
    id: '2026-11-26-payouts',
    async run(db) {
      await createPayoutIndexes(db);
      await createPayoutAccountIndexes(db);
      await createPayoutBatchIndexes(db);
      await createOperatorActIndexes(db);
      await writeEntriesOfOldCharges(db);
    },
  },
  {
    id: '2026-11-26-direct-debits',
    async run(db) {
      await createContractIndexes(db);
      await createMandateIndexes(db);
      await createCollectionIndexes(db);
    },
  },
  {
    id: '2026-11-26-money-trace',
    async run(db) {
      await db.collection('charges').createIndexes([{ key: { orgId: 1, memberId: 1, _id: -1 }, name: 'org_member' }]);
      await db
        .collection('inbox')
        .createIndexes([
          { key: { orgId: 1, state: 1, source: 1, receivedAt: -1 }, name: 'dead', partialFilterExpression: { state: 'dead' } },
        ]);
    },
  },
  { id: '2026-11-27-allowed-methods', run: createAllowedMethodIndexes },
  {
    id: '2026-11-27-saved-cards',
    async run(db) {
      await createCardSetupIndexes(db);
      await createSavedCardIndexes(db);
    },
  },
  { id: '2026-11-27-settlements', run: createSettlementIndexes },
  {
    // Lists of ids stand last in their index (docs/decisions/0052).
    id: '2026-11-27-lists-last',
    async run(db) {
      await createInboxClaimIndexes(db);
      // None goes on behind the day: a range up to a day would lose that day on the embedded engine, and a payout its last entries.
      await db.collection('payout_entries').createIndexes([{ key: { orgId: 1, payoutId: 1, _id: 1 }, name: 'org_payout_rows' }]);
      await db.collection('discrepancies').createIndexes([{ key: { orgId: 1, reason: 1, inboxId: 1 }, name: 'org_reason' }]);
    },
  },
  {
    // A card and a mandate remember every merge, no longer only the newest.
    id: '2026-11-27-merge-steps',
    async run(db) {
      for (const name of ['saved_cards', 'mandates'])
        for await (const { _id, state, merge } of db.collection(name).find({ merge: { $exists: true } }))
          await db.collection(name).updateOne({ _id }, { $set: { merges: [{ state: state as string, ...merge }] }, $unset: { merge: '' } });
    },
  },
  { id: '2026-11-27-settlement-transfers', run: createSettlementTransfers },
  { id: '2026-11-28-card-turns', run: createCardTurnIndexes },
  {
    // Numbers that nobody asks about any more were left as they are: they are asked about once more, and end.
    id: '2026-11-28-silent-numbers',
    async run(db) {
      await db.collection('charges').updateMany({ state: 'awaiting', nextInquiryAt: null }, { $set: { nextInquiryAt: new Date(0) } });
    },
  },
  { id: '2026-11-28-desk-pages', run: createDeskPageIndexes },
  { id: '2026-11-28-debit-drops', run: createDropIndexes },
  { id: '2026-11-28-unknown-charges', run: createUnknownChargeIndexes },
  { id: '2026-11-28-dead-notices', run: createDeadNoticeIndexes },
  { id: '2026-11-28-archive', run: createArchiveIndexes },
  { id: '2026-11-28-unfinished-files', run: createUnfinishedFileIndexes },
  { id: '2026-11-29-second-payments', run: nameSecondPayments },
  { id: '2026-11-29-set-aside', run: createSetAsideIndexes },
  // Legal forms that were not known before: universities, companies of other kinds.
  { id: '2026-11-30-payable-keys', run: renewPayableKeys },
];
