import { newMemberId } from '@tsudoi/shared/kernel/ids';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Comparable, candidatesAmong, gatherShared, isCalledLike, pairKey, reasonsFor } from './duplicate.rules.ts';

const person = (changes: Partial<Comparable> = {}): Comparable => ({
  _id: newMemberId(),
  familyName: '髙橋',
  givenName: '美咲',
  familyNameKana: 'タカハシ',
  givenNameKana: 'ミサキ',
  birthDate: '1980-05-01',
  contactEmail: 'misaki@example.jp',
  phone: '09012345678',
  ...changes,
});

const some = fc.record({
  familyNameKana: fc.constantFrom('', 'サトウ', 'サトー', 'スズキ'),
  givenNameKana: fc.constantFrom('', 'ハナ', 'ケン'),
  familyName: fc.constantFrom('佐藤', '鈴木'),
  givenName: fc.constantFrom('', '花', '健'),
  birthDate: fc.constantFrom('', '1980-05-01', '1981-05-01'),
  contactEmail: fc.constantFrom('', 'a@x.jp', 'b@x.jp'),
  phone: fc.constantFrom('', '0312345678'),
});

describe('two records, one person?', () => {
  test.each<[string, Partial<Comparable>, string[]]>([
    ['the same in everything', {}, ['reading', 'name', 'birthDate', 'email', 'phone']],
    ['the name with another form of a letter', { familyName: '高橋', contactEmail: '', phone: '' }, ['reading', 'name', 'birthDate']],
    [
      'a long vowel written in another way',
      { familyName: '佐藤', familyNameKana: 'タカハシ', givenName: '未咲', contactEmail: '', phone: '' },
      ['reading', 'birthDate'],
    ],
    ['the same reading and mailbox', { familyName: '高梁', givenName: '美佐紀', birthDate: '', phone: '' }, ['reading', 'email']],
    ['another family name since a marriage', { familyName: '鈴木', familyNameKana: 'スズキ', phone: '', contactEmail: '' }, ['birthDate']],
    [
      'born on the same day, with the same telephone',
      { familyNameKana: 'タナカ', givenNameKana: 'エリ', familyName: '田中', givenName: '絵里', contactEmail: '' },
      ['birthDate', 'phone'],
    ],
    ['the same name and nothing else known', { birthDate: '', contactEmail: '', phone: '' }, ['reading', 'name']],
  ])('may be: %s', (_what, changes, reasons) => {
    expect(reasonsFor(person(), person(changes))).toEqual(reasons);
  });

  test.each<[string, Partial<Comparable>]>([
    ['a family that shares mailbox and telephone (domain.md 6, case 23)', { givenName: '健一', givenNameKana: 'ケンイチ', birthDate: '' }],
    ['a namesake born on another day', { birthDate: '1981-05-01' }],
    [
      'the same reading in other letters, and nothing else',
      { familyName: '高梁', givenName: '美佐紀', birthDate: '', contactEmail: '', phone: '' },
    ],
    [
      'two who are only born on the same day',
      { familyNameKana: 'タナカ', givenNameKana: 'エリ', familyName: '田中', givenName: '絵里', contactEmail: '', phone: '' },
    ],
  ])('is not: %s', (_what, changes) => {
    expect(reasonsFor(person(), person(changes))).toEqual([]);
  });

  describe('MEM-05: a body has one name, and another 連絡者 is how it comes in twice', () => {
    const body = (changes: Partial<Comparable> = {}) =>
      person({
        familyName: '株式会社山田製作所',
        givenName: '',
        familyNameKana: 'カブシキガイシャヤマダセイサクショ',
        givenNameKana: '',
        birthDate: '',
        ...changes,
      });
    const others = { contactEmail: 'b@yamada.example', phone: '0611112222' };

    test.each<[string, Partial<Comparable>, string[]]>([
      ['the same name and other people', others, ['reading', 'name']],
      ['the same reading and telephone', { familyName: '(株)ヤマダ製作所', contactEmail: '' }, ['reading', 'phone']],
      ['the same reading in other letters, and nothing else', { familyName: '株式会社山田精作所', ...others }, []],
      ['the name alone, read otherwise', { familyNameKana: 'ヤマダセイサクショ', ...others }, []],
      ['somebody whose given name is not known by its reading', { givenName: '一郎', ...others }, []],
    ])('%s', (_what, changes, reasons) => {
      const pair = [body(), body(changes)] as const;
      expect(reasonsFor(...pair)).toEqual(reasons);
      expect(candidatesAmong(pair, new Set())).toHaveLength(reasons.length === 0 ? 0 : 1);
    });
  });

  test('empty fields are nobody’s', () => {
    const nothing = { birthDate: '', contactEmail: '', phone: '' };
    expect(reasonsFor(person({ ...nothing, givenName: '一', givenNameKana: 'イチ' }), person({ ...nothing }))).toEqual([]);
  });

  test('it does not matter who is named first', () => {
    fc.assert(
      fc.property(some, some, (left, right) => {
        expect(reasonsFor(person(left), person(right))).toEqual(reasonsFor(person(right), person(left)));
      }),
    );
  });
});

