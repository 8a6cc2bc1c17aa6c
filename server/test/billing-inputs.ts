import { randomUUID } from 'node:crypto';

const key = () => randomUUID();

/** The inputs of billing. */
export const billingInputs: Record<string, ((ids: Record<string, string>) => unknown) | null> = {
  'billing.items': null,
  'billing.createItem': () => ({ name: `item ${key()}`, category: 'annual', proviso: 'x' }),
  'billing.updateItem': ({ billingItemId }) => ({ billingItemId, name: 'x', proviso: 'x', version: 0 }),
  'billing.setItemPrice': ({ billingItemId, membershipTypeId }) => ({ billingItemId, membershipTypeId, from: null, amount: 1, version: 0 }),
  'billing.dropItemPrice': ({ billingItemId, membershipTypeId }) => ({ billingItemId, membershipTypeId, from: null, version: 0 }),
  'billing.proposeDue': ({ billingItemId }) => ({ billingItemId, fiscalYear: 2031, allocationStartMonth: '2031-04' }),
  'billing.planRun': ({ billingItemId, membershipTypeId, memberId }) => ({
    billingItemId,
    fiscalYear: 2031,
    allocationStartMonth: '2031-04',
    dueOn: '2031-05-31',
    billName: 'x',
    excludedMembershipTypeIds: [membershipTypeId],
    memberIds: [memberId],
  }),
  'billing.run': ({ billingRunId }) => ({ billingRunId }),
  'billing.runs': null,
  'billing.runDrafts': ({ billingRunId }) => ({ billingRunId }),
  'billing.planRows': ({ billingRunId }) => ({ billingRunId, q: 'x' }),
  'billing.startRun': ({ billingRunId }) => ({ billingRunId }),
  'billing.discardRun': ({ billingRunId }) => ({ billingRunId }),
  'billing.confirmRun': ({ billingRunId }) => ({ billingRunId }),
  'billing.pauseRun': ({ billingRunId }) => ({ billingRunId }),
  'billing.resumeRun': ({ billingRunId }) => ({ billingRunId }),
  'billing.renameRun': ({ billingRunId }) => ({ billingRunId, billName: 'x' }),
  'billing.planRunCancel': ({ billingRunId }) => ({ billingRunId }),
  'billing.cancelRun': ({ billingRunId }) => ({ billingRunId, reason: 'x' }),
  'billing.runHistory': ({ billingRunId }) => ({ billingRunId }),
  'billing.bills': ({ memberId, billingRunId }) => ({ memberId, billingRunId }),
  'billing.bill': ({ billId }) => ({ billId }),
  'billing.createBill': ({ memberId }) => ({ memberId, billName: 'x', amount: 1, dueOn: '2030-01-31', idempotencyKey: key() }),
  'billing.confirmBill': ({ draftBillId }) => ({ billId: draftBillId }),
  'billing.renameBill': ({ draftBillId }) => ({ billId: draftBillId, billName: 'x' }),
  'billing.cancelBill': ({ draftBillId }) => ({ billId: draftBillId, reason: 'x' }),
  'billing.planCancel': ({ draftBillId }) => ({ bills: { billIds: [draftBillId] } }),
  'billing.startCancel': ({ draftBillId }) => ({
    bills: { billIds: [draftBillId] },
    expected: { count: 1, amount: 1 },
    reason: 'x',
    idempotencyKey: key(),
  }),
  'billing.cancelJob': ({ cancelJobId }) => ({ cancelJobId }),
  'billing.pauseCancelJob': ({ cancelJobId }) => ({ cancelJobId }),
  'billing.resumeCancelJob': ({ cancelJobId }) => ({ cancelJobId }),
  'billing.cancelJobs': null,
  'billing.cancelJobRows': ({ cancelJobId }) => ({ cancelJobId, show: 'kept' }),
  'billing.adjustBill': ({ draftBillId }) => ({ billId: draftBillId, amount: -1, reason: 'x', version: 0 }),
  'billing.arrears': () => ({}),
  'billing.memberBalances': ({ memberId }) => ({ memberIds: [memberId] }),
  'billing.myBills': null,
  'billing.myBill': ({ billId }) => ({ billId }),
  'billing.adjustments': ({ memberId }) => ({ memberId }),
  'billing.addAdjustment': ({ memberId }) => ({ memberId, kind: 'permanent', amount: -1, reason: 'x', idempotencyKey: key() }),
  'billing.removeAdjustment': ({ adjustmentId }) => ({ adjustmentId }),
};

/** Lists and files of one's own organisation: what they are narrowed by is found there or not. */
export const billingNamesNothing = ['billing.createItem', 'billing.bills', 'billing.memberBalances', 'billing.arrears'] as const;
