import { type AccountRole, type BookSettings, accountRoles } from '@tsudoi/shared/contracts/reports/books.contract';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { yen } from '@tsudoi/shared/kernel/yen';
import { expect, test } from 'vitest';
import { bookHeads, countRows, isTooLong, journalRows } from './journal-file.rules.ts';
import type { Journal } from './journal.rules.ts';

const names: Partial<Record<AccountRole, [string, string]>> = {
  bank: ['普通預金', '三菱UFJ'],
  receivable: ['未収会費', ''],
  prepaid: ['前受会費', ''],
  annual: ['会費収入', '正会員'],
};
const accounts = Object.fromEntries(
  accountRoles.map((role) => [role, { account: names[role]?.[0] ?? '雑収入', sub: names[role]?.[1] ?? '' }]),
) as BookSettings['accounts'];
const settings = { accounts, partner: true };
const line = (side: 'debit' | 'credit', role: AccountRole, amount: number, tax: Journal['lines'][number]['tax'] = 'out_of_scope') => ({
  side,
  role,
  tax,
  amount: yen(amount),
  text: '入金 銀行振込 2026年度 年会費 東雲 花子 100001',
});
const simple: Journal = {
  key: 'a',
  on: jstDate('2026-05-20'),
  partner: '東雲 花子',
  lines: [line('debit', 'bank', 8000), line('credit', 'receivable', 8000)],
};
const compound: Journal = {
  key: 'b',
  on: jstDate('2026-05-21'),
  partner: '東雲 花子',
  lines: [
    line('debit', 'receivable', 14_580),
    line('credit', 'annual', 8000),
    line('credit', 'annual', 5500, 'standard_10'),
    line('credit', 'annual', 1080, 'reduced_8'),
  ],
};
const write = (format: keyof typeof bookHeads, journal: Journal, number = 1) =>
  journalRows(journal, number, { format, settings, rounding: 'floor' });

test('弥生会計: 25 columns, no heading; one line is 2000 and 仕訳, several are a 振替伝票 of 2110, 2100 and 2101', () => {
  expect(bookHeads.yayoi).toEqual([]);
  expect(write('yayoi', simple).map((row) => row.join(','))).toEqual([
    '2000,,,2026/05/20,普通預金,三菱UFJ,,対象外,8000,0,未収会費,,,対象外,8000,0,入金 銀行振込 2026年度 年会費 東雲 花子 100001,,,0,,,0,0,no',
  ]);
  const rows = write('yayoi', compound);
  expect(rows.map((row) => [row.length, row[0], row[19], row[8], row[13], row[14], row[15]])).toEqual([
    [25, '2110', '3', '14580', '対象外', '8000', '0'],
    [25, '2100', '3', '0', '課税売上込10%', '5500', '500'],
    [25, '2101', '3', '0', '課税売上込軽減8%', '1080', '80'],
  ]);
});

test('マネーフォワード クラウド会計: 27 columns by their names; the lines of a journal share a number', () => {
  expect(bookHeads.moneyforward).toHaveLength(27);
  expect(bookHeads.moneyforward.slice(0, 10)).toEqual(
    '取引No,取引日,借方勘定科目,借方補助科目,借方部門,借方取引先,借方税区分,借方インボイス,借方金額(円),借方税額'.split(','),
  );
  const [row] = write('moneyforward', simple, 7);
  expect(row!.slice(0, 19).join(',')).toBe(
    '7,2026/05/20,普通預金,三菱UFJ,,,対象外,,8000,0,未収会費,,,東雲 花子,対象外,,8000,0,入金 銀行振込 2026年度 年会費 東雲 花子 100001',
  );
  expect(write('moneyforward', compound, 8).map((cells) => [cells.length, cells[0], cells[8], cells[14], cells[16]])).toEqual([
    [27, '8', '14580', '対象外', '8000'],
    [27, '8', '', '課税売上 10%', '5500'],
    [27, '8', '', '課税売上 (軽)8%', '1080'],
  ]);
});

test('freee会計: a [表題行] and [明細行]s of 33 columns; the lines of a journal share day and 伝票番号', () => {
  expect(bookHeads.freee).toHaveLength(33);
  expect(bookHeads.freee[0]).toBe('[表題行]');
  const [row] = write('freee', simple, 7);
  const cell = (name: string) => row![bookHeads.freee.indexOf(name)];
  expect([row!.length, row![0], cell('日付'), cell('伝票番号')]).toEqual([33, '[明細行]', '2026/05/20', '7']);
  expect(['借方勘定科目', '借方補助科目', '借方取引先', '借方金額', '借方税区分'].map(cell)).toEqual([
    '普通預金',
    '三菱UFJ',
    '',
    '8000',
    '対象外',
  ]);
  expect(['貸方勘定科目', '貸方取引先', '貸方金額', '貸方税額'].map(cell)).toEqual(['未収会費', '東雲 花子', '8000', '0']);
  const taxed = write('freee', compound)[1]!;
  expect(['借方勘定科目', '借方金額', '貸方税区分', '貸方税額'].map((name) => taxed[bookHeads.freee.indexOf(name)])).toEqual([
    '',
    '',
    '課税売上10%',
    '500',
  ]);
});

