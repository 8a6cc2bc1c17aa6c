import * as z from 'zod';
import { BillId, MemberId } from '../../kernel/ids.ts';
import { JstDate } from '../../kernel/jst.ts';
import { Forward } from '../../kernel/page.ts';
import { CardWishId } from '../../kernel/recurring-ids.ts';
import { ListFormat } from '../list-file.contract.ts';

/** What became of the card chosen for the dues (BIL-18); `unknown` while that cannot be asked. */
export const DuesCardState = z.enum(['waiting', 'saved', 'stopped', 'unknown']);
export type DuesCardState = z.output<typeof DuesCardState>;

/**
 * What becomes of dues that are open when a card is chosen: the card pays them, they are the member's own as they were collected or
 * stopped before, or they are being paid just now, by whatever way or whomever.
 */
const DuesWay = z.enum(['card', 'own', 'under_way']);
export type DuesWay = z.output<typeof DuesWay>;

/** What a member is told before they choose a card for their dues. */
export const DuesOffer = z.object({
  /** No charge goes untold: whom no mail reaches cannot choose a card. */
  isReached: z.boolean(),
  openBills: z.array(
    z.object({
      billId: BillId,
      billName: z.string(),
      outstanding: z.number().int(),
      way: DuesWay,
      /** Of `card`: the first day on which a card that is there today is charged. */
      chargeOn: JstDate.nullable(),
    }),
  ),
});

/** Whether a card is still to be entered for the dues. */
export const MyDuesCard = z.object({ isAsked: z.boolean() });

// ── what the office sees
/** Who has chosen a card: those without one that can be charged, or all. */
export const duesCardShows = ['waiting', 'all'] as const;
const Show = z.enum(duesCardShows).default('waiting');
export const DuesCardListInput = z.strictObject({ show: Show, cursor: CardWishId.nullish(), direction: Forward });
export const DuesCardRow = z.object({
  memberId: MemberId,
  memberNumber: z.string(),
  name: z.string(),
  /** From when on it counts. */
  chosenOn: JstDate,
  card: DuesCardState.exclude(['stopped']),
  /** Whether a mail would reach them. */
  byMail: z.boolean(),
});
export type DuesCardRow = z.output<typeof DuesCardRow>;
/** A page may be short, where many that were looked at are not shown; `next` says whether there is more. */
export const DuesCardList = z.object({ rows: z.array(DuesCardRow), next: CardWishId.nullable() });

export const MemberDuesCardInput = z.strictObject({ memberId: MemberId });
export const MemberDuesCard = z.object({
  memberId: MemberId,
  /** `left`: it ended with the membership. */
  state: z.enum([...DuesCardState.options, 'left']),
  /** By whose word dues are paid by card, and from when on. */
  since: JstDate,
  by: z.string(),
  /** Whose word ended it. */
  stopped: z.object({ on: JstDate, by: z.string() }).nullable(),
});

/** Columns of its file: who is to be asked for a card, and where they are reached. */
export const duesCardColumns = ['会員番号', '会員', 'フリガナ', '選んだ日', 'カード', 'メール', 'メールアドレス', '電話'] as const;
export type DuesCardColumn = (typeof duesCardColumns)[number];
export const ExportDuesCardsInput = z.strictObject({
  show: Show,
  format: ListFormat,
  columns: z.array(z.enum(duesCardColumns)).min(1).max(duesCardColumns.length),
});
