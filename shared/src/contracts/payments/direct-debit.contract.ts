import * as z from 'zod';
import { BillId, ChargeId, DebitCollectionId, MandateId, MemberId } from '../../kernel/ids.ts';
import { JstDate, JstMonth } from '../../kernel/jst.ts';
import { Forward } from '../../kernel/page.ts';
import { PositiveYen, TotalYen } from '../../kernel/yen.ts';
import { BankLettersForm } from './bank-letters.contract.ts';
import { UploadDebitResultInput, UploadDebitResultOutput } from './debit-result.contract.ts';

/** 口座振替: the organisation's contract with the bank, its members' mandates, a collection a month, the bank's result. */

const digits = (width: number) =>
  z
    .string()
    .trim()
    .regex(new RegExp(`^\\d{${width}}$`), 'digits');
const accountDigits = z
  .string()
  .trim()
  .regex(/^\d{1,7}$/, 'digits');
/** What is written in kana in the file; the service says which letter cannot be. */
const typedKana = (max: number) => z.string().trim().max(max, 'too_long');

/** 普通, 当座, 納税準備, その他. */
export const accountKinds = ['ordinary', 'current', 'tax', 'other'] as const;
export const AccountKind = z.enum(accountKinds);
export type AccountKind = z.output<typeof AccountKind>;

const place = { bankCode: digits(4), bankName: typedKana(50), branchCode: digits(3), branchName: typedKana(50), accountKind: AccountKind };
const shownPlace = {
  bankCode: z.string(),
  bankName: z.string(),
  branchCode: z.string(),
  branchName: z.string(),
  accountKind: AccountKind,
  /** The last three digits: enough to tell accounts apart, not enough to use one. */
  accountTail: z.string(),
};

// ── the contract with the bank (PAY-04: asked for by the organisation, opened by the operator)
export const DebitContractForm = z.strictObject({
  /** 委託者コード */
  consignorCode: digits(10),
  consignorName: z.string().trim().min(1, 'required').max(100, 'too_long'),
  ...place,
  /** Empty: the one that is known already. */
  accountNumber: z.union([z.literal(''), accountDigits]),
  debitDay: z.coerce.number().int('day').min(1, 'day').max(28, 'day'),
  /** Days before the debit on which the list is closed: the bank wants its file in time. */
  leadDays: z.coerce.number().int('lead_days').min(0, 'lead_days').max(20, 'lead_days'),
  letters: BankLettersForm,
});
export const SaveDebitContractInput = DebitContractForm.extend({ version: z.number().int().min(0) });
export const DebitContractView = z.object({
  consignorCode: z.string(),
  consignorName: z.string(),
  ...shownPlace,
  debitDay: z.number().int(),
  leadDays: z.number().int(),
  letters: BankLettersForm,
  /** `ended`: of the contract nothing is drawn any more; it can be asked for anew. */
  state: z.enum(['requested', 'approved', 'ended']),
  version: z.number().int(),
});
export type DebitContractView = z.output<typeof DebitContractView>;

/** When the next list is closed and when the money is drawn. */
export const NextDebit = z.object({ month: JstMonth, closesOn: JstDate, debitOn: JstDate });

export const DebitOverview = z.object({ contract: DebitContractView.nullable(), next: NextDebit.nullable() });

// ── mandates
export const mandateStates = ['requested', 'paper_or_web_pending', 'active', 'stopped', 'invalid'] as const;
export const MandateState = z.enum(mandateStates);
export type MandateState = z.output<typeof MandateState>;

/** What has ended begins anew with another mandate. */
export const isLiveMandate = (state: MandateState): boolean => state !== 'stopped' && state !== 'invalid';

/** Who ended one: the office, the member on My Page, their leaving, a merge of two records, the bank's word, or the end of the contract. */
export const MandateEnd = z.enum(['office', 'member', 'left', 'merge', 'bank', 'contract']);
export type MandateEnd = z.output<typeof MandateEnd>;

export const MandateView = z.object({
  mandateId: MandateId,
  memberId: MemberId,
  state: MandateState,
  /** Under which the bank knows the member's mandate. */
  customerNumber: z.string(),
  /** Null until the paper has come back. */
  account: z.object({ ...shownPlace, holder: z.string() }).nullable(),
  requestedAt: z.iso.datetime(),
  /** Only of one that has ended; null where it was not written down. */
  endedBy: MandateEnd.nullish(),
  version: z.number().int(),
});
export type MandateView = z.output<typeof MandateView>;

