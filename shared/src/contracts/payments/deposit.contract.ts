import * as z from 'zod';
import { BankFileId, DepositId } from '../../kernel/deposit-ids.ts';
import { BillId, MemberId, PayLinkId, PaymentId } from '../../kernel/ids.ts';
import { JstDate } from '../../kernel/jst.ts';
import { PositiveYen, PriceYen, TotalYen } from '../../kernel/yen.ts';
import { OptionalText, ShortText } from '../text.contract.ts';

export const bankFileFaults = [
  'empty',
  'not_deposit_notice',
  'debit_file',
  'broken_record',
  'bad_date',
  'bad_amount',
  'trailer_mismatch',
  'no_trailer',
  'after_end',
  'too_long',
] as const;

/** What was read of a file, in figures that the office can hold against the bank's own. */
export const BankFileView = z.object({
  bankFileId: BankFileId,
  fileName: z.string(),
  accounts: z.array(z.string()),
  /** As the trailers say: every line, and the sum of those that are no 取消. */
  count: z.number().int(),
  total: TotalYen,
  added: z.number().int(),
  /** Lines that another file had brought before. */
  known: z.number().int(),
  /** 取消 lines. */
  cancels: z.number().int(),
  /** How the deposits were found at first sight. */
  byNumber: z.number().int(),
  byName: z.number().int(),
  unknown: z.number().int(),
  /** Lines that are still to be read; nothing once it was read to its end. */
  left: z.number().int(),
  readBy: z.string(),
  readAt: z.iso.datetime(),
});
export type BankFileView = z.output<typeof BankFileView>;

export const ReadBankFileOutput = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('read'), file: BankFileView }),
  /** A long file: it is believed, its first lines are on the desk, and the rest comes by itself. */
  z.object({ outcome: z.literal('reading'), file: BankFileView }),
  /** The very same bytes were read before: nothing changed. */
  z.object({ outcome: z.literal('known'), file: BankFileView }),
  z.object({ outcome: z.literal('refused'), fault: z.enum(bankFileFaults), line: z.number().int() }),
]);
export type ReadBankFileOutput = z.output<typeof ReadBankFileOutput>;

/**
 * `open`: nobody has decided. `settling`: decided, being written. `settled`: it is a Payment. `held`: put aside by the office.
 * `recalled`: the bank took it back. `put_away`: a 取消 that people have ended, since nobody can say what it takes back.
 */
export const depositStates = ['open', 'settling', 'settled', 'held', 'recalled', 'put_away'] as const;
export const DepositState = z.enum(depositStates);

/** Why a 取消 waits: no deposit fits it, several do, or the one that does is settled and the office has to undo it. */
export const recallFits = ['none', 'several', 'settled'] as const;
const RecallFit = z.enum(recallFits).nullable();

const shareLine = z.strictObject({ billId: BillId, amount: PositiveYen });
/** A bank tells of any sum: how much of it can be booked for one is the server's to say, with words. */
const MemberShare = z.strictObject({ memberId: MemberId, lines: z.array(shareLine).max(50), advance: TotalYen });
/** 所属先払い: on bills of one link, whosever they are. What no bill takes is the payer's: all of it where the link is paid already. */
const PayerShare = z.strictObject({ payLinkId: PayLinkId, lines: z.array(shareLine).max(50), advance: TotalYen });
export type MemberShare = z.output<typeof MemberShare>;
export type PayerShare = z.output<typeof PayerShare>;
/** Whose a deposit is, as the office decides it: for each member, or for a payer, what goes on which bill, and what on none. */
export const DepositShare = z.union([MemberShare, PayerShare]);
export type DepositShare = z.output<typeof DepositShare>;
export const isPayerShare = (share: DepositShare): share is PayerShare => 'payLinkId' in share;
/** What a payer sent is theirs alone: it is one payment, and no member's. */
const Shares = z
  .array(DepositShare)
  .min(1)
  .max(20)
  .refine((shares) => shares.length === 1 || !shares.some(isPayerShare));

/** By what a member was found. Without a number or a code it is a name, and a name alone settles nothing. */
export const DepositEvidence = z.object({
  memberId: MemberId,
  /** What of the remitter's line is the member's number; null for none. */
  number: z.string().nullable(),
  /** What of the line is a number of a bill or of a payment, and which bills it names. */
  reference: z.string().nullable(),
  billIds: z.array(BillId),
  kana: z.boolean(),
  /**
   * Confirmed before for the same remitter: how often, when last, and whether the sender's code or bank is the same too. `sameCode`: it
   * is the code, which is the sender's own; a branch is a namesake's as well. An older service does not say it.
   */
  learned: z.object({ times: z.number().int(), lastOn: JstDate, sameSender: z.boolean(), sameCode: z.boolean().default(false) }).nullable(),
});
export type DepositEvidence = z.output<typeof DepositEvidence>;

