import * as z from 'zod';
import { MemberId, MembershipTypeId } from '../../kernel/ids.ts';
import { JstDate } from '../../kernel/jst.ts';
import { PageRequest, pageOf } from '../../kernel/page.ts';
import { PriceYen } from '../../kernel/yen.ts';
import { AccountView, ProvisionalPair } from '../identity/identity.contract.ts';
import {
  EmailAddress,
  Memo,
  OptionalText,
  PersonNamePart,
  PhoneNumber,
  PostalCode,
  ReadingPart,
  SearchText,
  ShortText,
} from '../text.contract.ts';

export const memberStatuses = [
  'applied',
  'active',
  'suspended',
  'withdrawn',
  'expelled',
  'deceased',
  'rejected',
  'application_withdrawn',
] as const;
export const MemberStatus = z.enum(memberStatuses);
export type MemberStatus = z.output<typeof MemberStatus>;

export const MembershipTypeView = z.object({
  membershipTypeId: MembershipTypeId,
  name: z.string(),
  /** Annual fee in yen; 0 means that a bill is made as 入金不要 unless the type is excluded. */
  annualFee: PriceYen,
  order: z.number().int(),
  archived: z.boolean(),
  memberCount: z.number().int(),
  version: z.number().int(),
});
export const CreateMembershipTypeInput = z.strictObject({ name: ShortText, annualFee: PriceYen });
export const UpdateMembershipTypeInput = z.strictObject({
  membershipTypeId: MembershipTypeId,
  name: ShortText,
  annualFee: PriceYen,
  version: z.number().int().min(0),
});
export const MembershipTypeIdInput = z.strictObject({ membershipTypeId: MembershipTypeId });

const MemberNumber = z
  .string()
  .transform((typed) => typed.normalize('NFKC').trim().toUpperCase())
  .pipe(z.string().regex(/^[A-Z0-9](?:[A-Z0-9-]{0,18}[A-Z0-9])?$/, 'not_a_member_number'));

const optional = <T extends z.ZodType>(schema: T) => z.union([schema, z.literal('')]);

export const MemberFields = z.strictObject({
  familyName: PersonNamePart,
  givenName: PersonNamePart,
  familyNameKana: ReadingPart,
  givenNameKana: ReadingPart,
  membershipTypeId: MembershipTypeId,
  /** Left empty: the next number of the organisation. */
  memberNumber: optional(MemberNumber),
  contactEmail: optional(EmailAddress),
  phone: optional(PhoneNumber),
  postalCode: optional(PostalCode),
  address: OptionalText,
  affiliation: OptionalText,
  birthDate: optional(JstDate),
  joinedOn: JstDate,
  memo: Memo,
});

export const CreateMemberInput = MemberFields.extend({ issueProvisional: z.boolean().default(true) });
export const CreateMemberOutput = z.object({ memberId: MemberId, memberNumber: z.string(), provisional: ProvisionalPair.nullable() });
/** Numbers are immutable once used, so an update cannot carry one. */
export const UpdateMemberInput = MemberFields.omit({ memberNumber: true }).extend({
  memberId: MemberId,
  version: z.number().int().min(0),
});

/** Schedules or enters a status change (first version: one per call, rules of domain.md 3.2). */
export const ChangeMemberStatusInput = z.strictObject({
  memberId: MemberId,
  status: z.enum(['active', 'suspended', 'withdrawn', 'expelled', 'deceased']),
  effectiveOn: JstDate,
  reason: OptionalText,
});

export const StatusEntryView = z.object({
  status: MemberStatus,
  effectiveOn: JstDate,
  recordedAt: z.iso.datetime(),
  actor: z.string(),
  reason: z.string(),
  scheduled: z.boolean(),
});

export const MemberRow = z.object({
  memberId: MemberId,
  memberNumber: z.string(),
  familyName: z.string(),
  givenName: z.string(),
  familyNameKana: z.string(),
  givenNameKana: z.string(),
  membershipTypeId: MembershipTypeId,
  membershipTypeName: z.string(),
  status: MemberStatus,
  contactEmail: z.string(),
});
export type MemberRow = z.output<typeof MemberRow>;

export const MemberDetail = MemberRow.extend({
  phone: z.string(),
  postalCode: z.string(),
  address: z.string(),
  affiliation: z.string(),
  birthDate: z.string(),
  joinedOn: JstDate,
  withdrawnOn: JstDate.nullable(),
  memo: z.string(),
  statusHistory: z.array(StatusEntryView),
  account: AccountView,
  version: z.number().int(),
});

export const MemberListInput = PageRequest.extend({
  q: SearchText.default(''),
  status: z.enum(['all', ...memberStatuses]).default('all'),
  membershipTypeId: MembershipTypeId.nullish(),
  sort: z.enum(['kana', 'number', 'joined']).default('kana'),
  descending: z.boolean().default(false),
});
export const MemberListOutput = pageOf(MemberRow);
/** Counts per status, kept with the data, for the tabs of the list. */
export const MemberCounts = z.object({ total: z.number().int(), byStatus: z.partialRecord(MemberStatus, z.number().int()) });

/** My Page: what a member may change themselves; names are office-only (MEM-06). */
export const MyProfileView = MemberDetail.pick({
  memberNumber: true,
  familyName: true,
  givenName: true,
  familyNameKana: true,
  givenNameKana: true,
  membershipTypeName: true,
  contactEmail: true,
  phone: true,
  postalCode: true,
  address: true,
  affiliation: true,
  joinedOn: true,
  version: true,
});
export const UpdateMyProfileInput = z.strictObject({
  phone: optional(PhoneNumber),
  postalCode: optional(PostalCode),
  address: OptionalText,
  affiliation: OptionalText,
  version: z.number().int().min(0),
});

/** Header names of the office's own file of the roll, in the order of the sample; a foreign file is mapped onto them. */
export const importColumns = [
  '会員番号',
  '姓',
  '名',
  'セイ',
  'メイ',
  '会員種別',
  'メール',
  '電話',
  '郵便番号',
  '住所',
  '所属',
  '生年月日',
  '入会日',
  '備考',
] as const;