/** Where the account is: at a bank, or at Japan Post Bank by symbol and number. */
export const MandateForm = z
  .strictObject({
    at: z.enum(['bank', 'post']),
    bankCode: z.string().trim().max(10),
    bankName: typedKana(50),
    branchCode: z.string().trim().max(10),
    branchName: typedKana(50),
    accountKind: AccountKind,
    accountNumber: z.string().trim().max(20),
    symbol: z.string().trim().max(10),
    number: z.string().trim().max(10),
    holder: z.string().trim().min(1, 'required').max(100, 'too_long'),
  })
  .superRefine((form, context) => {
    const wants = (path: 'bankCode' | 'branchCode' | 'accountNumber' | 'symbol' | 'number', pattern: RegExp) => {
      if (!pattern.test(form[path])) context.addIssue({ code: 'custom', path: [path], message: 'digits' });
    };
    if (form.at === 'bank') {
      wants('bankCode', /^\d{4}$/);
      wants('branchCode', /^\d{3}$/);
      wants('accountNumber', /^\d{1,7}$/);
    } else {
      wants('symbol', /^1\d{4}$/);
      wants('number', /^\d{1,7}1$/);
    }
  });
export type MandateForm = z.output<typeof MandateForm>;

export const RegisterMandateInput = z.strictObject({ memberId: MemberId, account: MandateForm });
/** What staff may do to one: send the paper out, call it live, stop it. */
export const MoveMandateInput = z.strictObject({
  mandateId: MandateId,
  to: z.enum(['paper_or_web_pending', 'active', 'stopped']),
  version: z.number().int().min(0),
});
export const MandateListInput = z.strictObject({ state: MandateState.nullish(), cursor: MandateId.nullish(), direction: Forward });
export const MandatePage = z.object({ mandates: z.array(MandateView), next: MandateId.nullable(), active: z.number().int() });

// ── collections
/** A row of a collection is open until the bank's result says what became of it. */
export const resultCodes = ['0', '1', '2', '3', '4', '8', '9'] as const;
export const ResultCode = z.enum(resultCodes);
export type ResultCode = z.output<typeof ResultCode>;

/** `dropped`: no bank will say anything of it; its bills are free again. */
export const collectionStates = ['gathering', 'ready', 'making', 'made', 'done', 'dropping', 'dropped'] as const;
export const DebitCollectionView = z.object({
  collectionId: DebitCollectionId,
  month: JstMonth,
  debitOn: JstDate,
  state: z.enum(collectionStates),
  count: z.number().int(),
  amount: TotalYen,
  doneCount: z.number().int(),
  doneAmount: TotalYen,
  failedCount: z.number().int(),
  failedAmount: TotalYen,
  openedAt: z.iso.datetime(),
  madeAt: z.iso.datetime().nullable(),
});
export type DebitCollectionView = z.output<typeof DebitCollectionView>;

export const DebitRowView = z.object({
  chargeId: ChargeId,
  mandateId: MandateId,
  memberId: MemberId,
  customerNumber: z.string(),
  amount: PositiveYen,
  /** Left out of the file again: paid another way, cancelled, or the mandate ended. */
  withdrawn: z.boolean(),
  /** Given up without a result: the bank did not take the file, or it was never sent. */
  dropped: z.boolean(),
  result: ResultCode.nullable(),
  resultAt: z.iso.datetime().nullable(),
});
export type DebitRowView = z.output<typeof DebitRowView>;

export const DebitCollectionIdInput = z.strictObject({ collectionId: DebitCollectionId });
export const OpenCollectionInput = z.strictObject({ month: JstMonth });
export const DebitCollectionDetail = z.object({ collection: DebitCollectionView, rows: z.array(DebitRowView) });

export const DebitFileOutput = z.object({ fileName: z.string(), base64: z.string() });

// ── what the server asks the payments-service
export const DebitClaim = z.strictObject({
  mandateId: MandateId,
  memberId: MemberId,
  lines: z
    .array(z.strictObject({ payableId: BillId, amount: PositiveYen }))
    .min(1)
    .max(50),
});
export type DebitClaim = z.output<typeof DebitClaim>;

const nothing = z.strictObject({});

