import * as z from 'zod';
import { BillId, MemberId, MembershipTypeId } from '../../kernel/ids.ts';
import { JstDate, JstMonth } from '../../kernel/jst.ts';
import { MembershipTermId } from '../../kernel/renewal-ids.ts';
import { BillStatus } from '../billing/billing.contract.ts';
import { IdempotencyKey, OptionalText } from '../text.contract.ts';

/** Why a renewal is not made; the client has words for each. */
export const renewalRefusals = [
  'no_terms',
  'not_offered',
  'too_early',
  'not_active',
  'no_item',
  'no_price',
  'nothing_to_pay',
  'year_billed',
  'no_card',
  'no_email',
  'only_entered',
] as const;
export type RenewalRefusal = (typeof renewalRefusals)[number];

/** What keeps a renewal from going on: it has no price, or nobody can be told before their card is charged (docs/decisions/0043). */
export const renewalHolds = ['cannot_bill', 'cannot_tell'] as const;
export type RenewalHold = (typeof renewalHolds)[number];

/** `rolling`: whole months from its first day; `fiscal_year`: to the end of a fiscal year of the organisation. */
export const termKinds = ['rolling', 'fiscal_year'] as const;
export type TermKind = (typeof termKinds)[number];

const days = (most: number) => z.number({ error: 'not_a_number' }).int('not_a_number').min(0, 'too_small').max(most, 'too_big');

const settings = {
  hasTerms: z.boolean(),
  kind: z.enum(termKinds),
  months: z.number({ error: 'not_a_number' }).int('not_a_number').min(1, 'too_small').max(36, 'too_big'),
  /** Whether members may opt in to automatic renewal. */
  autoRenewal: z.boolean(),
  /** Before the last day: when the member is told. */
  noticeDays: days(180).min(1, 'too_small'),
  /** Before the last day: when the bill is made and the card charged. */
  chargeDays: days(179),
  /** After the last day: a payment by then still continues the term. */
  graceDays: days(365),
};
export const TermSettings = z.object(settings);
export type TermSettings = z.output<typeof TermSettings>;

/** As it is before anybody has set anything. */
export const termSettingsAtFirst: TermSettings = {
  hasTerms: false,
  kind: 'rolling',
  months: 12,
  autoRenewal: false,
  noticeDays: 30,
  chargeDays: 7,
  graceDays: 30,
};

const wholeYears = ({ kind, months }: { readonly kind: TermKind; readonly months: number }) => kind !== 'fiscal_year' || months % 12 === 0;
const noticeFirst = ({ noticeDays, chargeDays }: { readonly noticeDays: number; readonly chargeDays: number }) => chargeDays < noticeDays;

/** What the form of the settings sends; the rest names whose they are. */
export const TermSettingsForm = z
  .strictObject(settings)
  .refine(wholeYears, { path: ['months'], message: 'not_whole_years' })
  .refine(noticeFirst, { path: ['chargeDays'], message: 'before_notice' });
export const SaveTermSettingsInput = z
  .strictObject({ membershipTypeId: MembershipTypeId, ...settings, version: z.number().int().min(0) })
  .refine(wholeYears, { path: ['months'], message: 'not_whole_years' })
  .refine(noticeFirst, { path: ['chargeDays'], message: 'before_notice' });

export const TermSettingsView = z.object({
  membershipTypeId: MembershipTypeId,
  name: z.string(),
  ...settings,
  /** Members who are here and have no term yet; null where the type has none. */
  withoutTerm: z.number().int().nullable(),
  version: z.number().int(),
});
export type TermSettingsView = z.output<typeof TermSettingsView>;

/** `none`: no term yet; `grace`: over, and a payment still continues it. */
export const termStates = ['none', 'valid', 'ending', 'grace', 'ended'] as const;
export const TermState = z.enum(termStates);
export type TermState = z.output<typeof TermState>;

export const MembershipTermView = z.object({
  termId: MembershipTermId,
  kind: z.enum(['entered', 'paid', 'taken_back']),
  from: JstDate,
  through: JstDate,
  /** Not taken back since. */
  isLive: z.boolean(),
  on: JstDate,
  by: z.string(),
  reason: z.string(),
  bill: z.object({ billId: BillId, billNumber: z.string() }).nullable(),
});

const RenewalBill = z.object({
  billId: BillId,
  billNumber: z.string(),
  billName: z.string(),
  amount: z.number().int(),
  status: BillStatus,
});

const standing = {
  hasTerms: z.boolean(),
  through: JstDate.nullable(),
  state: TermState,
  /** Made for the renewal that comes next, and not paid. */
  bill: RenewalBill.nullable(),
  autoRenewal: z.object({
    /** Whether the member's type has it. */
    offered: z.boolean(),
    isOn: z.boolean(),
    since: JstDate.nullable(),
    /** When the card is charged next, where that is known. */
    chargeOn: JstDate.nullable(),
    /** The last try for this renewal failed. */
    failed: z.boolean(),
    /** Why nothing is charged by itself although it is on; null where nothing keeps it. */
    held: z.enum(renewalHolds).nullable(),
  }),
};

export const MemberTermInput = z.strictObject({ memberId: MemberId });
/** 有効期間 of one member in the console. */
export const MemberTermsView = z.object({ memberId: MemberId, ...standing, terms: z.array(MembershipTermView) });
export type MemberTermsView = z.output<typeof MemberTermsView>;

/** The same on My Page. */
export const MyTermView = z.object({
  ...standing,
  from: JstDate.nullable(),
  canRenew: z.boolean(),
  /** What the renewal costs; null where that cannot be said, and `why` says why. */
  amount: z.number().int().nullable(),
  why: z.enum(renewalRefusals).nullable(),
  /** The words of the consent that count now. */
  wording: z.string(),
});
export type MyTermView = z.output<typeof MyTermView>;

export const EnterTermInput = z
  .strictObject({ memberId: MemberId, from: JstDate, through: JstDate, reason: OptionalText, idempotencyKey: IdempotencyKey })
  .refine(({ from, through }) => from <= through, { path: ['through'], message: 'before_from' });
export const TakeBackTermInput = z.strictObject({ termId: MembershipTermId, reason: OptionalText });
export const EnterForTypeInput = z.strictObject({ membershipTypeId: MembershipTypeId, through: JstDate });
export const EnteredForType = z.object({ members: z.number().int() });

/** Which wording the member read; another one that counts by now is shown first. */
export const AgreeInput = z.strictObject({ wording: z.string().max(20) });
export const RenewedBill = z.object({ billId: BillId });

/** Whose term ends in a month: by how it goes on. */
export const renewalWays = ['automatic', 'by_hand', 'failed', 'billed', ...renewalHolds] as const;
export const RenewalListInput = z.strictObject({ month: JstMonth, way: z.enum(renewalWays).nullable() });
export const RenewalRow = z.object({
  memberId: MemberId,
  memberNumber: z.string(),
  name: z.string(),
  membershipTypeName: z.string(),
  through: JstDate,
  state: TermState,
  way: z.enum(renewalWays),
});
export type RenewalRow = z.output<typeof RenewalRow>;
/** `left`: rows that were not sent because there are too many. */
export const RenewalList = z.object({ rows: z.array(RenewalRow), left: z.number().int() });
