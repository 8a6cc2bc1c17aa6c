import * as z from 'zod';
import { ApplicationId, BillId, CustomFieldId, CustomOptionId, MemberId, MembershipTypeId, TermsId } from '../../kernel/ids.ts';
import { JstDate, addDays } from '../../kernel/jst.ts';
import { PageRequest, pageOf } from '../../kernel/page.ts';
import { noAddress } from '../../kernel/postal-address.ts';
import { PriceYen } from '../../kernel/yen.ts';
import { AddressDraft } from '../address.contract.ts';
import { BillStatus } from '../billing/billing.contract.ts';
import { CustomFieldView, CustomValues, customFieldLimits } from '../members/custom-field.contract.ts';
import { MemberFields, MemberStatus } from '../members/member.contract.ts';
import { Slug } from '../organizations/organization.contract.ts';
import { DuesCardState } from '../recurring/dues-card.contract.ts';
import { EmailAddress, Memo, PasswordText, SearchText } from '../text.contract.ts';
import { Signature, TypedSignature } from './signed-form.contract.ts';

/**
 * domain.md 3.3. `registered` is no application: somebody asked with the address of a present member, and the office sees
 * that it was tried (ACC-08).
 */
export const applicationStates = [
  'email_pending',
  'expired',
  'submitted',
  'returned',
  /** Admitted but for 入会金, which was asked for ahead. */
  'awaiting_payment',
  'approved',
  'rejected',
  'withdrawn',
  'registered',
] as const;
export const ApplicationState = z.enum(applicationStates);
export type ApplicationState = z.output<typeof ApplicationState>;

/** A first application, one of somebody who left, or one more of somebody who was not taken or had taken it back. */
export const ApplicationKind = z.enum(['new', 'rejoin', 'again']);
export type ApplicationKind = z.output<typeof ApplicationKind>;

/** How an applicant wishes to pay their dues (BIL-18): each time themselves, drawn from their bank account, or from a card that they leave. */
export const PayBy = z.enum(['self', 'direct_debit', 'card'], 'required');
export type PayBy = z.output<typeof PayBy>;
/** Which of them an organisation has besides paying oneself. */
export const PayWays = z.object({ offersDebit: z.boolean(), offersCard: z.boolean() });

// ── settings
/** When 入会金 is asked for: with the approval, or before the office decides. */
export const JoiningFeeTime = z.enum(['after', 'before']);
export type JoiningFeeTime = z.output<typeof JoiningFeeTime>;
/** 入会金 of a type, billed once for an application. */
export const JoiningFee = z.strictObject({ membershipTypeId: MembershipTypeId, amount: PriceYen, time: JoiningFeeTime.default('after') });
export const joiningFeeDays = 30;
/** Whoever is approved before it is paid has the whole time from then on (domain.md 3.3), or longer where it was due later. */
export const payUntil = (dueOn: JstDate, approvedOn: JstDate): JstDate =>
  [dueOn, addDays(approvedOn, joiningFeeDays)].reduce((one, other) => (one > other ? one : other));
/** So long before its end an unpaid one is reminded of. */
export const joiningFeeReminderDays = 7;
// ── what anybody may see and do
export const OrgInput = z.strictObject({ org: Slug });
export const JoiningOpenView = z.object({ open: z.boolean() });
export const OfferedType = z.object({ membershipTypeId: MembershipTypeId, name: z.string(), annualFee: PriceYen, joiningFee: PriceYen });
export const JoinPageView = z.object({
  open: z.boolean(),
  termsId: TermsId.nullable(),
  termsVersion: z.number().int(),
  terms: z.string(),
  types: z.array(OfferedType),
});

export const RequestJoinInput = z.strictObject({
  org: Slug,
  email: EmailAddress,
  /** The version that was read; a newer one has to be read first (APP-02). */
  termsId: TermsId,
  agreed: z.literal(true),
});
/** From whoever has applied, who is waited for also after the office has closed joining. */
export const MailAgainInput = RequestJoinInput.pick({ org: true, email: true });
/** The same for every address (ACC-08, security.md T34). */
export const RequestJoinOutput = z.object({ accepted: z.literal(true) });

