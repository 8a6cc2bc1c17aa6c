import type { CustomField } from '@tsudoi/shared/contracts/members/custom-field.contract';
import { customText } from '@tsudoi/shared/contracts/members/custom-value.contract';
import type { ExportColumn, PlainColumn } from '@tsudoi/shared/contracts/members/member-export.contract';
import { isCustomTarget } from '@tsudoi/shared/contracts/members/member-import.contract';
import type { MemberStatus } from '@tsudoi/shared/contracts/members/member.contract';
import type { ContactPerson } from '@tsudoi/shared/contracts/members/member-kind.contract';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { fullName } from '@tsudoi/shared/kernel/names';
import { shownPostalCode } from '@tsudoi/shared/kernel/postal-code';
import { daysTold } from './export-days.rules.ts';
import { addressPartsOf } from './member-address.rules.ts';
import type { MemberDocument } from './member.repository.ts';

/** The file is Japanese whoever reads the screen: it goes to a printer, an auditor, another program. */
export const statusWords: Readonly<Record<MemberStatus, string>> = {
  applied: '申請中',
  active: '在会',
  suspended: '休会',
  withdrawn: '退会',
  expelled: '除名',
  deceased: '逝去',
  rejected: '不承認',
  application_withdrawn: '申請取下',
};

const fieldOf = {
  会員番号: 'memberNumber',
  姓: 'familyName',
  名: 'givenName',
  セイ: 'familyNameKana',
  メイ: 'givenNameKana',
  会員種別: 'membershipTypeId',
  メール: 'contactEmail',
  電話: 'phone',
  郵便番号: 'postalCode',
  住所: 'address',
  都道府県: 'addressParts',
  市区町村: 'addressParts',
  '町名・番地': 'addressParts',
  建物名: 'addressParts',
  国: 'addressParts',
  所属: 'affiliation',
  生年月日: 'birthDate',
  入会日: 'joinedOn',
  備考: 'memo',
  会員状況: 'status',
  休会日: 'statusEntries',
  退会日: 'statusEntries',
  再入会日: 'statusEntries',
  旧姓: 'formerName',
  会員ランク: 'rankId',
  タグ: 'tags',
  口数: 'units',
  法人名: 'familyName',
  法人名カナ: 'familyNameKana',
  連絡者: 'contacts',
  連絡者の部署: 'contacts',
  連絡者のメール: 'contacts',
  連絡者の電話: 'contacts',
  代表者: 'contacts',
  代表者の役職: 'contacts',
  請求先: 'contacts',
  請求先のメール: 'contacts',
  連絡者のフリガナ: 'contacts',
  代表者のフリガナ: 'contacts',
  代表者のメール: 'contacts',
  代表者の電話: 'contacts',
  請求先のフリガナ: 'contacts',
} as const satisfies Record<PlainColumn, keyof MemberDocument>;
/** Who it is, whatever columns were chosen. */
const always = ['_id', 'memberNumber', 'familyName', 'givenName'] as const;

type ExportedField = (typeof fieldOf)[keyof typeof fieldOf] | (typeof always)[number] | 'custom';
export type ExportedMember = Pick<MemberDocument, ExportedField>;

/** The fields of a member that these columns are made of. */
export function exportFields(columns: readonly ExportColumn[]): ExportedField[] {
  const fields = columns.map((column) => (isCustomTarget(column) ? 'custom' : fieldOf[column]));
  // Where a record has no parts yet, its text is split.
  return [...always, ...fields, ...(fields.includes('addressParts') ? (['address'] as const) : [])];
}

const slashed = (day: string | null): string => (day ?? '').replaceAll('-', '/');

const nameOf = (person: ContactPerson | undefined): string => (person ? fullName(person) : '');
const readingOf = (person: ContactPerson | undefined): string => (person ? `${person.familyNameKana} ${person.givenNameKana}`.trim() : '');

const texts = {
  会員番号: (member) => member.memberNumber,
  姓: (member) => member.familyName,
  名: (member) => member.givenName,
  セイ: (member) => member.familyNameKana,
  メイ: (member) => member.givenNameKana,
  メール: (member) => member.contactEmail,
  郵便番号: ({ postalCode }) => shownPostalCode(postalCode),
  住所: (member) => member.address,
  都道府県: (member) => addressPartsOf(member).prefecture,
  市区町村: (member) => addressPartsOf(member).city,
  '町名・番地': (member) => addressPartsOf(member).street,
  建物名: (member) => addressPartsOf(member).building,
  国: (member) => addressPartsOf(member).country ?? '',
  所属: (member) => member.affiliation,
  生年月日: (member) => slashed(member.birthDate),
  入会日: (member) => slashed(member.joinedOn),
  備考: (member) => member.memo,
  会員状況: (member) => statusWords[member.status],
  旧姓: (member) => member.formerName ?? '',
  タグ: (member) => (member.tags ?? []).join('、'),
  口数: (member) => String(member.units ?? 1),
  法人名: (member) => member.familyName,
  法人名カナ: (member) => member.familyNameKana,
  連絡者: (member) => nameOf(member.contacts?.liaison),
  連絡者の部署: (member) => member.contacts?.liaison.department ?? '',
  連絡者のメール: (member) => member.contacts?.liaison.email ?? '',
  代表者: (member) => nameOf(member.contacts?.representative),
  代表者の役職: (member) => member.contacts?.representative.title ?? '',
  請求先: (member) => nameOf(member.contacts?.billing),
  請求先のメール: (member) => member.contacts?.billing.email ?? '',
  連絡者のフリガナ: (member) => readingOf(member.contacts?.liaison),
  代表者のフリガナ: (member) => readingOf(member.contacts?.representative),
  代表者のメール: (member) => member.contacts?.representative.email ?? '',
  請求先のフリガナ: (member) => readingOf(member.contacts?.billing),
} as const satisfies Partial<Record<ExportColumn, (member: ExportedMember) => string>>;

interface ExportWords {
  readonly typeNames: ReadonlyMap<string, string>;
  readonly rankNames: ReadonlyMap<string, string>;
  readonly custom: ReadonlyMap<string, CustomField>;
  formatPhone(digits: string): string;
  /** Of whose status and plans the days are told. */
  readonly today: JstDate;
}

/**
 * What one column says of a member, as text: dates with slashes, numbers of phone and post with their hyphens, so that no
 * program eats a leading zero. Chosen once for a file, not once for a cell.
 */
export function exportCell(
  column: ExportColumn,
  { typeNames, rankNames, custom, formatPhone, today }: ExportWords,
): (member: ExportedMember) => string {
  if (column === '会員種別') return (member) => typeNames.get(member.membershipTypeId) ?? '';
  if (column === '会員ランク') return (member) => rankNames.get(member.rankId ?? '') ?? '';
  if (column === '連絡者の電話') return (member) => formatPhone(member.contacts?.liaison.phone ?? '');
  if (column === '代表者の電話') return (member) => formatPhone(member.contacts?.representative.phone ?? '');
  if (column === '電話') return (member) => formatPhone(member.phone);
  if (column === '休会日') return (member) => slashed(daysTold(member.statusEntries, today).suspendedOn);
  if (column === '退会日') return (member) => slashed(daysTold(member.statusEntries, today).withdrawnOn);
  if (column === '再入会日') return (member) => slashed(daysTold(member.statusEntries, today).rejoinedOn);
  if (!isCustomTarget(column)) return texts[column];
  const field = custom.get(column)!;
  return (member) => {
    const text = customText(field, member.custom?.[field.fieldId]);
    return field.kind === 'date' ? slashed(text) : text;
  };
}
