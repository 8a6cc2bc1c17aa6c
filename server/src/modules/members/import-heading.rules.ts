import type { CustomField } from '@tsudoi/shared/contracts/members/custom-field.contract';
import {
  type ImportTarget,
  type PlainTarget,
  customTarget,
  isCustomTarget,
  joinedTargets,
} from '@tsudoi/shared/contracts/members/member-import.contract';

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
  address: ['住所', '住所1', '住所2', '住所3', '自宅住所', '現住所', 'address', 'address1', 'address2'],
  prefecture: ['都道府県', '都道府県名', '自宅都道府県', 'prefecture'],
  city: ['市区町村', '市町村', '市区町村名', '市区郡町村', '自宅市区町村', 'city'],
  street: ['町名', '町名番地', '番地', '丁目番地', '町域', '自宅町名番地', 'street'],
  building: ['建物', '建物名', '建物名等', '建物名部屋番号', 'マンション名', '自宅建物名', 'building'],
  country: ['国', '国名', 'country'],
  affiliation: ['所属', '所属先', '所属機関', '所属名', '勤務先', '勤務先名', '会社', '会社名', '学校', '学校名', 'affiliation', 'company'],
  formerName: ['旧姓', '旧氏名', '旧姓名', '旧名', '結婚前の姓', 'formername', 'maidenname'],
  rank: ['会員ランク', 'ランク', '等級', '会員等級', 'rank', 'memberrank'],
  tags: ['タグ', '会員タグ', 'ラベル', 'tag', 'tags', 'labels'],
  units: ['口数', '会費口数', '会費の口数', '加入口数', '申込口数', 'units'],
  birthDate: ['生年月日', '誕生日', '生年月', 'birthday', 'birthdate', 'dateofbirth'],
  joinedOn: ['入会日', '入会年月日', '入会', '加入日', '登録日', '入会日付', 'joined', 'joinedon', 'joindate'],
  status: ['会員状況', '状況', '会員状態', '状態', '会員ステータス', 'ステータス', '在籍状況', '在籍区分', 'status', 'memberstatus'],
  suspendedOn: ['休会日', '休会年月日', '休会開始日', 'suspendedon'],
  withdrawnOn: ['退会日', '退会年月日', '退会日付', '脱会日', '除名日', '逝去日', 'withdrawnon'],
  rejoinedOn: ['再入会日', '再入会年月日', '再加入日', '復会日', '復会年月日', '復帰日', 'rejoinedon', 'reinstatedon'],
  kind: ['個人法人', '個人法人区分', '個人法人の別', '個人or法人', '法人区分', 'kind'],
  corporateName: ['法人名', '団体名', '法人団体名', '企業名', '法人会員名', 'corporatename'],
  corporateNameKana: ['法人名カナ', '法人名フリガナ', '団体名カナ', '団体名フリガナ', '企業名カナ', '企業名フリガナ', 'corporatenamekana'],
  liaisonName: ['連絡者', '連絡者名', '連絡者氏名', '担当者', '担当者名', '担当者氏名', '連絡担当者', 'liaison'],
  liaisonKana: ['連絡者のフリガナ', '連絡者カナ', '連絡者フリガナ', '担当者カナ', '担当者フリガナ', '担当者名カナ', '担当者名フリガナ'],
  liaisonDepartment: ['連絡者の部署', '連絡者部署', '担当部署', '担当者部署', '部署', '部署名'],
  liaisonEmail: ['連絡者のメール', '連絡者メール', '担当者メール', '担当者メールアドレス', '担当者email'],
  liaisonPhone: ['連絡者の電話', '連絡者電話', '担当者電話', '担当者電話番号', '担当者tel'],
  representativeName: ['代表者', '代表者名', '代表者氏名', 'representative'],
  representativeKana: ['代表者のフリガナ', '代表者カナ', '代表者フリガナ', '代表者名カナ', '代表者名フリガナ'],
  representativeTitle: ['代表者の役職', '代表者役職', '代表者肩書'],
  representativeEmail: ['代表者のメール', '代表者メール', '代表者メールアドレス'],
  representativePhone: ['代表者の電話', '代表者電話', '代表者電話番号'],
  billingName: ['請求先', '請求先名', '請求先氏名', '請求担当者', '請求先担当者'],
  billingKana: ['請求先のフリガナ', '請求先カナ', '請求先フリガナ', '請求担当者フリガナ'],
  billingEmail: ['請求先のメール', '請求先メール', '請求先メールアドレス'],
  memo: ['備考', 'メモ', '備考欄', '特記事項', '摘要', '注記', 'memo', 'note', 'notes', 'remarks'],
};

/** What a file of errors says beside the roll. */
export const errorColumns = ['行', '直すところ', 'line', 'whattocorrect'] as const;
/** What our own files say beside the roll: a file of errors that comes back, a file of the roll. */
const ignored = new Set<string>([...errorColumns, '年齢']);

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