describe('candidates of a roll', () => {
  test('the likeliest come first, each pair once, without those known to be two', () => {
    const [one, other, namesake, known] = [person(), person(), person({ birthDate: '', contactEmail: '', phone: '' }), person()];
    const dismissed = new Set([one, other, namesake].map((side) => pairKey(known._id, side._id)));
    const found = candidatesAmong(
      [
        one,
        other,
        namesake,
        known,
        person({
          familyNameKana: 'ベツ',
          familyName: '別',
          givenNameKana: 'ジン',
          givenName: '人',
          birthDate: '',
          contactEmail: '',
          phone: '',
        }),
      ],
      dismissed,
    );
    expect(found.map(({ pair }) => pairKey(...pair))).toEqual([
      pairKey(one._id, other._id),
      ...[pairKey(one._id, namesake._id), pairKey(other._id, namesake._id)].sort(),
    ]);
    expect(found[0]!.weight).toBeGreaterThan(found[1]!.weight);
  });

  test('everybody who has a reason in common with somebody is gathered, and every pair is found (issue 5)', () => {
    fc.assert(
      fc.property(fc.array(some, { maxLength: 12 }), (roll) => {
        const people = roll.map((changes) => person(changes));
        const gathered = gatherShared();
        for (const one of people) gathered.add(one);
        const shared = new Set(gathered.sharing());
        const pairs = people.flatMap((left, at) =>
          people
            .slice(at + 1)
            .filter((right) => reasonsFor(left, right).length > 0)
            .map((right) => pairKey(left._id, right._id)),
        );
        const among = people.filter(({ _id }) => shared.has(_id));
        expect(
          candidatesAmong(among, new Set())
            .map(({ pair }) => pairKey(...pair))
            .toSorted(),
        ).toEqual(pairs.toSorted());
      }),
    );
  });

  test('families and namesakes with days of birth of their own are nobody to look at', () => {
    const gathered = gatherShared();
    for (let at = 0; at < 500; at += 1) {
      const family = { contactEmail: `ie${at}@example.jp`, phone: `03${at}`, familyNameKana: `イエ${at}`, familyName: `家${at}` };
      gathered.add(person({ ...family, givenName: '父', givenNameKana: 'チチ', birthDate: `1950-01-01` }));
      gathered.add(person({ ...family, givenName: '子', givenNameKana: 'コ', birthDate: '' }));
      gathered.add(person({ contactEmail: '', phone: '', birthDate: `19${10 + (at % 90)}-0${1 + Math.floor(at / 90)}-01` }));
    }
    const fathers = 500;
    expect(gathered.sharing()).toHaveLength(fathers);
  });

  test('a day of birth that stands for nobody yet hides no pair (issue 5)', () => {
    const unknown = { birthDate: '1900-01-01', contactEmail: '', phone: '' };
    const crowd = Array.from({ length: 1600 }, (_, at) =>
      person({
        ...unknown,
        familyName: `家${at}`,
        familyNameKana: `イエ${at}`,
        givenName: `名${at % 32}`,
        givenNameKana: 'ナ'.repeat(1 + (at % 32)),
      }),
    );
    const watanabe = { ...unknown, familyNameKana: 'ワタナベ', givenName: '名0', givenNameKana: 'ナ' };
    const pair = [person({ ...watanabe, familyName: '渡辺' }), person({ ...watanabe, familyName: '渡部' })] as const;
    const [first] = candidatesAmong([...crowd, ...pair], new Set());
    expect(first!.pair).toEqual(pair.map(({ _id }) => _id));
    expect(first!.reasons).toEqual(['reading', 'birthDate']);
  });

  test('a mailbox that hundreds share does not make the work explode', () => {
    const crowd = Array.from({ length: 400 }, (_, at) =>
      person({ givenNameKana: `メイ${'ア'.repeat(at % 40)}`, givenName: `${at}`, birthDate: '', phone: '' }),
    );
    expect(candidatesAmong(crowd, new Set()).length).toBeLessThan(4000);
  });
});

describe('case 13, case 23: who may go on with a record that shares the mailbox', () => {
  test.each<[string, Partial<Comparable>, boolean]>([
    ['the same person', {}, true],
    ['another form of a letter, no reading', { familyName: '高橋', familyNameKana: '', givenNameKana: '' }, true],
    ['the same reading in other letters', { familyName: '高梁', givenName: '美佐紀' }, true],
    ['another family name since a marriage, born on the same day', { familyName: '鈴木', familyNameKana: 'スズキ' }, true],
    ['another family name, day of birth unknown', { familyName: '鈴木', familyNameKana: 'スズキ', birthDate: '' }, false],
    ['the same name, born on another day', { birthDate: '1981-05-01' }, false],
    ['another given name, born on the same day', { givenName: '健一', givenNameKana: 'ケンイチ' }, false],
  ])('%s', (_what, changes, isLike) => {
    expect(isCalledLike(person(), person(changes))).toBe(isLike);
  });
});
