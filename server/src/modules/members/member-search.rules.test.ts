import { nobody } from '@tsudoi/shared/contracts/members/member-kind.contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Searchable, memberSearch, searchKeysOf, searchTextOf } from './member-search.rules.ts';
import { foldForSearch } from './search-fold.rules.ts';

const person = (changes: Partial<Searchable> = {}): Searchable => ({
  familyName: '髙﨑',
  givenName: 'さくら',
  familyNameKana: 'タカサキ',
  givenNameKana: 'サクラ',
  memberNumber: '2026-0042',
  contactEmail: 'Sakura.t+1@example.jp',
  affiliation: '東雲大学 工学部',
  phone: '09012345678',
  ...changes,
});
function finds(typed: string, member: Searchable): boolean {
  const search = memberSearch(typed);
  return search !== null && searchKeysOf(member).includes(search.key) && search.words.every((word) => word.test(searchTextOf(member)));
}

describe('acceptance 15: one member is found by what the office knows of them', () => {
  test.each([
    ['the name as it is registered', '髙﨑'],
    ['the name as it is said on the telephone', '高崎'],
    ['both names with a space of full width', '高崎　さくら'],
    ['both names without a space', '髙﨑さくら'],
    ['the given name', 'さくら'],
    ['the reading in hiragana', 'たかさき'],
    ['the reading in half width', 'ﾀｶｻｷ'],
    ['how the reading begins', 'たか'],
    ['one letter of the reading', 'タ'],
    ['one letter of the given name', 'サ'],
    ['reading and given name', 'ﾀｶｻｷ さく'],
    ['the member number', '2026-0042'],
    ['the number with a hyphen of full width', '２０２６－００４２'],
    ['the number without the year', '0042'],
    ['the number without zeros', '42'],
    ['the middle of the name', '﨑さ'],
    ['most of the number', '2026-004'],
    ['the address of mail', 'sakura.t+1@example.jp'],
    ['how the address begins', 'SAKURA'],
    ['the telephone with hyphens', '090-1234-5678'],
    ['the telephone in full width', '０９０１２３４５６７８'],
    ['the telephone with the code of Japan', '+81 90-1234-5678'],
    ['the code of Japan without a space', '+819012345678'],
    ['the code of Japan and the zero that is left out', '＋８１（０）９０－１２３４－５６７８'],
    ['the beginning of it with the code of Japan', '+81 90-1234-5'],
    ['the telephone with horizontal bars', '090―1234―5678'],
    ['the telephone with lines of a box', '090─1234─5678'],
    ['the telephone with points', '090.1234.5678'],
    ['its last four figures', '5678'],
    ['how the affiliation begins', '東雲'],
    ['the name and the affiliation', '高崎 工学部'],
  ])('by %s', (_what, typed) => {
    expect(finds(typed, person())).toBe(true);
  });

  test.each([
    ['another name', '高橋'],
    ['a pattern', '.*'],
    ['a bracket', '('],
    ['the other order without a space', 'さくら髙﨑'],
    ['one word that fits and one that does not', '高崎 太郎'],
    ['the start of a year', '2026'],
  ])('not by %s', (_what, typed) => {
    expect(finds(typed, person())).toBe(false);
  });

  test.each(['00123-01', '01-00001', '2026-05', '1234-1', '0012-34567', 'A-0012', '00012345'])(
    'a member number is found as it stands, also where it reads like a telephone or is short behind its year: %s',
    (memberNumber) => {
      expect(finds(memberNumber, person({ memberNumber }))).toBe(true);
      expect(finds(memberNumber, person({ formerNumbers: [memberNumber] })), 'and whoever had it before').toBe(true);
    },
  );

  test('what begins like a short number finds tags and words that do, and such a number', () => {
    for (const typed of ['2026-04', '2026-04入会', '2026-0']) expect(finds(typed, person({ tags: ['2026-04入会'] })), typed).toBe(true);
    expect(finds('2026-04', person({ memberNumber: '2026-04' }))).toBe(true);
    expect(finds('2026-04', person({ tags: ['2026-05入会'] }))).toBe(false);
  });

  test('whatever number there can be finds whoever has it', () => {
    const part = (most: number) => fc.stringMatching(new RegExp(`^[A-Z0-9]{1,${most}}$`));
    const numbers = fc.tuple(part(6), fc.option(part(6)), fc.option(part(4))).map((parts) => parts.filter((one) => one !== null).join('-'));
    fc.assert(
      fc.property(numbers, (memberNumber) => finds(memberNumber, person({ memberNumber }))),
      { numRuns: 2000 },
    );
  });

  test('nothing typed is no search', () => {
    for (const typed of ['', '   ', '　']) expect(memberSearch(typed)).toBeNull();
  });

  test('T52: no word becomes an expression of more than the thousand bytes that the engine takes', () => {
    for (const letter of ['㍿', '字', '.', 'か'])
      for (const word of memberSearch(letter.repeat(100))!.words) expect(Buffer.byteLength(word.source), letter).toBeLessThan(1000);
  });

  test('a name in Latin letters is found by how each part begins', () => {
    const member = person({ familyName: 'Smith', givenName: 'Mary Ann', familyNameKana: 'スミス', givenNameKana: 'メアリーアン' });
    for (const typed of ['s', 'smi', 'SMITH', 'mary', 'ann', 'smith mary', 'メアリー', 'めありー'])
      expect(finds(typed, member), typed).toBe(true);
    expect(finds('mit', member)).toBe(false);
  });

  test('a reading and a name in Latin letters are found without their space, however short the family name', () => {
    const korean = person({ familyName: '李', givenName: '英姫', familyNameKana: 'イ', givenNameKana: 'ヨンヒ' });
    for (const typed of ['いよんひ', 'イヨ', 'ｲﾖﾝ', 'い', 'よんひ', '李英姫']) expect(finds(typed, korean), typed).toBe(true);
    const mixed = person({ familyName: 'ツ', givenName: '太郎', familyNameKana: 'ツ', givenNameKana: 'タロウ' });
    for (const typed of ['ツ太郎', 'つたろう']) expect(finds(typed, mixed), typed).toBe(true);
    const latin = person({ familyName: 'Kim', givenName: 'Min Ji', familyNameKana: 'キム', givenNameKana: 'ミンジ' });
    for (const typed of ['kimmin', 'KimMi', 'kimm', 'きむみんじ']) expect(finds(typed, latin), typed).toBe(true);
    const spanish = person({ familyName: 'de la Cruz', givenName: 'Juan' });
    for (const typed of ['cruzjuan', 'cruzj', 'de la cruzjuan']) expect(finds(typed, spanish), typed).toBe(true);
    expect(finds('いよし', korean)).toBe(false);
    const body = person({ familyName: '東雲工業', givenName: '', familyNameKana: 'シノノメコウギョウ', givenNameKana: '' });
    const liaison = { ...nobody, familyName: '呉', givenName: '明', familyNameKana: 'ゴ', givenNameKana: 'アキラ' };
    expect(finds('ごあきら', { ...body, contacts: { liaison, representative: nobody, billing: nobody } })).toBe(true);
  });

  test('any part of a name in kanji finds it, and so does any beginning of its reading', () => {
    const kanji = fc.constantFrom(...Array.from('佐藤鈴木髙﨑田中渡邊伊𠮷齋花子太郎'));
    const kana = fc.constantFrom(...Array.from('アイウエオカガキクケコサシスタッナハパマヤュラワンー'));
    const word = (letter: fc.Arbitrary<string>) => fc.array(letter, { minLength: 1, maxLength: 5 }).map((all) => all.join(''));
    const place = fc.nat(20);
    fc.assert(
      fc.property(word(kanji), word(kanji), word(kana), word(kana), place, place, (familyName, givenName, sei, mei, from, length) => {
        const member = person({ familyName, givenName, familyNameKana: `ア${sei}`, givenNameKana: `イ${mei}` });
        const letters = Array.from(`${familyName}${givenName}`);
        const start = from % (letters.length - 1);
        expect(finds(letters.slice(start, start + 2 + (length % letters.length)).join(''), member), familyName + givenName).toBe(true);
        for (const begins of [`ア${sei}イ${mei}`, `イ${mei}`])
          expect(finds(begins.slice(0, 1 + (length % begins.length)), member), begins).toBe(true);
        const short = `ア${sei}`;
        expect(finds(short, person({ familyNameKana: 'ア', givenNameKana: sei })), short).toBe(true);
      }),
    );
  });

  test('an entry stands in the index once, and there are few of them', () => {
    const keys = searchKeysOf(person());
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.length).toBeLessThanOrEqual(25);
  });

  test('a text in plain Latin letters is folded as it is beside Japanese ones', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), (text) => {
        expect(foldForSearch(`高${text}`)).toBe(`高${foldForSearch(text)}`);
      }),
    );
  });
});
