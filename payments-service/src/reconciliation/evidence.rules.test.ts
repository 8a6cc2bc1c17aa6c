import { newBillId, newMemberId, newOrgId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { yen } from '@tsudoi/shared/kernel/yen';
import { describe, expect, it } from 'vitest';
import { evidenceOf, remitterKeys } from './evidence.rules.ts';

const deposit = { amount: yen(10_000), from: 'ﾐﾅﾄｷﾞﾝｺｳ ｴｷﾏｴ' };
const bill = (kana: string, amount = 10_000, number = '') => ({
  payableId: newBillId(),
  memberId: newMemberId(),
  amount: yen(amount),
  kana,
  number,
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
    expect(learned({})).toEqual({ times: 2, lastOn: '2025-05-20', sameSender: true });
    expect(learned({ from: 'ﾖｿｷﾞﾝｺｳ' })).toMatchObject({ sameSender: false });
    expect(learned({ key: 'c:0010012345', from: '' })).toMatchObject({ sameSender: true });
    expect(remitterKeys({ senderCode: '', remitter: 'ﾄｳﾄ ﾀﾞｲｶﾞｸ' })).toEqual(remitterKeys({ senderCode: '', remitter: 'トウトダイガク' }));
  });
});
