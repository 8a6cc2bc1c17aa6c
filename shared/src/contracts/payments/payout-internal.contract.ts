import * as z from 'zod';
import { PayoutId } from '../../kernel/payout-ids.ts';
import { JstDate } from '../../kernel/jst.ts';
import { TotalYen } from '../../kernel/yen.ts';
import { archiveInternal } from './archive.contract.ts';
import { paymentsInternal } from './payments-internal.contract.ts';
import { FeeBearer, FeeTableView, FeeTermsView, SetFeeBearerInput, SetFeeTableInput } from './fee.contract.ts';
import { AccountEvidence, PayoutAccount, PayoutAccountView } from './payout-account.contract.ts';
import {
  ApprovePayoutInput,
  DeskFile,
  DeskPageInput,
  ExportPayoutsInput,
  PayoutBatchInput,
  PayoutFile,
  PayoutLine,
  PayoutListOutput,
  PayoutView,
  SettlePayoutInput,
} from './payout.contract.ts';

type Calls = Readonly<Record<string, { readonly type: 'query' | 'mutation'; readonly input: z.ZodType; readonly output: z.ZodType }>>;

/** What the server asks about fees and payouts in the name of one organisation, beside what it asks about charges. */
export const payoutInternal = {
  'fees.terms': { type: 'query', input: z.strictObject({}), output: FeeTermsView },
  'fees.setBearer': { type: 'mutation', input: SetFeeBearerInput, output: z.object({ before: FeeBearer, terms: FeeTermsView }) },
  'payouts.list': { type: 'query', input: z.strictObject({}), output: PayoutListOutput },
  'payouts.statement': {
    type: 'query',
    input: z.strictObject({ payoutId: PayoutId, after: z.string().max(80).nullish(), size: z.number().int().min(1).max(1000) }),
    output: z.object({ payout: PayoutView, lines: z.array(PayoutLine), next: z.string().nullable() }).nullable(),
  },
  'payouts.account': { type: 'query', input: z.strictObject({}), output: PayoutAccountView.nullable() },
  'payouts.saveAccount': {
    type: 'mutation',
    input: z.strictObject({
      account: PayoutAccount,
      version: z.number().int().min(0),
      changedBy: z.string().max(100),
      /** Entered by the operator in the organisation's place: by whom, who may not approve it, and what they saw. */
      inPlace: z.object({ operatorId: z.string().min(1).max(60), evidence: AccountEvidence }).optional(),
    }),
    output: PayoutAccountView,
  },
  /** The organisation is no more: its accounts are forgotten, sums stay. Twice is harmless. */
  'payouts.forgetAccounts': { type: 'mutation', input: z.strictObject({}), output: z.object({ forgotten: z.number().int() }) },
} as const satisfies Calls;

/** All that is asked with the token of an organisation. */
export const organizationInternal = { ...paymentsInternal, ...payoutInternal, ...archiveInternal };
export type OrganizationInternal = typeof organizationInternal;

/** What the operator does over all organisations: asked with a token of its own, that names who and why. */
export const operatorInternal = {
  'desk.payouts': {
    type: 'query',
    input: z.strictObject({}),
    output: z.object({
      due: z.array(z.object({ payOn: JstDate, count: z.number().int(), total: TotalYen })),
      files: z.array(DeskFile),
    }),
  },
  'desk.page': {
    type: 'query',
    input: DeskPageInput,
    output: z.object({ payouts: z.array(PayoutView), next: PayoutId.nullable() }),
  },
  /** Which payouts an act at the desk would be about: it stands in the logs of their organisations before it is asked for. */
  'desk.meant': {
    type: 'query',
    input: z.union([z.strictObject({ payoutId: PayoutId }), PayoutBatchInput, ExportPayoutsInput]),
    output: z.array(PayoutView),
  },
  'desk.approve': { type: 'mutation', input: ApprovePayoutInput, output: PayoutView },
  'desk.export': {
    type: 'mutation',
    /** These go into the file and no others, and all of them or none. */
    input: ExportPayoutsInput.extend({ payoutIds: z.array(PayoutId) }),
    output: z.object({ file: PayoutFile, payouts: z.array(PayoutView) }),
  },
  'desk.fileAgain': { type: 'mutation', input: PayoutBatchInput, output: PayoutFile },
  'desk.takeBack': { type: 'mutation', input: PayoutBatchInput, output: z.array(PayoutView) },
  'desk.settle': { type: 'mutation', input: SettlePayoutInput, output: PayoutView },
  'desk.feeTables': { type: 'query', input: z.strictObject({}), output: z.array(FeeTableView) },
  'desk.setFeeTable': { type: 'mutation', input: SetFeeTableInput, output: FeeTableView },
} as const satisfies Calls;
export type OperatorInternal = typeof operatorInternal;
export type PayoutsMeantInput = z.output<OperatorInternal['desk.meant']['input']>;

/** Claims of the operator's token, for another audience than the token of an organisation. */
export const operatorToken = { issuer: 'tsudoi-server', audience: 'tsudoi-payments-operator', lifetimeSeconds: 60 } as const;
export const OperatorTokenClaims = z.object({
  operatorId: z.string().min(1).max(60),
  name: z.string().min(1).max(60),
  reason: z.string().min(1).max(60),
});