const LinkToken = z.string().min(1).max(200);
export const LinkTokenInput = z.strictObject({ token: LinkToken });

/** The other way in, for links that a mail program has cut (ACC-12). */
export const JoinByCodeInput = z.strictObject({
  org: Slug,
  email: EmailAddress,
  code: z
    .string()
    .max(20, 'too_long')
    .transform((typed) => typed.normalize('NFKC').replace(/[\s-]/g, ''))
    .pipe(z.string().regex(/^\d{6}$/, 'not_a_code')),
});
export const JoinByCodeOutput = z.object({ token: z.string() });

/** What an applicant tells; the address is the one that was proven. */
export const ApplicationFields = MemberFields.pick({
  familyName: true,
  givenName: true,
  familyNameKana: true,
  givenNameKana: true,
  membershipTypeId: true,
  phone: true,
  postalCode: true,
  address: true,
  affiliation: true,
  birthDate: true,
  custom: true,
});
export type ApplicationFields = z.output<typeof ApplicationFields>;

/** What has been typed so far, as typed. There is no place for a password in it. */
const draftText = z.string().max(300, 'too_long');
export const ApplicationDraft = z.strictObject({
  familyName: draftText,
  givenName: draftText,
  familyNameKana: draftText,
  givenNameKana: draftText,
  membershipTypeId: draftText,
  phone: draftText,
  postalCode: draftText,
  address: AddressDraft,
  affiliation: draftText,
  birthDate: draftText,
  custom: z
    .record(CustomFieldId, z.union([draftText, z.array(CustomOptionId).max(customFieldLimits.options)]))
    .refine((values) => Object.keys(values).length <= customFieldLimits.fields, 'too_big')
    .default({}),
});
export type ApplicationDraft = z.output<typeof ApplicationDraft>;
export const blankApplication: ApplicationDraft = {
  familyName: '',
  givenName: '',
  familyNameKana: '',
  givenNameKana: '',
  membershipTypeId: '',
  phone: '',
  postalCode: '',
  address: noAddress,
  affiliation: '',
  birthDate: '',
  custom: {},
};

export const JoinFormView = z.object({
  org: Slug,
  /** A first filling-in, or a correction that the office asked for. */
  purpose: z.enum(['apply', 'correct']),
  kind: ApplicationKind,
  email: z.string(),
  /** What the office asks, when it sent the application back. */
  note: z.string(),
  values: ApplicationDraft,
  /** The type of the application as it stands; null where none was sent yet. */
  sentType: MembershipTypeId.nullable(),
  draftSavedAt: z.iso.datetime().nullable(),
  expiresAt: z.iso.datetime(),
  /** Whether an own password is to be chosen in the form. */
  asksPassword: z.boolean(),
  /** Whether the form is to be signed; a correction leaves what was signed as it is. */
  asksSignature: z.boolean(),
  /** Whether 口座振替 or a card can be wished for; the wish of before, when something is corrected. */
  ...PayWays.shape,
  payBy: PayBy.nullable(),
  /** The organisation's own fields that the form asks. */
  customFields: z.array(CustomFieldView),
  /** What was sent in them before, when something is corrected: an option that was put away since may stay. */
  sent: CustomValues,
  types: z.array(OfferedType),
});
/** With which type of the application the form was begun: the office may put it right meanwhile. Absent: a page of before. */
const begunWith = { sentType: MembershipTypeId.nullish() };
export const SaveDraftInput = z.strictObject({ token: LinkToken, values: ApplicationDraft, ...begunWith });
export const SaveDraftOutput = z.object({ savedAt: z.iso.datetime() });

export const SubmitApplicationInput = z.strictObject({
  token: LinkToken,
  fields: ApplicationFields,
  ...begunWith,
  /** Chosen with the first filling-in; a correction keeps it. */
  password: PasswordText.nullish(),
  /** Absent where nothing else than paying oneself was offered. */
  payBy: PayBy.nullish(),
  signature: Signature.default([]),
  typedSignature: TypedSignature.default(''),
});
export const SubmitApplicationOutput = z.object({ org: Slug, outcome: z.enum(['submitted', 'approved', 'to_pay']) });

