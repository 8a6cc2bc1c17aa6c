import type { CustomField } from '@tsudoi/shared/contracts/members/custom-field.contract';
import {
  type ImportMatch,
  type ImportTarget,
  type PlainTarget,
  importLimits,
  isCustomTarget,
  joinedTargets,
} from '@tsudoi/shared/contracts/members/member-import.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';

/** Names of the targets in the words of the sample file, for refusals. */
export const columnNames: Readonly<Record<PlainTarget, string>> = {
  memberNumber: '会員番号',
  familyName: '姓',
  givenName: '名',
  fullName: '氏名',
  familyNameKana: 'セイ',
  givenNameKana: 'メイ',
  fullKana: 'フリガナ',
  membershipType: '会員種別',
  contactEmail: 'メール',
  phone: '電話',
  postalCode: '郵便番号',
  address: '住所',
  prefecture: '都道府県',
  city: '市区町村',
  street: '町名・番地',
  building: '建物名',
  country: '国',
  affiliation: '所属',
  formerName: '旧姓',
  rank: '会員ランク',
  tags: 'タグ',
  units: '口数',
  birthDate: '生年月日',
  joinedOn: '入会日',
  status: '会員状況',
  suspendedOn: '休会日',
  withdrawnOn: '退会日',
  rejoinedOn: '再入会日',
  kind: '個人・法人',
  corporateName: '法人名',
  corporateNameKana: '法人名カナ',
  liaisonName: '連絡者',
  liaisonKana: '連絡者のフリガナ',
  liaisonDepartment: '連絡者の部署',
  liaisonEmail: '連絡者のメール',
  liaisonPhone: '連絡者の電話',
  representativeName: '代表者',
  representativeKana: '代表者のフリガナ',
  representativeTitle: '代表者の役職',
  representativeEmail: '代表者のメール',
  representativePhone: '代表者の電話',
  billingName: '請求先',
  billingKana: '請求先のフリガナ',
  billingEmail: '請求先のメール',
  memo: '備考',
  ignore: '',
};

/** Targets without which nobody can be added, each with what stands for it. */
const needed: readonly (readonly [PlainTarget, ...PlainTarget[]])[] = [
  ['familyName', 'fullName', 'corporateName'],
  ['givenName', 'fullName', 'corporateName'],
  ['familyNameKana', 'fullKana', 'corporateNameKana'],
  ['givenNameKana', 'fullKana', 'corporateNameKana'],
  ['membershipType'],
];

/**
 * Whether a file can be read by this map. Without a match every row is a new member and needs what a member needs; with
 * one, the column that matches is enough.
 * @throws DomainError INVALID_INPUT, CSV_HEADER_TWICE, CSV_HEADER_MISSING
 */
export function checkTargets(
  headings: readonly string[],
  targets: readonly ImportTarget[],
  match: ImportMatch,
  custom: ReadonlyMap<string, CustomField> = new Map(),
): void {
  if (targets.some((target) => isCustomTarget(target) && !custom.has(target))) throw new DomainError('INVALID_INPUT');
  if (targets.length !== headings.length) throw new DomainError('INVALID_INPUT');
  const twice = targets.find((target, at) => !joinedTargets.includes(target) && targets.indexOf(target) !== at);
  if (twice) throw new DomainError('CSV_HEADER_TWICE', { column: isCustomTarget(twice) ? custom.get(twice)!.label : columnNames[twice] });
  const both = (['familyName', 'givenName'] as const).some((one) => targets.includes(one)) && targets.includes('fullName');
  if (both) throw new DomainError('CSV_HEADER_TWICE', { column: columnNames.fullName });
  const bothKana = (['familyNameKana', 'givenNameKana'] as const).some((one) => targets.includes(one)) && targets.includes('fullKana');
  if (bothKana) throw new DomainError('CSV_HEADER_TWICE', { column: columnNames.fullKana });
  const missing = match === 'none' ? needed.find((names) => !names.some((one) => targets.includes(one))) : undefined;
  if (missing) throw new DomainError('CSV_HEADER_MISSING', { column: columnNames[missing[0]] });
  if (match !== 'none' && !targets.includes(match)) throw new DomainError('CSV_HEADER_MISSING', { column: columnNames[match] });
}

/** @throws DomainError CSV_TOO_MANY_COLUMNS, CSV_EMPTY */
export function checkHeadings(headings: readonly string[]): string[] {
  if (headings.length > importLimits.columns) throw new DomainError('CSV_TOO_MANY_COLUMNS', { most: importLimits.columns });
  const shown = headings.map((heading) => heading.trim().slice(0, 100));
  while (shown.length > 0 && shown.at(-1) === '') shown.pop();
  if (shown.length === 0) throw new DomainError('CSV_EMPTY');
  return shown;
}
