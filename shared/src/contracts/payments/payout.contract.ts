import * as z from 'zod';
import { ChargeId, MemberId, OrgId } from '../../kernel/ids.ts';
import { PayoutBatchId, PayoutId } from '../../kernel/payout-ids.ts';
import { JstDate, JstMonth } from '../../kernel/jst.ts';
import { TotalYen, Yen } from '../../kernel/yen.ts';
import { IdempotencyKey } from '../text.contract.ts';
import { ChargeMethod } from './charge.contract.ts';
import { PayoutAccountView } from './payout-account.contract.ts';

/** domain.md 3.10; `open` while its lines are being gathered. */
export const payoutStates = ['open', 'closed', 'approved', 'exported', 'paid', 'returned', 'carried_forward'] as const;
export const PayoutState = z.enum(payoutStates);
export type PayoutState = z.output<typeof PayoutState>;

/** gross − fee − returned = net, and no other line (POU-02). */
export const PayoutSums = z.object({
  count: z.number().int().min(0),
  gross: TotalYen,
  /** System fee where the organisation bears it. */
  fee: TotalYen,
  returned: TotalYen,
  net: Yen,
});
export type PayoutSums = z.output<typeof PayoutSums>;

export const PayoutView = z.object({
  payoutId: PayoutId,
  orgId: OrgId,
  closeMonth: JstMonth,
  state: PayoutState,
  ...PayoutSums.shape,
  payOn: JstDate,
  closedAt: z.iso.datetime().nullable(),
  paidOn: JstDate.nullable(),
  /** Why the bank sent it back; empty when it did not. */
  returnReason: z.string(),
  /** Each time it was marked as paid and the bank sent it back after all, in order (docs/decisions/0104). */
  cameBack: z.array(z.object({ paidOn: JstDate, returnedOn: JstDate })).default([]),
  /** As it stood when the payout was approved. */
  account: PayoutAccountView.nullable(),
  version: z.number().int(),
});
export type PayoutView = z.output<typeof PayoutView>;

export const payoutLineKinds = ['money', 'returned', 'won_back'] as const;
export const PayoutLine = z.object({
  lineId: z.string(),
  chargeId: ChargeId,
  paymentNumber: z.string(),
  method: ChargeMethod,
  kind: z.enum(payoutLineKinds),
  bookedOn: JstDate,
  /** Below nothing where money went back. */
  amount: Yen,
  fee: TotalYen,
  net: Yen,
});
export type PayoutLine = z.output<typeof PayoutLine>;

/** Next to it what the server knows: whose payment it was. */
export const PayoutStatementLine = PayoutLine.extend({
  memberId: MemberId.nullable(),
  memberName: z.string(),
  memberNumber: z.string(),
});
export type PayoutStatementLine = z.output<typeof PayoutStatementLine>;

const After = z.string().max(80).nullish();
export const PayoutIdInput = z.strictObject({ payoutId: PayoutId });
export const PayoutStatementInput = z.strictObject({
  payoutId: PayoutId,
  /** The last line of the page before. */
  cursor: After,
  direction: z.enum(['forward', 'backward']).optional(),
});
export const PayoutStatement = z.object({
  payout: PayoutView,
  lines: z.array(PayoutStatementLine),
  next: z.string().nullable(),
});

export const PayoutListOutput = z.object({
  /** What has come in and stands in no payout yet. */
  running: PayoutSums,
  payouts: z.array(PayoutView),
});

// ── the operator's desk
export const DeskPayout = PayoutView.extend({
  orgName: z.string(),
  orgSlug: z.string(),
  orgState: z.enum(['goes_on', 'suspended', 'over']),
});
export type DeskPayout = z.output<typeof DeskPayout>;
export const DeskFile = z.object({
  payoutBatchId: PayoutBatchId,
  payOn: JstDate,
  count: z.number().int(),
  total: TotalYen,
  madeBy: z.string(),
  madeAt: z.iso.datetime(),
});
export type DeskFile = z.output<typeof DeskFile>;
export const DeskPayouts = z.object({
  /** Days on which approved payouts are to be sent, with how many and how much. */
  due: z.array(z.object({ payOn: JstDate, count: z.number().int(), total: TotalYen })),
  /** Files for the bank of which nothing has been heard yet. */
  files: z.array(DeskFile),
});
/** Which payouts: those that somebody still has to do something about, the oldest first; or those that are over, the newest first. */
export const DeskPageInput = z.strictObject({
  view: z.enum(['waiting', 'over']),
  /** The last payout of the page before. */
  cursor: PayoutId.nullish(),
  direction: z.enum(['forward', 'backward']).optional(),
});
export const DeskPage = z.object({ payouts: z.array(DeskPayout), next: PayoutId.nullable() });
export const ApprovePayoutInput = z.strictObject({ payoutId: PayoutId, version: z.number().int().min(0) });
export const ExportPayoutsInput = z.strictObject({ payOn: JstDate, idempotencyKey: IdempotencyKey });
export const PayoutBatchInput = z.strictObject({ payoutBatchId: PayoutBatchId });
export const PayoutFile = z.object({
  payoutBatchId: PayoutBatchId,
  fileName: z.string(),
  /** JIS X 0201, one byte a letter. */
  base64: z.string(),
  count: z.number().int(),
  total: TotalYen,
});
export type PayoutFile = z.output<typeof PayoutFile>;
export const SettlePayoutInput = z.strictObject({
  payoutId: PayoutId,
  version: z.number().int().min(0),
  outcome: z.enum(['paid', 'returned']),
  /** What the bank said of a transfer that came back. */
  reason: z.string().trim().max(200, 'too_long'),
});