// ── the office
export const applicationViews = ['waiting', 'returned', 'paying', 'approved', 'other'] as const;
export const ApplicationListInput = PageRequest.extend({
  view: z.enum(applicationViews).default('waiting'),
  q: SearchText.default(''),
});
export const ApplicationRow = z.object({
  applicationId: ApplicationId,
  state: ApplicationState,
  kind: ApplicationKind,
  byStaff: z.boolean(),
  /** Empty until the form was completed. */
  name: z.string(),
  kana: z.string(),
  email: z.string(),
  membershipTypeName: z.string(),
  /** When it came to where it is now. */
  since: z.iso.datetime(),
});
export type ApplicationRow = z.output<typeof ApplicationRow>;
export const ApplicationListOutput = pageOf(ApplicationRow);
export const ApplicationCounts = z.object({ waiting: z.number().int(), returned: z.number().int(), paying: z.number().int() });

export const ApplicationStep = z.object({
  at: z.iso.datetime(),
  what: z.enum([
    'asked',
    'submitted',
    'corrected',
    'returned',
    'awaiting_payment',
    'reminded',
    'approved',
    'reopened',
    /** The office put the type right on the record. */
    'retyped',
    'rejected',
    'withdrawn',
    'expired',
    'registered',
  ]),
  actor: z.string(),
  note: z.string(),
});
export const ApplicationDetail = ApplicationRow.extend({
  fields: ApplicationFields.nullable(),
  payBy: PayBy,
  /** Null where no card was chosen, or nobody was admitted yet. */
  duesCard: DuesCardState.nullable(),
  customFields: z.array(CustomFieldView),
  membershipTypeFee: PriceYen.nullable(),
  memberId: MemberId.nullable(),
  /** As the record says it: of somebody who comes back it may be another than the form's. */
  memberName: z.string(),
  memberNumber: z.string(),
  memberStatus: MemberStatus.nullable(),
  /** 入会金 that was asked for ahead of the decision. */
  joiningFee: z.object({ billId: BillId, amount: PriceYen, status: BillStatus, dueOn: JstDate }).nullable(),
  termsVersion: z.number().int(),
  agreedAt: z.iso.datetime().nullable(),
  /** Until when the mailed link works, while one is out. */
  linkExpiresAt: z.iso.datetime().nullable(),
  steps: z.array(ApplicationStep),
  /** Members who may be the same person: same address, or same reading of the name. */
  lookalikes: z.array(z.object({ memberId: MemberId, memberNumber: z.string(), name: z.string(), status: MemberStatus })),
  version: z.number().int(),
});
export const ApplicationIdInput = z.strictObject({ applicationId: ApplicationId });

const decision = { applicationId: ApplicationId, version: z.number().int().min(0) };
const Words = Memo.pipe(z.string().trim().min(1, 'required'));
export const ApproveApplicationInput = z.strictObject({ ...decision, joinedOn: JstDate });
export const ReturnApplicationInput = z.strictObject({ ...decision, note: Words });
export const RejectApplicationInput = z.strictObject({ ...decision, reason: Words });
export const WithdrawApplicationInput = z.strictObject({ ...decision, reason: Memo });

/** 代理申請: typed by the office, for somebody who asked on paper or by phone, or to finish one that is stuck (APP-07, APP-08). */
export const StaffApplicationInput = z.strictObject({
  /** Written on the screen by the applicant (APP-10); empty where nobody signs. */
  signature: Signature.default([]),
  typedSignature: TypedSignature.default(''),
  applicationId: ApplicationId.nullish(),
  email: z.union([EmailAddress, z.literal('')]),
  fields: ApplicationFields,
  /** Absent: not asked; what the person chose before stays. */
  payBy: PayBy.nullish(),
  /** The person has agreed to the terms, and the office says so. */
  agreed: z.literal(true, 'required'),
});
