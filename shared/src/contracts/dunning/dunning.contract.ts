import * as z from 'zod';
import { BillId, DunningHoldId, DunningJobId, DunningNoticeId, MemberId } from '../../kernel/ids.ts';
import { JstDate } from '../../kernel/jst.ts';
import { IdempotencyKey, SearchText, ShortText } from '../text.contract.ts';
import { StageKey } from './dunning-settings.contract.ts';

/** Why somebody is not written to, though something is owed. */
export const leftOutReasons = [
  'deceased',
  'applicant',
  'held',
  'promised',
  'in_payment',
  'payer',
  'money_held',
  'has_credit',
  'lapsed',
  'all_sent',
  'no_address',
] as const;
export const LeftOutReason = z.enum(leftOutReasons);
export type LeftOutReason = z.output<typeof LeftOutReason>;

export const dunningChannels = ['mail', 'letter'] as const;
export const DunningChannel = z.enum(dunningChannels);
export type DunningChannel = z.output<typeof DunningChannel>;

export const planViews = ['due', 'coming', 'left_out'] as const;
const DunningBill = z.object({ billId: BillId, billName: z.string(), dueOn: JstDate, outstanding: z.number().int() });

export const DunningPlanRow = z.object({
  memberId: MemberId,
  memberNumber: z.string(),
  memberName: z.string(),
  bills: z.array(DunningBill),
  outstanding: z.number().int(),
  /** The stage that is due or comes next; null where somebody is left out. */
  stage: z.object({ key: StageKey, days: z.number().int(), on: JstDate }).nullable(),
  channels: z.array(DunningChannel),
  reason: LeftOutReason.nullable(),
  /** Of who is left out for a time: until when. */
  until: JstDate.nullable(),
  /** What the office wrote when it held them back. */
  note: z.string(),
});
export type DunningPlanRow = z.output<typeof DunningPlanRow>;

export const DunningPlanInput = z.strictObject({
  view: z.enum(planViews).default('due'),
  stage: StageKey.nullish(),
  reason: LeftOutReason.nullish(),
  q: SearchText.default(''),
  page: z.number().int().min(1).max(10_000).default(1),
  size: z.number().int().min(1).max(200).default(50),
});

const jobStates = ['running', 'stopped', 'done'] as const;
export const DunningJobView = z.object({
  dunningJobId: DunningJobId,
  kind: z.enum(['daily', 'chosen']),
  day: JstDate,
  state: z.enum(jobStates),
  /** Nothing goes before this moment, so that a wrong press can be taken back. */
  startsAt: z.iso.datetime(),
  total: z.number().int(),
  done: z.number().int(),
  mailed: z.number().int(),
  letters: z.number().int(),
  skipped: z.number().int(),
  /** Of what was chosen by hand. */
  results: z.array(
    z.object({
      memberId: MemberId,
      memberName: z.string(),
      outcome: z.enum(['mailed', 'letter', 'both', 'skipped']),
    }),
  ),
});

const Stages = z.array(z.object({ key: StageKey, days: z.number().int(), members: z.number().int(), outstanding: z.number().int() }));
export const DunningPlanOutput = z.object({
  today: JstDate,
  automatic: z.boolean(),
  sendHour: z.number().int(),
  /** What became of today's automatic round; null before its hour. */
  todaysJob: DunningJobView.nullable(),
  /** By hand, and not done yet. */
  runningJob: DunningJobView.nullable(),
  counts: z.object({ due: z.number().int(), coming: z.number().int(), left_out: z.number().int(), letters: z.number().int() }),
  stages: Stages,
  reasons: z.array(z.object({ reason: LeftOutReason, members: z.number().int() })),
  rows: z.array(DunningPlanRow),
  total: z.number().int(),
});

export const mostChosen = 500;
const Chosen = z.array(MemberId).min(1).max(mostChosen);

/** Of members chosen elsewhere, as in the roll: whom a round would write to now, and why not the others. */
export const DunningPlanOfInput = z.strictObject({ memberIds: Chosen });
export const DunningPlanOf = z.object({
  /** As a roll reads. */
  members: z.array(
    z.object({
      memberId: MemberId,
      memberNumber: z.string(),
      memberName: z.string(),
      /** What is due now comes first, and is one message at most; what comes later has no horizon. None: they owe nothing. */
      rows: z.array(DunningPlanRow.extend({ view: z.enum(planViews) })),
    }),
  ),
});

