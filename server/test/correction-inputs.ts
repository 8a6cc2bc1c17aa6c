import { randomUUID } from 'node:crypto';

/** Inputs of what corrects bills. */
export const correctionInputs: Record<string, (ids: Record<string, string>) => unknown> = {
  'payments.planCorrection': ({ billId }) => ({ billId, rest: 'keep', wrong: 'amount', amount: 1, dueOn: null }),
  'payments.correct': ({ billId }) => ({
    ask: { billId, rest: 'keep', wrong: 'amount', amount: 1, dueOn: null },
    digest: '0'.repeat(64),
    reason: 'x',
    tellMember: false,
    idempotencyKey: randomUUID(),
  }),
  'payments.undoCorrection': () => ({ correctionId: 'cor_01JZZZZZZZZZZZZZZZZZZZZZZZ', idempotencyKey: randomUUID() }),
  'payments.correctionsOfBill': ({ billId }) => ({ billId }),
};