test('the lines of a file add up on both sides, and what a program would cut is cut or said', () => {
  expect([countRows(simple), countRows(compound)]).toEqual([1, 3]);
  for (const format of ['freee', 'moneyforward', 'yayoi'] as const) {
    const rows = write(format, compound);
    const at = (name: string) =>
      format === 'yayoi' ? { 借: 8, 貸: 14 }[name[0] as '借'] : bookHeads[format].findIndex((head) => head.startsWith(`${name}方金額`));
    const sum = (name: string) => rows.reduce((total, cells) => total + Number(cells[at(name)]), 0);
    expect([sum('借'), sum('貸')]).toEqual([14_580, 14_580]);
  }
  const long = { ...simple, lines: simple.lines.map((one) => ({ ...one, text: '会'.repeat(300) })) };
  expect([write('yayoi', long)[0]![16]!.length, write('moneyforward', long)[0]![18]!.length]).toEqual([32, 200]);
  expect(isTooLong('yayoi', { account: '会'.repeat(13), sub: '' })).toBe(true);
  expect(isTooLong('freee', { account: '会'.repeat(13), sub: '' })).toBe(false);
});

test('POU-02: the system fee is a taxed purchase in the words of each program, with the tax that is in it', () => {
  const paid: Journal = {
    key: 'c',
    on: jstDate('2026-04-30'),
    partner: '',
    lines: [line('debit', 'systemFee', 1300, 'purchase_10'), line('credit', 'clearing', 1300)],
  };
  const words = { freee: ['課対仕入10%', '118'], moneyforward: ['課税仕入 10%', '118'], yayoi: ['課対仕入込10%', '118'] } as const;
  for (const format of ['freee', 'moneyforward', 'yayoi'] as const) {
    const [row] = write(format, paid);
    const tax = row!.indexOf(words[format][0]);
    expect(tax, format).toBeGreaterThan(0);
    expect(row!.slice(tax), format).toContain(words[format][1]);
  }
});

test('the headings are those of the programs, word for word', () => {
  const freee = '勘定科目,科目コード,補助科目,取引先,取引先コード,部門,品目,メモタグ,セグメント1,セグメント2,セグメント3,金額,税区分,税額';
  const moneyForward = '勘定科目,補助科目,部門,取引先,税区分,インボイス,金額(円),税額';
  const both = (names: string) => ['借方', '貸方'].flatMap((side) => names.split(',').map((name) => `${side}${name}`));
  expect(bookHeads.freee).toEqual(['[表題行]', '日付', '伝票番号', '決算整理仕訳', ...both(freee), '摘要']);
  expect(bookHeads.moneyforward).toEqual([
    '取引No',
    '取引日',
    ...both(moneyForward),
    ...'摘要,仕訳メモ,タグ,MF仕訳タイプ,決算整理仕訳,作成日時,作成者,最終更新日時,最終更新者'.split(','),
  ]);
});

test('every cell of a line, blanks included', () => {
  const text = '入金 銀行振込 2026年度 年会費 東雲 花子 100001';
  expect(write('freee', simple, 7)[0]!.join(',')).toBe(
    `[明細行],2026/05/20,7,,普通預金,,三菱UFJ,,,,,,,,,8000,対象外,0,未収会費,,,東雲 花子,,,,,,,,8000,対象外,0,${text}`,
  );
  expect(write('moneyforward', simple, 7)[0]!.join(',')).toBe(
    `7,2026/05/20,普通預金,三菱UFJ,,,対象外,,8000,0,未収会費,,,東雲 花子,対象外,,8000,0,${text},,,,,,,,`,
  );
  expect(write('yayoi', compound, 7).map((row) => row.join(','))).toEqual([
    `2110,,,2026/05/21,未収会費,,,対象外,14580,0,会費収入,正会員,,対象外,8000,0,${text},,,3,,,0,0,no`,
    `2100,,,2026/05/21,,,,,0,,会費収入,正会員,,課税売上込10%,5500,500,${text},,,3,,,0,0,no`,
    `2101,,,2026/05/21,,,,,0,,会費収入,正会員,,課税売上込軽減8%,1080,80,${text},,,3,,,0,0,no`,
  ]);
  // A side that is missing is blank.
  expect(write('freee', compound, 8)[1]!.slice(4, 18)).toEqual(Array.from({ length: 14 }, () => ''));
  expect(write('moneyforward', compound, 8)[1]!.slice(2, 10)).toEqual(Array.from({ length: 8 }, () => ''));
});

