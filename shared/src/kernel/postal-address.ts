/** The 47 in the order of their JIS codes, as everybody lists them. */
export const prefectures = [
  '北海道',
  '青森県',
  '岩手県',
  '宮城県',
  '秋田県',
  '山形県',
  '福島県',
  '茨城県',
  '栃木県',
  '群馬県',
  '埼玉県',
  '千葉県',
  '東京都',
  '神奈川県',
  '新潟県',
  '富山県',
  '石川県',
  '福井県',
  '山梨県',
  '長野県',
  '岐阜県',
  '静岡県',
  '愛知県',
  '三重県',
  '滋賀県',
  '京都府',
  '大阪府',
  '兵庫県',
  '奈良県',
  '和歌山県',
  '鳥取県',
  '島根県',
  '岡山県',
  '広島県',
  '山口県',
  '徳島県',
  '香川県',
  '愛媛県',
  '高知県',
  '福岡県',
  '佐賀県',
  '長崎県',
  '熊本県',
  '大分県',
  '宮崎県',
  '鹿児島県',
  '沖縄県',
] as const;
export type Prefecture = (typeof prefectures)[number];

/** A postal address in its parts; each may be empty. */
export interface PostalAddress {
  readonly prefecture: Prefecture | '';
  /** 市区町村; abroad the line of the town, with its code. */
  readonly city: string;
  /** 町名・番地; abroad the first line. */
  readonly street: string;
  /** 建物名; abroad the second line. */
  readonly building: string;
  /** Null in Japan; abroad never empty where a form was sent. */
  readonly country: string | null;
}

export const noAddress: PostalAddress = { prefecture: '', city: '', street: '', building: '', country: null };

/**
 * The one way in which parts become the text that is printed. In Japan they follow each other and a space stands before
 * the building; abroad the street comes first and the country last.
 */
export function joinAddress({ prefecture, city, street, building, country }: PostalAddress): string {
  if (country !== null) return [street, building, city, prefecture, country].filter((part) => part !== '').join(', ');
  return [`${prefecture}${city}${street}`, building].filter((part) => part !== '').join(' ');
}

const known: ReadonlySet<string> = new Set(prefectures);

/** The prefecture that a text begins with; '' where it names none. */
export function prefectureOf(text: string): Prefecture | '' {
  for (const length of [3, 4]) if (known.has(text.slice(0, length))) return text.slice(0, length) as Prefecture;
  return '';
}

/** Designated cities: their wards are part of the 市区町村. */
const withWards = '札幌|仙台|さいたま|千葉|横浜|川崎|相模原|新潟|静岡|浜松|名古屋|京都|大阪|堺|神戸|岡山|広島|北九州|福岡|熊本';
/** Names with a letter in them that ends other names. */
const awkward = '四日市市|廿日市市|野々市市|蒲郡市|大和郡山市|佐波郡玉村町|杵島郡大町町';
/** The only ones that belong to no 郡. */
const islands = '大島町|利島村|新島村|神津島村|三宅島三宅村|御蔵島村|八丈島八丈町|青ヶ島村|小笠原村';
/** What may stand in a name: no digit, no blank, nothing that joins digits. */
const letter = String.raw`[^\s\d０-９,、.()（）‐‑–—−-]`;
const letterButCity = letter.replace('[^', '[^市');
const municipality = new RegExp(
  `^(?:${awkward}|(?:${withWards})市\\s*${letter}{1,4}?区|${letterButCity}{1,3}?区|(?:余市|高市|${letterButCity}{1,4}?)郡\\s*${letter}{1,6}?[町村]|${letter}{1,6}?市|${islands})`,
);
/** A town or village whose 郡 was left out; in 都 and 府 that would rather be the name of a 町. */
const bareTown = new RegExp(`^${letter}{1,7}?[町村]`);

/**
 * The one way in which a text becomes parts: the prefecture it begins with, the 市区町村 behind that where a careful rule
 * knows it, and everything else as the street. Nothing is lost: joined again it is the same text but for blanks. The rule
 * is held against every 市区町村 of Japan Post's list by a test.
 */
export function splitAddress(text: string): PostalAddress {
  const whole = text.trim();
  const prefecture = prefectureOf(whole);
  if (prefecture === '') return { ...noAddress, street: whole };
  const rest = whole.slice(prefecture.length).trimStart();
  const city = municipality.exec(rest)?.[0] ?? (/[都府]$/.test(prefecture) ? '' : (bareTown.exec(rest)?.[0] ?? ''));
  return { ...noAddress, prefecture, city: city.replace(/\s+/g, ''), street: rest.slice(city.length).trimStart() };
}

/** A text without its blanks: what two ways of writing one address have in common. */
export const bareAddress = (text: string): string => text.replace(/\s+/g, '');
