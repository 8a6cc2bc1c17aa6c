import { newBillId, newMemberId, newOrgId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { yen } from '@tsudoi/shared/kernel/yen';
import { describe, expect, it } from 'vitest';
import type { NamedNumber } from '../payables/payable-keys.rules.ts';
import { evidenceOf, remitterKeys } from './evidence.rules.ts';

const deposit = { amount: yen(10_000), from: 'ﾐﾅﾄｷﾞﾝｺｳ ｴｷﾏｴ' };
const bill = (kana: string, amount = 10_000, number = '') => ({
  payableId: newBillId(),
  memberId: newMemberId(),
  amount: yen(amount),
  kana,
  numbers: number === '' ? [] : [number],
});
const known = (memberId = newMemberId(), more: object = {}) => ({
  orgId: newOrgId(),
  key: 'm:ﾄｳﾄﾀﾞｲｶﾞｸ',
  memberId,
  times: 2,
  lastOn: jstDate('2025-05-20'),
  from: deposit.from,
  ...more,
});

describe('what points to a member', () => {
  it('PAY-20: the number in the line comes before every namesake', () => {
    const [meant, namesake] = [bill('コバヤシユウ', 10_000, '20160233'), bill('コバヤシユウ')];
    const found = evidenceOf(
      deposit,
      [{ shown: '2016-0233', key: '20160233' }],
      'コバヤシユウ',
      new Map([
        ['#20160233', [meant]],
        ['k:コバヤシユウ', [namesake, meant]],
      ]),
      [],
    );
    expect(found.map(({ memberId, number, kana }) => ({ memberId, number, kana }))).toEqual([
      { memberId: meant.memberId, number: '2016-0233', kana: true },
      { memberId: namesake.memberId, number: null, kana: true },
    ]);
  });

  it('PAY-20: where a number is somebody’s with its letters, the figures in it are nobody else’s', () => {
    const [whole, figures] = [bill('コバヤシユウ', 10_000, 'MEM0005'), bill('タナカヒロシ', 10_000, '0005')];
    const numbers: readonly NamedNumber[] = [
      { shown: 'MEM0005', key: 'MEM0005' },
      { shown: '0005', key: '0005', within: 'MEM0005' },
    ];
    const members = (byKey: [string, (typeof whole)[]][]) =>
      evidenceOf(deposit, numbers, '', new Map(byKey), []).map(({ memberId }) => memberId);
    expect(
      members([
        ['#MEM0005', [whole]],
        ['#0005', [figures]],
      ]),
    ).toEqual([whole.memberId]);
    expect(members([['#0005', [figures]]])).toEqual([figures.memberId]);
  });

  it('at most twenty namesakes, those with a bill of the same sum first', () => {
    const others = Array.from({ length: 40 }, () => bill('タナカヒロシ', 9000));
    const same = bill('タナカヒロシ');
    const found = evidenceOf(deposit, [], 'タナカヒロシ', new Map([['k:タナカヒロシ', [...others, same]]]), []);
    expect(found).toHaveLength(20);
    expect(found[0]!.memberId).toBe(same.memberId);
  });

  it('a remitter who was confirmed before is the same sender only by the code or from the same branch', () => {
    const memberId = newMemberId();
    const learned = (more: object) => evidenceOf(deposit, [], '', new Map(), [known(memberId, more)])[0]!.learned;
    expect(learned({})).toEqual({ times: 2, lastOn: '2025-05-20', sameSender: true, sameCode: false });
    expect(learned({ from: 'ﾖｿｷﾞﾝｺｳ' })).toMatchObject({ sameSender: false });
    expect(learned({ key: 'c:0010012345', from: '' })).toMatchObject({ sameSender: true, sameCode: true });
    const both = [known(memberId, { key: 'c:0010012345', from: '' }), known(memberId)];
    expect(evidenceOf(deposit, [], '', new Map(), both)[0]!.learned).toMatchObject({ sameSender: true, sameCode: true });
    expect(remitterKeys({ senderCode: '', remitter: 'ﾄｳﾄ ﾀﾞｲｶﾞｸ' })).toEqual(remitterKeys({ senderCode: '', remitter: 'トウトダイガク' }));
  });

  it('a reference points to its bill, once; the name is looked at with every bill, and no name is nobody’s', () => {
    const [one, other] = [bill('コバヤシユウ', 4000), bill('コバヤシユウ', 6000)];
    const theirs = { ...other, memberId: one.memberId };
    const byKey = new Map([
      ['#2026000001', [one]],
      ['#2026000002', [theirs]],
    ]);
    const numbers = ['2026-000001', '2026-000002', '2026-000001'].map((shown) => ({ shown, key: shown.replace('-', '') }));
    const evidence = { memberId: one.memberId, number: null, reference: '2026-000001', learned: null };
    expect(evidenceOf(deposit, numbers, 'コバヤシユウ', byKey, [])).toEqual([
      { ...evidence, billIds: [one.payableId, theirs.payableId], kana: true },
    ]);
    const unnamed = new Map([['#2026000001', [{ ...one, kana: '' }]]]);
    expect(evidenceOf(deposit, numbers, '', unnamed, [])).toEqual([{ ...evidence, billIds: [one.payableId], kana: false }]);
  });

  it('the strongest stands first: a number, then the same sender, then somebody learned, then a name; the same sum breaks ties only', () => {
    const [numbered, sender, learned, named, same] = [
      bill('ソノタ', 1, '20160233'),
      bill('ソノタ', 2),
      bill('ソノタ', 3),
      bill('ヤマダハナ', 4),
      bill('ソノタ'),
    ];
    const byKey = new Map([
      ['k:ヤマダハナ', [named]],
      ['#9', [{ ...same, numbers: ['8'] }]],
      ['#20160233', [numbered]],
    ]);
    const rows = [known(learned.memberId, { from: 'ﾖｿｷﾞﾝｺｳ' }), known(sender.memberId)];
    const order = (numbers: readonly string[]) =>
      evidenceOf(
        deposit,
        numbers.map((key) => ({ shown: key, key })),
        'ヤマダハナ',
        byKey,
        rows,
      ).map(({ memberId }) => memberId);
    expect(order(['20160233'])).toEqual([numbered, sender, learned, named].map(({ memberId }) => memberId));
    // Of two with a number, the one whose bill is of the same sum.
    expect(order(['20160233', '9']).slice(0, 2)).toEqual([same.memberId, numbered.memberId]);
  });

  it('what was learned more than once is the most times, the last day, and the same sender if it ever was', () => {
    const memberId = newMemberId();
    const rows = [
      known(memberId, { times: 2, lastOn: jstDate('2025-05-20') }),
      known(memberId, { times: 5, lastOn: jstDate('2024-05-20'), from: 'ﾖｿｷﾞﾝｺｳ' }),
    ];
    const same = { times: 5, lastOn: '2025-05-20', sameSender: true, sameCode: false };
    for (const learned of [rows, rows.toReversed()]) expect(evidenceOf(deposit, [], '', new Map(), learned)[0]!.learned).toEqual(same);
    const nowhere = evidenceOf({ ...deposit, from: '' }, [], '', new Map(), [known(memberId, { from: '' })]);
    expect(nowhere[0]!.learned).toMatchObject({ sameSender: false });
  });

  it('a remitter is remembered under the code, and under the line without its spaces', () => {
    expect(remitterKeys({ senderCode: '0010012345', remitter: 'ﾄｳﾄ  ﾀﾞｲｶﾞｸ a' })).toEqual(['c:0010012345', 'm:トウトダイガクA']);
    expect(remitterKeys({ senderCode: '', remitter: '  ' })).toEqual([]);
  });
});
