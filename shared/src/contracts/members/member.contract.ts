import * as z from 'zod';
import { MemberId, MemberRankId, MembershipTypeId, StatusEntryId } from '../../kernel/ids.ts';
import { JstDate } from '../../kernel/jst.ts';
import { PageRequest, pageOf } from '../../kernel/page.ts';
import { PriceYen } from '../../kernel/yen.ts';
import { AccountView, ProvisionalPair } from '../identity/identity.contract.ts';
import { Honorific } from './honorific.contract.ts';
import { MemberNumber } from './member-number.contract.ts';
import { MemberStatus, memberStatuses, nextSteps } from './member-status.contract.ts';
import { AddressInput, AddressView } from '../address.contract.ts';
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
import { ContactsView, MemberKind } from './member-kind.contract.ts';
import { DatedPrice } from './membership-price.contract.ts';
import { PendingChange } from './change-request.contract.ts';
import { CustomFieldView, CustomInput, CustomValues } from './custom-field.contract.ts';
import { AnyOf, CustomConditions, JoinedCondition, duesFilters } from './member-condition.contract.ts';
import { Tag, tagsPerMember } from './member-tag.contract.ts';

export { MemberStatus, memberStatuses } from './member-status.contract.ts';

export const MembershipTypeView = z.object({
  membershipTypeId: MembershipTypeId,
  name: z.string(),
  /** Annual fee in yen in force today; 0 means that a bill is made as 入金不要 unless the type is excluded. */
  annualFee: PriceYen,
  /** The day on which that fee began; null: it is the first one. */
  feeFrom: JstDate.nullable(),
  /** In force until the first of the dated ones begins. */
  firstFee: PriceYen,
  prices: z.array(DatedPrice),
  honorific: Honorific,
  order: z.number().int(),
  archived: z.boolean(),
  /** Members and applicants, who keep it from being put away; those of them who are bodies; and those of former days, who do not. */
  memberCount: z.number().int(),
  corporateCount: z.number().int(),
  formerCount: z.number().int(),
  version: z.number().int(),
});
/** Without a 敬称 it has the usual one, or keeps the one it has. */
const MembershipTypeParts = { name: ShortText, annualFee: PriceYen, honorific: Honorific.optional() };
export const CreateMembershipTypeInput = z.strictObject(MembershipTypeParts);
export const UpdateMembershipTypeInput = z.strictObject({
  membershipTypeId: MembershipTypeId,
  ...MembershipTypeParts,
  /** `feeFrom` of the type as it was when its form was opened: what is typed there is the price of that time and of no other. */
  feeFrom: JstDate.nullable(),
  version: z.number().int().min(0),
});
export const MembershipTypeIdInput = z.strictObject({ membershipTypeId: MembershipTypeId });

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
  address: AddressInput,
  affiliation: OptionalText,
  birthDate: optional(JstDate),
  /** 旧姓, by which somebody may still be looked for. */
  formerName: OptionalText.default(''),
  rankId: optional(MemberRankId).default(''),
  tags: z.array(Tag).max(tagsPerMember, 'too_big').default([]),
  joinedOn: JstDate,
  memo: Memo,
  custom: CustomInput.default({}),
});

export const CreateMemberInput = MemberFields.extend({ issueProvisional: z.boolean().default(true) });
export const CreateMemberOutput = z.object({ memberId: MemberId, memberNumber: z.string(), provisional: ProvisionalPair.nullable() });
/** Numbers are immutable once used, so an update cannot carry one. */
/** What a form need not know: left out, it stays as it is. */
export const laterFields = { rankId: optional(MemberRankId).optional(), tags: z.array(Tag).max(tagsPerMember, 'too_big').optional() };
export const UpdateMemberInput = MemberFields.omit({ memberNumber: true }).extend({
  ...laterFields,
  formerName: OptionalText.optional(),
  memberId: MemberId,
  version: z.number().int().min(0),
});

