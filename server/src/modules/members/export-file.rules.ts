import type { CustomField } from '@tsudoi/shared/contracts/members/custom-field.contract';
import { customText } from '@tsudoi/shared/contracts/members/custom-value.contract';
import type { ExportColumn, PlainColumn } from '@tsudoi/shared/contracts/members/member-export.contract';
import { isCustomTarget } from '@tsudoi/shared/contracts/members/member-import.contract';
import type { MemberStatus } from '@tsudoi/shared/contracts/members/member.contract';
import type { ContactPerson } from '@tsudoi/shared/contracts/members/member-kind.contract';
import { fullName } from '@tsudoi/shared/kernel/names';
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
  旧姓: 'formerName',
  会員ランク: 'rankId',
  タグ: 'tags',
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
} as const satisfies Record<PlainColumn, keyof MemberDocument>;
/** Who it is, whatever columns were chosen. */
const always = ['memberNumber', 'familyName', 'givenName'] as const;

type ExportedField = (typeof fieldOf)[keyof typeof fieldOf] | 'custom';
export type ExportedMember = Pick<MemberDocument, ExportedField>;

/** The fields of a member that these columns are made of. */
export function exportFields(columns: readonly ExportColumn[]): ExportedField[] {
  return [...always, ...columns.map((column) => (isCustomTarget(column) ? 'custom' : fieldOf[column]))];
}

const slashed = (day: string | null): string => (day ?? '').replaceAll('-', '/');

interface CellWords {
  readonly typeName: string;
  readonly rankName: string;
  readonly custom: ReadonlyMap<string, CustomField>;
  formatPhone(digits: string): string;
}

const nameOf = (person: ContactPerson | undefined): string => (person ? fullName(person) : '');

/** One cell as text: dates with slashes, numbers of phone and post with their hyphens, so that no program eats a leading zero. */
export function exportCell(member: ExportedMember, column: ExportColumn, words: CellWords): string {
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
    case '旧姓':
      return member.formerName ?? '';
    case '会員ランク':
      return words.rankName;
    case 'タグ':
      return (member.tags ?? []).join('、');
    case '法人名':
      return member.familyName;
    case '法人名カナ':
      return member.familyNameKana;
    case '連絡者':
      return nameOf(member.contacts?.liaison);
    case '連絡者の部署':
      return member.contacts?.liaison.department ?? '';
    case '連絡者のメール':
      return member.contacts?.liaison.email ?? '';
    case '連絡者の電話':
      return words.formatPhone(member.contacts?.liaison.phone ?? '');
    case '代表者':
      return nameOf(member.contacts?.representative);
    case '代表者の役職':
      return member.contacts?.representative.title ?? '';
    case '請求先':
      return nameOf(member.contacts?.billing);
    case '請求先のメール':
      return member.contacts?.billing.email ?? '';
    default: {
      const field = words.custom.get(column)!;
      const text = customText(field, member.custom?.[field.fieldId]);
      return field.kind === 'date' ? slashed(text) : text;
    }
  }
}
