import * as z from 'zod';
import { ListFormat } from '../list-file.contract.ts';
import { customFieldLimits } from './custom-field.contract.ts';
import { CustomTarget } from './member-import.contract.ts';
import { MemberListInput, importColumns } from './member.contract.ts';

/** Columns of a file of the roll: those of the import, so that a file can come back, and what only we know. */
/** 住所 in its parts; the country is empty in Japan. */
export const addressColumns = ['都道府県', '市区町村', '町名・番地', '建物名', '国'] as const;
export const exportColumns = [
  ...importColumns,
  '会員状況',
  '休会日',
  '退会日',
  '再入会日',
  '旧姓',
  '会員ランク',
  'タグ',
  '口数',
  ...addressColumns,
] as const;
const unusual: readonly string[] = ['備考', '再入会日', '旧姓', '会員ランク', 'タグ', '口数', ...addressColumns];
/** What is chosen at first: the memo is the office's own and rarely meant for a file, and not everybody has the others. */
export const usualColumns = exportColumns.filter((column) => !unusual.includes(column));
/** Of the people behind a body, what an import knows too and few files are made for. */
const personColumns = ['連絡者のフリガナ', '代表者のフリガナ', '代表者のメール', '代表者の電話', '請求先のフリガナ'] as const;
/** Columns of a file of corporate members: one name, and the people behind it. */
export const corporateColumns = [
  '会員番号',
  '法人名',
  '法人名カナ',
  '会員種別',
  '会員ランク',
  'タグ',
  '口数',
  '連絡者',
  '連絡者の部署',
  '連絡者のメール',
  '連絡者の電話',
  '代表者',
  '代表者の役職',
  '請求先',
  '請求先のメール',
  '電話',
  '郵便番号',
  '住所',
  '入会日',
  '会員状況',
  '休会日',
  '退会日',
  '再入会日',
  '備考',
  ...addressColumns,
  ...personColumns,
] as const;
export type CorporateColumn = (typeof corporateColumns)[number];
const unusualOfBodies: readonly string[] = ['備考', '再入会日', ...addressColumns, ...personColumns];
export const usualCorporateColumns = corporateColumns.filter((column) => !unusualOfBodies.includes(column));
/** A column of ours by its heading, or a field of the organisation's own by its id. */
export type PlainColumn = (typeof exportColumns)[number] | CorporateColumn;
export type ExportColumn = PlainColumn | CustomTarget;

/** The roll as a file: what of it, and what of each member. */
export const ExportMembersInput = MemberListInput.pick({
  q: true,
  status: true,
  membershipTypeId: true,
  kind: true,
  rankId: true,
  tag: true,
  dues: true,
  joined: true,
  custom: true,
  anyOf: true,
  sort: true,
  descending: true,
}).extend({
  format: ListFormat,
  columns: z
    .array(z.union([z.enum(exportColumns), z.enum(corporateColumns), CustomTarget]))
    .min(1)
    .max(exportColumns.length + corporateColumns.length + customFieldLimits.fields),
});