test.each([
  ['freee', ['対象外', '非課売上', '課税売上10%', '課税売上8%（軽）', '課対仕入10%']],
  ['moneyforward', ['対象外', '非課税売上', '課税売上 10%', '課税売上 (軽)8%', '課税仕入 10%']],
  ['yayoi', ['対象外', '非課売上', '課税売上込10%', '課税売上込軽減8%', '課対仕入込10%']],
] as const)('%s tells the categories of tax apart by its own words', (format, words) => {
  const taxes = ['out_of_scope', 'exempt', 'standard_10', 'reduced_8', 'purchase_10'] as const;
  const column = { freee: 16, moneyforward: 6, yayoi: 7 }[format];
  const of = (tax: (typeof taxes)[number]) => ({ ...simple, lines: [line('debit', 'annual', 1100, tax), line('credit', 'bank', 1100)] });
  expect(taxes.map((tax) => write(format, of(tax))[0]![column])).toEqual(words);
});

test('several lines on either side are as many as the longer side, each debit beside a credit as long as there are any', () => {
  const wide: Journal = {
    ...simple,
    lines: [
      line('debit', 'bank', 1),
      line('debit', 'cash', 2),
      line('debit', 'clearing', 3),
      line('credit', 'annual', 4),
      line('credit', 'deposit', 2),
    ],
  };
  expect([countRows(wide), write('yayoi', wide).length]).toEqual([3, 3]);
  expect(write('yayoi', wide).map((row) => [row[0], row[8], row[14]])).toEqual([
    ['2110', '1', '4'],
    ['2100', '2', '2'],
    ['2101', '3', '0'],
  ]);
  // A line with a debit alone says what that is for.
  const last = { ...wide.lines[2]!, text: '借方だけ' };
  expect(write('yayoi', { ...wide, lines: wide.lines.with(2, last) })[2]![16]).toBe('借方だけ');
  const pair = {
    ...simple,
    lines: [
      { ...simple.lines[0]!, text: '借方' },
      { ...simple.lines[1]!, text: '貸方' },
    ],
  };
  expect(write('yayoi', pair)[0]![16]).toBe('貸方');
});

test('取引先 stands where money is owed or earned, and nowhere if the organisation wants none', () => {
  const partnerOf = (role: AccountRole, partner = true) =>
    journalRows({ ...simple, lines: [line('debit', role, 5), line('credit', 'annual', 5)] }, 1, {
      format: 'moneyforward',
      settings: { accounts, partner },
      rounding: 'floor',
    })[0]![5];
  const without = accountRoles.filter((role) => partnerOf(role) === '');
  expect(without.toSorted()).toEqual(['bank', 'cash', 'clearing', 'debit', 'postal', 'writeOff']);
  expect(accountRoles.filter((role) => partnerOf(role, false) !== '')).toEqual([]);
});

test('a wording is cut where the program cuts it, and a letter of full width counts twice for 弥生', () => {
  const textOf = (format: keyof typeof bookHeads, text: string) => {
    const row = write(format, { ...simple, lines: simple.lines.map((one) => ({ ...one, text })) })[0]!;
    return row[{ freee: 32, moneyforward: 18, yayoi: 16 }[format]]!;
  };
  expect(textOf('freee', '会'.repeat(251))).toBe('会'.repeat(250));
  expect(textOf('moneyforward', '会'.repeat(201))).toBe('会'.repeat(200));
  expect(textOf('yayoi', 'ｱ'.repeat(64))).toBe('ｱ'.repeat(64));
  expect(textOf('yayoi', ` ~${'a'.repeat(70)}`)).toBe(` ~${'a'.repeat(62)}`);
  expect(textOf('yayoi', `a${'会'.repeat(40)}`)).toBe(`a${'会'.repeat(31)}`);
  expect(textOf('yayoi', `${'ｱ'.repeat(63)}会b`)).toBe('ｱ'.repeat(63));
  const tooLong = (account: string, sub = '') =>
    (['freee', 'moneyforward', 'yayoi'] as const).map((format) => isTooLong(format, { account, sub }));
  expect([tooLong('会'.repeat(12)), tooLong('会'.repeat(13)), tooLong('ｱ'.repeat(24))]).toEqual([
    [false, false, false],
    [false, false, true],
    [false, false, false],
  ]);
  expect([tooLong('会'.repeat(30)), tooLong('会'.repeat(31)), tooLong('', '会'.repeat(31))]).toEqual([
    [false, false, true],
    [true, true, true],
    [true, true, true],
  ]);
});
