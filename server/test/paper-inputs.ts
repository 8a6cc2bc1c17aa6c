import { randomUUID } from 'node:crypto';

type Inputs = (ids: Record<string, string>) => unknown;

/** Of the procedures about invoices, receipts and what is given back. */
export const paperInputs: Record<string, Inputs | null> = {
  'documents.issueInvoice': ({ billId }) => ({ billId }),
  'documents.invoiceOfBill': ({ billId }) => ({ billId }),
  'documents.issueCreditNote': ({ receiptId }) => ({
    receiptId,
    amount: 1,
    returnedOn: '2026-05-20',
    reason: '返金',
    idempotencyKey: randomUUID(),
  }),
  'documents.creditNotes': ({ receiptId }) => ({ receiptId }),
  'documents.paperSettings': null,
  'documents.updatePaperSettings': () => ({
    settings: {
      form: 'plain',
      registrationNumber: '',
      registeredAs: 'corporation',
      taxRounding: 'floor',
      businessReceipts: false,
      bankPrinted: false,
      bankName: '',
      bankBranch: '',
      bankAccountType: 'ordinary',
      bankAccountNumber: '',
      bankHolder: '',
    },
    version: 99,
  }),
  'documents.mailBankDetails': ({ memberId }) => ({ memberId, email: 'x@example.jp', idempotencyKey: randomUUID() }),
  'documents.searchPapers': () => ({ kind: 'receipt' }),
  'documents.issueRun': ({ billingRunId }) => ({ billingRunId, kind: 'invoice', idempotencyKey: randomUUID() }),
  'documents.paperJob': () => ({ paperJobId: 'ppj_01JZZZZZZZZZZZZZZZZZZZZZZZ' }),
  'documents.paperJobsOfRun': ({ billingRunId }) => ({ billingRunId }),
};

/** Those of them that search or set what is the organisation's own. */
export const papersNameNothing = ['documents.updatePaperSettings', 'documents.searchPapers'];