export const StatusEntryView = z.object({
  entryId: StatusEntryId,
  status: MemberStatus,
  effectiveOn: JstDate,
  recordedAt: z.iso.datetime(),
  actor: z.string(),
  reason: z.string(),
  /** What is to be done when somebody leaves (APP-09). */
  nextSteps: z.array(z.enum(nextSteps)),
  scheduled: z.boolean(),
  /** An application decided it: it is taken out with that decision or not at all. */
  ofApplication: z.boolean(),
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
  kind: MemberKind,
  /** 連絡者 of a corporate member; a person has none. */
  contactName: z.string(),
  rankId: z.string(),
  tags: z.array(z.string()),
  formerName: z.string(),
  phone: z.string(),
  affiliation: z.string(),
  joinedOn: JstDate,
});
export type MemberRow = z.output<typeof MemberRow>;

export const MemberDetail = MemberRow.extend({
  postalCode: z.string(),
  /** As it is printed. */
  address: z.string(),
  addressParts: AddressView,
  birthDate: z.string(),
  /** The people of a corporate member. */
  contacts: ContactsView.nullable(),
  withdrawnOn: JstDate.nullable(),
  memo: z.string(),
  /** 口数 that fees per unit are multiplied by. */
  units: z.number().int(),
  custom: CustomValues,
  statusHistory: z.array(StatusEntryView),
  account: AccountView,
  /** Part of another record by now: nothing of it is changed any more. */
  isMerged: z.boolean(),
  version: z.number().int(),
});

/** 口数, in a form or in a cell. */
export const Units = z.number({ error: 'not_a_number' }).int('not_a_number').min(1, 'too_small').max(9999, 'too_big');

export const ChangeUnitsInput = z.strictObject({
  memberId: MemberId,
  units: Units,
  version: z.number().int().min(0),
});

export const MemberListInput = PageRequest.extend({
  q: SearchText.default(''),
  status: z.enum(['all', ...memberStatuses]).default('all'),
  membershipTypeId: MembershipTypeId.nullish(),
  /** Persons and corporate members are looked for apart (MEM-05); persons where it is not said. */
  kind: MemberKind.optional(),
  rankId: MemberRankId.nullish(),
  tag: Tag.nullish(),
  dues: z.enum(duesFilters).nullish(),
  joined: JoinedCondition.nullish(),
  custom: CustomConditions.nullish(),
  anyOf: AnyOf.nullish(),
  sort: z.enum(['kana', 'number', 'joined']).default('kana'),
  descending: z.boolean().default(false),
});
export const MemberListOutput = pageOf(MemberRow);
/** Counts per status, kept with the data, for the tabs of the list. */
const KindCounts = { total: z.number().int(), byStatus: z.partialRecord(MemberStatus, z.number().int()) };
/** Tags in use, those of most members first. */
export const TagsView = z.array(z.string());
/** Of persons, and of corporate members apart (MEM-05). */
export const MemberCounts = z.object({ ...KindCounts, corporate: z.object(KindCounts) });

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
  addressParts: true,
  affiliation: true,
  joinedOn: true,
  version: true,
  kind: true,
  contacts: true,
}).extend({
  /** The number only stands in the place of one, and is not called so. */
  awaitsNumber: z.boolean(),
  /** Whether the people of a corporate member may change themselves (MEM-07). */
  mayEditContacts: z.boolean(),
  /** The organisation's own fields that a member sees, and their values. */
  customFields: z.array(CustomFieldView),
  custom: CustomValues,
  /** What the member has asked to have changed and the office has not decided. */
  pending: z.array(PendingChange),
});
/** Of fields whose change needs approval, what is otherwise is asked for and not written. */
export const UpdateMyProfileInput = z.strictObject({
  phone: optional(PhoneNumber),
  postalCode: optional(PostalCode),
  address: AddressInput,
  affiliation: OptionalText,
  custom: CustomInput.default({}),
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