export const DepositFacts = z.object({
  depositId: DepositId,
  state: DepositState,
  /** How often it was decided and taken back; what is decided names it. */
  round: z.number().int(),
  bookedOn: JstDate,
  amount: TotalYen,
  remitter: z.string(),
  from: z.string(),
  account: z.string(),
  inquiryNumber: z.string(),
  /** A 取消: the bank takes another deposit back. */
  cancels: z.boolean(),
  /** The bank took back what was settled: the office has to undo it. */
  recallAsked: z.boolean(),
  note: z.string(),
  decidedBy: z.string(),
  decidedAt: z.iso.datetime().nullable(),
  shares: z.array(DepositShare),
  paymentIds: z.array(PaymentId),
});
export type DepositFacts = z.output<typeof DepositFacts>;

export const depositViews = ['open', 'held', 'settled'] as const;
export const DepositListInput = z.strictObject({
  view: z.enum(depositViews),
  cursor: z.string().max(60).nullable(),
  size: z.number().int().min(1).max(100),
});
const Sum = z.object({ count: z.number().int(), amount: TotalYen });
export const DepositSums = z.object({ open: Sum, held: Sum });

/** Which of the deposits that a 取消 may mean, as it was seen. */
const ChosenRecall = z.strictObject({ depositId: DepositId, state: DepositState, round: z.number().int().min(0) });
export type ChosenRecall = z.output<typeof ChosenRecall>;
const recall = {
  recallFit: RecallFit,
  /** People have said which deposit it takes back: that can be taken back. */
  recallChosen: z.boolean(),
};

/** `choices`: of a 取消 that several deposits fit, these. */
const FoundDeposit = DepositFacts.extend({ ...recall, evidence: z.array(DepositEvidence), choices: z.array(DepositFacts) });

/** What the server asks the payments-service about deposits; part of `paymentsInternal`. */
export const depositsInternal = {
  'deposits.read': {
    type: 'mutation',
    /** Packed (gzip) and in base64: a large file is mostly spaces, and fits into what a file that comes in may have. */
    input: z.strictObject({ fileName: z.string().max(200), packed: z.base64().max(7_000_000), readBy: z.string().max(200) }),
    output: ReadBankFileOutput,
  },
  'deposits.files': { type: 'query', input: z.strictObject({}), output: z.array(BankFileView) },
  'deposits.list': {
    type: 'query',
    input: DepositListInput,
    output: z.object({ rows: z.array(FoundDeposit), next: z.string().nullable(), sums: DepositSums }),
  },
  'deposits.get': { type: 'query', input: z.strictObject({ depositId: DepositId }), output: FoundDeposit.nullable() },
  /** Keeps one decision of a round before any money is written; null when somebody else decided otherwise. */
  'deposits.claim': {
    type: 'mutation',
    input: z.strictObject({ depositId: DepositId, round: z.number().int(), shares: Shares, decidedBy: z.string().max(200) }),
    output: DepositFacts.nullable(),
  },
  /** The money of a claim is written, or it could not be. */
  'deposits.finish': {
    type: 'mutation',
    input: z.strictObject({ depositId: DepositId, round: z.number().int(), paymentIds: z.array(PaymentId).max(20).nullable() }),
    output: z.object({}),
  },
  /** The money was taken back: the deposit is open again, or gone where the bank has recalled it. */
  'deposits.reopen': {
    type: 'mutation',
    input: z.strictObject({ depositId: DepositId, round: z.number().int() }),
    output: z.object({ done: z.boolean() }),
  },
  /** Puts aside with a note, or takes back to the open ones with null. A 取消 is put away for good, and never without a note. */
  'deposits.hold': {
    type: 'mutation',
    input: z.strictObject({ depositId: DepositId, note: z.string().max(200).nullable(), by: z.string().max(200) }),
    output: z.object({ done: z.boolean() }),
  },
  /** People say which of several deposits a 取消 takes back; not done where one of the two is not as it was seen. */
  'deposits.recall': {
    type: 'mutation',
    input: z.strictObject({ depositId: DepositId, round: z.number().int().min(0), chosen: ChosenRecall, by: z.string().max(200) }),
    output: z.object({ done: z.boolean() }),
  },
  /** Such a choice is taken back: both are open once more. */
  'deposits.unrecall': {
    type: 'mutation',
    input: z.strictObject({ depositId: DepositId, round: z.number().int().min(0) }),
    output: z.object({ done: z.boolean() }),
  },
} as const satisfies Record<string, { type: 'query' | 'mutation'; input: z.ZodType; output: z.ZodType }>;

