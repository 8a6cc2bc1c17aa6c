import type { CustomField } from '@tsudoi/shared/contracts/members/custom-field.contract';
import {
  type ImportMatch,
  type ImportTarget,
  type PlainTarget,
  customTarget,
  importLimits,
  isCustomTarget,
  joinedTargets,
} from '@tsudoi/shared/contracts/members/member-import.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';

/** Headings as rolls of associations write them, folded (width, case, spaces, brackets). */
const synonyms: Readonly<Record<Exclude<PlainTarget, 'ignore'>, readonly string[]>> = {
  memberNumber: [
    '会員番号',
    '会員no',
    '会員no.',
    '会員id',
    '会員コード',
    '番号',
    'no',
    'no.',
    'id',
    'membernumber',
    'memberno',
    'memberid',
    '登録番号',
  ],
  familyName: ['姓', '氏', '苗字', '名字', '氏名姓', '姓漢字', '漢字姓', 'lastname', 'familyname', 'surname'],
  givenName: ['名', '名前名', '氏名名', '名漢字', '漢字名', 'firstname', 'givenname'],
  fullName: ['氏名', '名前', 'お名前', '会員名', '氏名漢字', '漢字氏名', '会員氏名', 'name', 'fullname'],
  familyNameKana: [
    'セイ',
    '姓カナ',
    '姓かな',
    '姓フリガナ',
    '姓ふりがな',
    '姓ヨミ',
    'カナ姓',
    'フリガナ姓',
    'ふりがな姓',
    '氏名カナ姓',
    'せい',
    'lastnamekana',
    'familynamekana',
  ],
  givenNameKana: [
    'メイ',
    '名カナ',
    '名かな',
    '名フリガナ',
    '名ふりがな',
    '名ヨミ',
    'カナ名',
    'フリガナ名',
    'ふりがな名',
    '氏名カナ名',
    'めい',
    'firstnamekana',
    'givennamekana',
  ],
  fullKana: [
    'フリガナ',
    'ふりがな',
    '氏名カナ',
    '氏名かな',
    '氏名フリガナ',
    '氏名ふりがな',
    'カナ氏名',
    'カナ',
    'かな',
    'ヨミ',
    'よみ',
    'よみがな',
    'ヨミガナ',
    '読み',
    'kana',
    'namekana',
  ],
  membershipType: ['会員種別', '種別', '会員区分', '区分', '会員種類', '会員の種別', '会員資格', 'membershiptype', 'type', 'category'],
  contactEmail: [
    'メール',
    'メールアドレス',
    'eメール',
    'eメールアドレス',
    '電子メール',
    'mail',
    'email',
    'e-mail',
    'mailaddress',
    'emailaddress',
    '連絡先メール',
    'pcメール',
    '自宅メール',
  ],
  phone: [
    '電話',
    '電話番号',
    'tel',
    '電話tel',
    '携帯',
    '携帯電話',
    '携帯番号',
    '連絡先電話番号',
    '自宅電話',
    '自宅電話番号',
    'phone',
    'mobile',
  ],
  postalCode: ['郵便番号', '〒', '郵便', '自宅郵便番号', 'zip', 'zipcode', 'postalcode', 'postcode'],
  address: [
    '住所',
    '住所1',
    '住所2',
    '住所3',
    '自宅住所',
    '都道府県',
    '市区町村',
    '市町村',
    '町名',
    '町名番地',
    '番地',
    '丁目番地',
    '建物',
    '建物名',
    '建物名等',
    'マンション名',
    '現住所',
    'address',
    'address1',
    'address2',
  ],
  affiliation: ['所属', '所属先', '所属機関', '所属名', '勤務先', '勤務先名', '会社', '会社名', '学校', '学校名', 'affiliation', 'company'],
  formerName: ['旧姓', '旧氏名', '旧姓名', '旧名', '結婚前の姓', 'formername', 'maidenname'],
  rank: ['会員ランク', 'ランク', '等級', '会員等級', 'rank', 'memberrank'],
  tags: ['タグ', '会員タグ', 'ラベル', 'tag', 'tags', 'labels'],
  birthDate: ['生年月日', '誕生日', '生年月', 'birthday', 'birthdate', 'dateofbirth'],
  joinedOn: ['入会日', '入会年月日', '入会', '加入日', '登録日', '入会日付', 'joined', 'joinedon', 'joindate'],
  status: ['会員状況', '状況', '会員状態', '状態', '会員ステータス', 'ステータス', '在籍状況', '在籍区分', 'status', 'memberstatus'],
  suspendedOn: ['休会日', '休会年月日', '休会開始日', 'suspendedon'],
  withdrawnOn: ['退会日', '退会年月日', '退会日付', '退会', '脱会日', '除名日', '逝去日', 'withdrawnon'],
  memo: ['備考', 'メモ', '備考欄', '特記事項', '摘要', '注記', 'memo', 'note', 'notes', 'remarks'],
};

/** What our own files say beside the roll: a file of errors that comes back, a file of the roll. */
const ignored = new Set(['行', '直すところ', 'line', 'whattocorrect', '年齢']);

const byHeading = new Map<string, ImportTarget>(
  Object.entries(synonyms).flatMap(([target, names]) => names.map((name): [string, ImportTarget] => [name, target as ImportTarget])),
);

/** The organisation's own fields that are in use, by target. */
export function customTargets(fields: readonly CustomField[]): Map<string, CustomField> {
  // A file cannot stand in a cell; what an export wrote there is its name.
  return new Map(fields.filter(({ archived, kind }) => !archived && kind !== 'file').map((field) => [customTarget(field.fieldId), field]));
}

/** A heading without what people write differently: width, case, blanks, brackets and joining signs. */
export function foldHeading(heading: string): string {
  return heading
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s()[\]「」【】・_/:：※*＊"']/g, '');
}

/** What the organisation chose for a heading before; folded heading to target. */
export type KnownHeadings = ReadonlyMap<string, ImportTarget>;

/** A first proposal: what was chosen before, else what the heading says; each target once, but for those that join. */
export function guessTargets(
  headings: readonly string[],
  known: KnownHeadings = new Map(),
  custom: ReadonlyMap<string, CustomField> = new Map(),
): ImportTarget[] {
  const own = new Map([...custom].map(([target, { label }]) => [foldHeading(label), target as ImportTarget]));
  const taken = new Set<ImportTarget>();
  return headings.map((heading) => {
    const folded = foldHeading(heading);
    const chosen = known.get(folded);
    // A field that was put away since is nobody's target.
    const usable = chosen !== undefined && isCustomTarget(chosen) && !custom.has(chosen) ? undefined : chosen;
    const guess = usable ?? own.get(folded) ?? (ignored.has(folded) ? 'ignore' : byHeading.get(folded));
    if (!guess || (taken.has(guess) && !joinedTargets.includes(guess))) return 'ignore';
    taken.add(guess);
    return guess;
  });
}

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
  affiliation: '所属',
  formerName: '旧姓',
  rank: '会員ランク',
  tags: 'タグ',
  birthDate: '生年月日',
  joinedOn: '入会日',
  status: '会員状況',
  suspendedOn: '休会日',
  withdrawnOn: '退会日',
  memo: '備考',
  ignore: '',
};

/** Targets without which nobody can be added, each with what stands for it. */
const needed: readonly (readonly [PlainTarget, PlainTarget])[] = [
  ['familyName', 'fullName'],
  ['givenName', 'fullName'],
  ['familyNameKana', 'fullKana'],
  ['givenNameKana', 'fullKana'],
  ['membershipType', 'membershipType'],
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