/** Members whose stage is due; the rest of them is left alone and named in the result. */
export const SendDunningInput = z.strictObject({ memberIds: Chosen, idempotencyKey: IdempotencyKey });
export const DunningJobInput = z.strictObject({ dunningJobId: DunningJobId });

export const NoticePreviewInput = z.strictObject({ memberId: MemberId });
export const NoticePreview = z.object({
  /** Null: nothing is due to them now. */
  notice: z
    .object({
      stageDays: z.number().int(),
      channels: z.array(DunningChannel),
      to: z.string(),
      subject: z.string(),
      text: z.string(),
    })
    .nullable(),
});

/** A reminder of a stage, or by post what a mail that could not be delivered had said: a bill was opened, money has come. */
export const noticeAbouts = ['reminder', 'bill', 'receipt'] as const;
const NoticeAbout = z.enum(noticeAbouts);

export const noticeStates = ['waiting', 'sent', 'failed', 'stopped'] as const;
export const DunningNoticeView = z.object({
  dunningNoticeId: DunningNoticeId,
  memberId: MemberId,
  memberNumber: z.string(),
  memberName: z.string(),
  channel: DunningChannel,
  about: NoticeAbout,
  /** Of a reminder. */
  stageDays: z.number().int(),
  on: JstDate,
  state: z.enum(noticeStates),
  outstanding: z.number().int(),
  bills: z.array(DunningBill),
  subject: z.string(),
  text: z.string(),
  /** Whoever sent it by hand; empty: by itself. */
  by: z.string(),
});

export const DunningHoldView = z.object({
  dunningHoldId: DunningHoldId,
  billId: BillId.nullable(),
  billName: z.string(),
  /** Promised by then; null: until somebody lifts it. */
  until: JstDate.nullable(),
  reason: z.string(),
  by: z.string(),
  on: JstDate,
});

export const DunningHistoryInput = z.strictObject({ memberId: MemberId, billId: BillId.nullish() });
export const DunningHistory = z.object({
  notices: z.array(DunningNoticeView),
  holds: z.array(DunningHoldView),
  /** What comes next for each open bill. */
  next: z.array(
    z.object({
      billId: BillId,
      billName: z.string(),
      on: JstDate.nullable(),
      stageDays: z.number().int().nullable(),
      reason: LeftOutReason.nullable(),
      until: JstDate.nullable(),
    }),
  ),
});

export const HoldDunningInput = z.strictObject({
  memberId: MemberId,
  billId: BillId.nullable(),
  until: JstDate.nullable(),
  reason: ShortText,
});
export const HoldDunningForm = z
  .strictObject({
    kind: z.enum(['never', 'until']),
    until: z.union([z.literal(''), JstDate]),
    reason: ShortText,
  })
  .superRefine(({ kind, until }, context) => {
    if (kind === 'until' && until === '') context.addIssue({ code: 'custom', path: ['until'], message: 'required' });
  });
export const ReleaseDunningInput = z.strictObject({ dunningHoldId: DunningHoldId });

export const DunningLogInput = z.strictObject({ cursor: DunningNoticeId.nullish() });
export const DunningLogOutput = z.object({ rows: z.array(DunningNoticeView), nextCursor: DunningNoticeId.nullable() });

/** Letters: those that wait for the post, and those posted last. */
export const DunningLetters = z.object({
  /** What is taken out together: a stage of reminders, or all of another kind. */
  kinds: z.array(z.object({ about: NoticeAbout, stage: StageKey.nullable(), days: z.number().int(), letters: z.number().int() })),
  /** Of these, what was taken out as a file by then; null when nothing was. */
  printed: z.object({ letters: z.number().int(), until: z.iso.datetime() }).nullable(),
  /** The first 500. */
  waiting: z.array(DunningNoticeView),
  posted: z.array(DunningNoticeView),
});
export const MarkLettersInput = z.strictObject({ dunningNoticeIds: z.array(DunningNoticeId).min(1).max(mostChosen), posted: z.boolean() });
/** All that wait and were taken out by then, as `DunningLetters.printed` said: what was printed since is not in the envelopes. */
export const MarkPrintedInput = z.strictObject({ until: z.iso.datetime() });
export const MarkedLetters = z.object({ dunningNoticeIds: z.array(DunningNoticeId), letters: DunningLetters });
/** Null is all. */
export const PrintLettersInput = z.strictObject({ about: NoticeAbout.nullable(), stage: StageKey.nullable() });