// ── what the desk shows
export const depositFits = [
  'reference',
  'one_bill',
  'all_open',
  'oldest',
  'later_bill',
  'other_than_named',
  'short',
  'over',
  'nothing_open',
] as const;
/** `sure` may be confirmed with the others in one press; `choose`: several may be meant; `none`: nobody was found. */
export const depositGrades = ['sure', 'likely', 'choose', 'none'] as const;

export const DeskBill = z.object({
  billId: BillId,
  billName: z.string(),
  billNumber: z.string(),
  dueOn: JstDate,
  overdue: z.boolean(),
  outstanding: PriceYen,
  suggested: PriceYen,
  /** Somebody else was asked for it, by a link that holds it yet, its day over or not. */
  payLink: z.object({ payLinkId: PayLinkId, payerName: z.string() }).nullable(),
});
export const DeskCandidate = z.object({
  memberId: MemberId,
  memberName: z.string(),
  memberKana: z.string(),
  memberNumber: z.string(),
  evidence: DepositEvidence,
  fit: z.enum(depositFits),
  /** Yen that are missing or too much for this member's open bills. */
  apart: TotalYen,
  /** All that is open. */
  outstanding: TotalYen,
  bills: z.array(DeskBill),
  advance: TotalYen,
});
export type DeskCandidate = z.output<typeof DeskCandidate>;
/** A payer whose transfer it may be, with what is open of their link and how the deposit would fill it. */
export const DeskLink = z.object({
  payLinkId: PayLinkId,
  payerName: z.string(),
  /** Its day is over; a transfer that was on its way is still theirs. */
  expired: z.boolean(),
  /** Nothing of it is open: what comes now is the payer's, on no bill. */
  paid: z.boolean(),
  /** The number of their invoice, where the remitter's line has it; null for none. */
  invoiceNumber: z.string().nullable(),
  open: TotalYen,
  bills: z.array(DeskBill.omit({ payLink: true }).extend({ memberId: MemberId, memberName: z.string(), memberNumber: z.string() })),
  advance: TotalYen,
});
export type DeskLink = z.output<typeof DeskLink>;
/** Of a settled deposit: whose it is, a member's or a payer's. */
const SettledFor = z.array(
  z.object({ memberId: MemberId.nullable(), payLinkId: PayLinkId.nullable(), memberName: z.string(), amount: TotalYen }),
);
export const DeskDeposit = DepositFacts.extend({
  ...recall,
  /** Of a 取消 that several deposits fit: these, and whose the settled ones are. */
  choices: z.array(DepositFacts.extend({ settledFor: SettledFor })),
  grade: z.enum(depositGrades),
  candidates: z.array(DeskCandidate),
  /** Payers named by their invoice, or whose links hold bills of the candidates. */
  links: z.array(DeskLink),
  settledFor: SettledFor,
});
export type DeskDeposit = z.output<typeof DeskDeposit>;
export const DeskPage = z.object({ rows: z.array(DeskDeposit), next: z.string().nullable(), sums: DepositSums });

export const DeskCandidateInput = z.strictObject({ depositId: DepositId, memberId: MemberId });
/** Payers whom the office looks for: the links named, and those open whose payer's name has the words in it. */
export const DeskPayersInput = z.strictObject({ depositId: DepositId, payLinkIds: z.array(PayLinkId).max(50), q: z.string().max(100) });
export const ConfirmDepositInput = z.strictObject({ depositId: DepositId, round: z.number().int().min(0), shares: Shares });
export const ConfirmSureInput = z.strictObject({ depositIds: z.array(DepositId).min(1).max(50) });
export const ConfirmSureOutput = z.object({ confirmed: z.array(DepositId), left: z.array(DepositId) });
export const UndoDepositInput = z.strictObject({ depositId: DepositId, round: z.number().int().min(0), reason: ShortText });
/** Which of several deposits a 取消 takes back. */
export const RecallDepositInput = z.strictObject({ depositId: DepositId, round: z.number().int().min(0), chosen: ChosenRecall });
export const UnrecallDepositInput = z.strictObject({ depositId: DepositId, round: z.number().int().min(0) });
export const HoldDepositInput = z.strictObject({ depositId: DepositId, note: OptionalText.nullable() });
