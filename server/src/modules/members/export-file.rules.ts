import type { CustomField } from '@tsudoi/shared/contracts/members/custom-field.contract';
import { customText } from '@tsudoi/shared/contracts/members/custom-value.contract';
import type { ExportColumn, exportColumns } from '@tsudoi/shared/contracts/members/member-export.contract';
import { isCustomTarget } from '@tsudoi/shared/contracts/members/member-import.contract';
import type { MemberStatus } from '@tsudoi/shared/contracts/members/member.contract';
import type { MemberDocument } from './member.repository.ts';

/** The file is Japanese whoever reads the screen: it goes to a printer, an auditor, another program. */
const statusWords: Readonly<Record<MemberStatus, string>> = {
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
  所属: 'affiliation',
  生年月日: 'birthDate',
  入会日: 'joinedOn',
  備考: 'memo',
  会員状況: 'status',
  退会日: 'withdrawnOn',
} as const satisfies Record<(typeof exportColumns)[number], keyof MemberDocument>;
/** Who it is, whatever columns were chosen. */
const always = ['memberNumber', 'familyName', 'givenName'] as const;

type ExportedField = (typeof fieldOf)[keyof typeof fieldOf] | 'custom';
export type ExportedMember = Pick<MemberDocument, ExportedField>;

/** The fields of a member that these columns are made of. */
export function exportFields(columns: readonly ExportColumn[]): ExportedField[] {
  return [...always, ...columns.map((column) => (isCustomTarget(column) ? 'custom' : fieldOf[column]))];
}

const slashed = (day: string | null): string => (day ?? '').replaceAll('-', '/');

/** One cell as text: dates with slashes, numbers of phone and post with their hyphens, so that no program eats a leading zero. */
export function exportCell(
  member: ExportedMember,
  column: ExportColumn,
  words: { readonly typeName: string; readonly custom: ReadonlyMap<string, CustomField>; formatPhone(digits: string): string },
): string {
  switch (column) {
    case '会員番号':
      return member.memberNumber;
    case '姓':
      return member.familyName;
    case '名':
      return member.givenName;
    case 'セイ':
      return member.familyNameKana;
    case 'メイ':
      return member.givenNameKana;
    case '会員種別':
      return words.typeName;
    case 'メール':
      return member.contactEmail;
    case '電話':
      return words.formatPhone(member.phone);
    case '郵便番号':
      return member.postalCode.replace(/^(\d{3})(\d{4})$/, '$1-$2');
    case '住所':
      return member.address;
    case '所属':
      return member.affiliation;
    case '生年月日':
      return slashed(member.birthDate);
    case '入会日':
      return slashed(member.joinedOn);
    case '備考':
      return member.memo;
    case '会員状況':
      return statusWords[member.status];
    case '退会日':
      return slashed(member.withdrawnOn);
    default: {
      const field = words.custom.get(column)!;
      const text = customText(field, member.custom?.[field.fieldId]);
      return field.kind === 'date' ? slashed(text) : text;
    }
  }
}
