import {
  CreditNoteView,
  CreditNotesInput,
  CreditNotesOutput,
  InvoiceOfBillInput,
  InvoiceOfBillOutput,
  InvoiceView,
  IssueCreditNoteInput,
  IssueInvoiceInput,
  IssueRunInput,
  PaperJobInput,
  PaperJobOfRunInput,
  PaperJobOfRunOutput,
  PaperJobView,
  SearchPapersInput,
  SearchPapersOutput,
} from '@tsudoi/shared/contracts/documents/paper.contract';
import {
  MailBankDetailsInput,
  PaperSettingsView,
  UpdatePaperSettingsInput,
} from '@tsudoi/shared/contracts/documents/paper-settings.contract';
import {
  IssueReceiptInput,
  ReceiptListOutput,
  ReceiptOfBillInput,
  ReceiptView,
  ReissueReceiptInput,
} from '@tsudoi/shared/contracts/documents/receipt.contract';
import { PayerPapers } from '@tsudoi/shared/contracts/documents/payer-paper.contract';
import { PayerInput } from '@tsudoi/shared/contracts/payments/pay-link.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import * as z from 'zod';
import { isAllowed } from '../../platform/permissions.ts';
import { adminProcedure, memberProcedure, publicProcedure, router, signedInProcedure } from '../../platform/trpc.ts';
import { mailBankDetails } from './bank-details.service.ts';
import { creditNotes, issueCreditNote } from './credit-note.service.ts';
import { invoiceOfBill, issueInvoice } from './invoice.service.ts';
import { issueRun, paperJob, paperJobsOfRun } from './paper-job.service.ts';
import { searchPapers } from './paper-search.service.ts';
import { paperSettings, proveOtherAccount, updatePaperSettings } from './paper-settings.service.ts';
import { payerPapers } from './payer-paper.service.ts';
import { reissueReceipt } from './receipt-copy.service.ts';
import { issueReceipt, memberReceipts, receiptOfBill } from './receipt.service.ts';

/** Either front door: a member for their own bill; the office as its rights are, since who issues takes a number for good. */
const receiptProcedure = signedInProcedure('receipt').use(({ ctx, type, next }) => {
  const permission = type === 'mutation' ? 'payments.write' : 'payments.read';
  if (ctx.actor.kind === 'user' && !isAllowed(ctx.actor, permission)) throw new DomainError('FORBIDDEN', { permission });
  if (type === 'mutation' && !ctx.writesAllowed) throw new DomainError('ORGANIZATION_NOT_ACTIVE');
  return next();
});

export const documentsRouter = router({
  issueInvoice: receiptProcedure
    .input(IssueInvoiceInput)
    .output(InvoiceView)
    .mutation(({ ctx, input }) => issueInvoice(ctx.platform, ctx.actor, input.billId, input.addressee)),
  invoiceOfBill: receiptProcedure
    .input(InvoiceOfBillInput)
    .output(InvoiceOfBillOutput)
    .query(({ ctx, input }) => invoiceOfBill(ctx.platform, ctx.actor, input.billId)),
  issueCreditNote: adminProcedure('payments.write', 'receipt')
    .input(IssueCreditNoteInput)
    .output(CreditNoteView)
    .mutation(({ ctx, input }) => issueCreditNote(ctx.platform, ctx.actor.scope, ctx.actor, input)),
  creditNotes: adminProcedure('payments.read', 'receipt')
    .input(CreditNotesInput)
    .output(CreditNotesOutput)
    .query(({ ctx, input }) => creditNotes(ctx.platform, ctx.actor.scope, input)),
  mailBankDetails: adminProcedure('payments.write', 'member')
    .input(MailBankDetailsInput)
    .output(z.object({ to: z.string() }))
    .mutation(({ ctx, input }) => mailBankDetails(ctx.platform, ctx.actor.scope, ctx.actor, input)),
  paperSettings: adminProcedure('settings', 'paperSettings')
    .output(PaperSettingsView)
    .query(({ ctx }) => paperSettings(ctx.platform, ctx.actor.scope)),
  updatePaperSettings: adminProcedure('settings', 'paperSettings')
    .input(UpdatePaperSettingsInput)
    .output(PaperSettingsView)
    .mutation(async ({ ctx, input }) => {
      await proveOtherAccount(ctx.platform, ctx.actor, input, ctx.facts);
      return updatePaperSettings(ctx.platform, ctx.actor.scope, ctx.actor, input);
    }),
  searchPapers: adminProcedure('payments.read', 'receipt')
    .input(SearchPapersInput)
    .output(SearchPapersOutput)
    .query(({ ctx, input }) => searchPapers(ctx.platform, ctx.actor.scope, input)),
  issueRun: adminProcedure('payments.write', 'receipt')
    .input(IssueRunInput)
    .output(PaperJobView)
    .mutation(({ ctx, input }) => issueRun(ctx.platform, ctx.actor, input)),
  paperJob: adminProcedure('payments.read', 'receipt')
    .input(PaperJobInput)
    .output(PaperJobView)
    .query(({ ctx, input }) => paperJob(ctx.platform, ctx.actor.scope, input.paperJobId)),
  paperJobsOfRun: adminProcedure('payments.read', 'receipt')
    .input(PaperJobOfRunInput)
    .output(PaperJobOfRunOutput)
    .query(({ ctx, input }) => paperJobsOfRun(ctx.platform, ctx.actor.scope, input.billingRunId)),
  receipts: memberProcedure('receipt', 'applicant')
    .output(ReceiptListOutput)
    .query(async ({ ctx }) => ({ receipts: await memberReceipts(ctx.platform, ctx.actor.scope, ctx.actor.memberId) })),
  issueReceipt: receiptProcedure
    .input(IssueReceiptInput)
    .output(ReceiptView)
    .mutation(({ ctx, input }) => issueReceipt(ctx.platform, ctx.actor, input.billId, input.addressee, input.medium)),
  reissueReceipt: adminProcedure('payments.write', 'receipt')
    .input(ReissueReceiptInput)
    .output(ReceiptView)
    .mutation(({ ctx, input }) => reissueReceipt(ctx.platform, ctx.actor.scope, ctx.actor, input)),
  /** Whoever has a payer's link. */
  payerPapers: publicProcedure('receipt')
    .input(PayerInput)
    .output(PayerPapers)
    .query(({ ctx, input }) => payerPapers(ctx.platform, input)),
  receiptOfBill: receiptProcedure
    .input(ReceiptOfBillInput)
    .output(ReceiptView.nullable())
    .query(({ ctx, input }) => receiptOfBill(ctx.platform, ctx.actor, input.billId)),
});
