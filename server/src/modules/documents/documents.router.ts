import {
  IssueReceiptInput,
  ReceiptListOutput,
  ReceiptOfBillInput,
  ReceiptView,
  ReissueReceiptInput,
} from '@tsudoi/shared/contracts/documents/receipt.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { isAllowed } from '../../platform/permissions.ts';
import { adminProcedure, memberProcedure, router, signedInProcedure } from '../../platform/trpc.ts';
import { reissueReceipt } from './receipt-copy.service.ts';
import { issueReceipt, memberReceipts, receiptOfBill } from './receipt.service.ts';

/** Either front door: a member for their own bill, the office with the permission to read payments. */
const receiptProcedure = signedInProcedure('receipt').use(({ ctx, type, next }) => {
  if (ctx.actor.kind === 'user' && !isAllowed(ctx.actor, 'payments.read'))
    throw new DomainError('FORBIDDEN', { permission: 'payments.read' });
  if (type === 'mutation' && !ctx.writesAllowed) throw new DomainError('ORGANIZATION_NOT_ACTIVE');
  return next();
});

export const documentsRouter = router({
  receipts: memberProcedure('receipt', 'applicant')
    .output(ReceiptListOutput)
    .query(async ({ ctx }) => ({ receipts: await memberReceipts(ctx.platform, ctx.actor.scope, ctx.actor.memberId) })),
  issueReceipt: receiptProcedure
    .input(IssueReceiptInput)
    .output(ReceiptView)
    .mutation(({ ctx, input }) => issueReceipt(ctx.platform, ctx.actor, input.billId, input.addressee)),
  reissueReceipt: adminProcedure('payments.write', 'receipt')
    .input(ReissueReceiptInput)
    .output(ReceiptView)
    .mutation(({ ctx, input }) => reissueReceipt(ctx.platform, ctx.actor.scope, ctx.actor, input)),
  receiptOfBill: receiptProcedure
    .input(ReceiptOfBillInput)
    .output(ReceiptView.nullable())
    .query(({ ctx, input }) => receiptOfBill(ctx.platform, ctx.actor, input.billId)),
});