export const debitInternal = {
  'debits.overview': { type: 'query', input: nothing, output: DebitOverview },
  'debits.saveContract': { type: 'mutation', input: SaveDebitContractInput, output: DebitContractView },
  'debits.endContract': { type: 'mutation', input: z.strictObject({ version: z.number().int().min(0) }), output: DebitContractView },
  'debits.approveContract': { type: 'mutation', input: z.strictObject({ version: z.number().int().min(0) }), output: DebitContractView },
  'debits.mandates': { type: 'query', input: MandateListInput, output: MandatePage },
  /** The one that counts for a member, or null. */
  'debits.mandateOf': { type: 'query', input: z.strictObject({ memberId: MemberId }), output: MandateView.nullable() },
  'debits.requestMandate': { type: 'mutation', input: z.strictObject({ memberId: MemberId }), output: MandateView },
  'debits.registerMandate': { type: 'mutation', input: RegisterMandateInput, output: MandateView },
  'debits.moveMandate': { type: 'mutation', input: MoveMandateInput, output: MandateView },
  /** The member's own word; null when nothing was left to stop. */
  'debits.stopMandate': { type: 'mutation', input: z.strictObject({ memberId: MemberId }), output: MandateView.nullable() },
  'debits.collections': { type: 'query', input: nothing, output: z.array(DebitCollectionView) },
  'debits.collection': { type: 'query', input: DebitCollectionIdInput, output: DebitCollectionDetail },
  'debits.openCollection': { type: 'mutation', input: OpenCollectionInput, output: DebitCollectionView },
  'debits.collect': {
    type: 'mutation',
    input: z.strictObject({ collectionId: DebitCollectionId, part: z.number().int().min(0), claims: z.array(DebitClaim).max(100) }),
    output: z.object({ collected: z.number().int() }),
  },
  'debits.file': { type: 'mutation', input: DebitCollectionIdInput, output: DebitFileOutput },
  /** The bank did not take the file, or it is not sent: what has no result is drawn no more. */
  'debits.drop': { type: 'mutation', input: DebitCollectionIdInput, output: DebitCollectionView },
  'debits.uploadResult': { type: 'mutation', input: UploadDebitResultInput, output: UploadDebitResultOutput },
} as const satisfies Record<string, { type: 'query' | 'mutation'; input: z.ZodType; output: z.ZodType }>;

// ── what the console and My Page see
/** `cardOnly`: one person's organisation, which may not draw from bank accounts (PAY-03). */
export const DebitDesk = DebitOverview.extend({ cardOnly: z.boolean() });
const named = { memberName: z.string(), memberNumber: z.string() };
export const MandateRow = MandateView.extend(named);
export type MandateRow = z.output<typeof MandateRow>;
export const MandateRows = MandatePage.extend({ mandates: z.array(MandateRow) });
/** The office has the paper in its hands: it has the member's number on it. */
export const RegisterMandateForm = z.strictObject({
  memberNumber: z.string().trim().min(1, 'required').max(50, 'too_long'),
  account: MandateForm,
});
export const DebitRow = DebitRowView.extend(named);
export type DebitRow = z.output<typeof DebitRow>;
/** `sample`: a bank's answer can be had to try it with. */
export const DebitCollectionRows = DebitCollectionDetail.extend({ rows: z.array(DebitRow), sample: z.boolean() });

/** `offered`: the organisation draws from bank accounts, so that a member may ask for it. */
export const MyMandate = z.object({
  offered: z.boolean(),
  debitDay: z.number().int().nullable(),
  mandate: MandateView.pick({ state: true, account: true, requestedAt: true }).nullable(),
});

/** The operator looks at one organisation's contract by its address. */
export const DebitContractAsk = z.strictObject({ slug: z.string().trim().toLowerCase().max(30) });
export const EndDebitInput = z.strictObject({ version: z.number().int().min(0) });
export const ApproveDebitInput = DebitContractAsk.extend({ version: z.number().int().min(0) });
export const DebitContractOfOrg = z.object({ orgName: z.string(), contract: DebitContractView.nullable() });

/** An organisation that has ended while debits of its members are at the bank: its people can enter no result any more. */
export const EndedDebits = z.object({
  slug: z.string(),
  orgName: z.string(),
  /** Bills without a result. */
  count: z.number().int(),
  /** From this day on the result is not waited for. */
  purgedBy: JstDate,
});
export type EndedDebits = z.output<typeof EndedDebits>;
