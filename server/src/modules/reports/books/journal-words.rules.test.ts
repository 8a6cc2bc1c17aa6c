import { PaymentMethod } from '@tsudoi/shared/contracts/payments/payment.contract';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { yen } from '@tsudoi/shared/kernel/yen';
import { describe, expect, it } from 'vitest';
import { type Bill, Office, accrual, cash } from '../../../../test/journal-office.factory.ts';
import { type Entry, balanceOf, billJournals, isOwedByPlatform, journalOf, recognisedOn } from './journal.rules.ts';

const plain = 'out_of_scope' as const;
const entry = (role: Entry['role'], amount: number, text = 'text', tax: Entry['tax'] = plain): Entry => ({
  role,
  tax,
  amount: yen(amount),
  text,
});
const day = jstDate('2026-05-20');
const texts = (office: Office, terms = accrual) => office.journals(terms).map(({ lines }) => lines.map(({ text }) => text));

describe('one 仕訳', () => {
  it('has its debits first, and one line for each account, tax and wording', () => {
    const entries = [
      entry('annual', 300),
      entry('bank', -1000),
      entry('annual', 200),
      entry('annual', 400, 'other'),
      entry('annual', 100, 'text', 'exempt'),
    ];
    expect(journalOf('key', day, 'partner', entries)).toEqual({
      key: 'key',
      on: day,
      partner: 'partner',
      lines: [
        { side: 'debit', role: 'bank', tax: plain, amount: 1000, text: 'text' },
        { side: 'credit', role: 'annual', tax: plain, amount: 500, text: 'text' },
        { side: 'credit', role: 'annual', tax: plain, amount: 400, text: 'other' },
        { side: 'credit', role: 'annual', tax: 'exempt', amount: 100, text: 'text' },
      ],
    });
  });

  it('is none where nothing moves, and never one that does not balance', () => {
    expect(journalOf('key', day, '', [])).toBeNull();
    expect(journalOf('key', day, '', [entry('bank', 500), entry('bank', -500), entry('annual', 0)])).toBeNull();
    expect(() => journalOf('key', day, '', [entry('bank', -500), entry('annual', 499)])).toThrow(new RangeError('key does not balance'));
  });
});

describe('what the lines of a 仕訳 say, and whose it is', () => {
  it('a bill, its adjustment and its cancellation', () => {
    const office = new Office();
    const bill = office.bill(jstDate('2026-05-01'), 2026, [[8000, plain]]);
    office.amend(bill, jstDate('2026-05-02'), -1000);
    office.amend(bill, jstDate('2026-05-03'), 400);
    office.cancel(bill, jstDate('2026-05-04'));
    const rest = '2026年度 年会費 東雲 花子 100001';
    expect(texts(office)).toEqual(
      ['請求計上', '請求の調整', '請求の調整', '請求取消'].map((what) => [`${what} ${rest}`, `${what} ${rest}`]),
    );
    expect(office.journals(accrual).map(({ key, partner }) => [key, partner])).toEqual(
      ['open', 'amend:0', 'amend:1', 'cancel'].map((act) => [`${bill._id}:${act}`, '東雲 花子']),
    );
    expect(office.journals(cash)).toEqual([]);
  });

  it('money that came, went, came back, and was put elsewhere', () => {
    const office = new Office();
    const [one, next] = [2026, 2027].map((year) => office.bill(jstDate('2026-05-01'), year, [[8000, plain]])) as [Bill, Bill];
    const payment = office.pay(day, [[one, 8000]], { method: 'postal_transfer', advance: 2000 });
    office.put(jstDate('2026-05-21'), payment, next, 1500, 'use');
    office.take(jstDate('2026-05-22'), payment, 500, { money: true, from: null });
    office.comeBack(jstDate('2026-05-23'), payment, 500);
    const own = '郵便振替 東雲 花子 100001';
    const [words, ahead] = ['郵便振替 2026年度 年会費 東雲 花子 100001', '郵便振替 2027年度 年会費 東雲 花子 100001'];
    const moved = '前受会費の振替 2027年度 年会費 東雲 花子 100001';
    expect(texts(office).slice(2)).toEqual([
      [`入金 ${own}`, `入金 ${words}`, `入金 ${own}`],
      [`充当 ${own}`, `充当 ${ahead}`],
      [moved, moved],
      [`返金 ${own}`, `返金 ${own}`],
      [`返金の組戻し ${own}`, `返金の組戻し ${own}`],
    ]);
    expect(office.journals(accrual).map(({ partner }) => partner)).toEqual(Array.from({ length: 7 }, () => '東雲 花子'));
    expect(office.journals(accrual).find(({ lines }) => lines[0]!.text === moved)!.key).toMatch(/:year:bill_1$/);
  });

  it('a waived shortage is named as what it is, and somebody without a number by the name alone', () => {
    const office = new Office();
    const bill = office.bill(jstDate('2026-05-01'), 2026, [[8000, plain]]);
    Object.assign(bill, { memberNumber: '' });
    const payment = office.pay(day, [[bill, 8000]], { method: 'write_off' });
    Object.assign(payment, { memberNumber: '' });
    expect(texts(office)[1]).toEqual(['不足分の免除 東雲 花子', '不足分の免除 2026年度 年会費 東雲 花子']);
    Object.assign(bill, { memberName: '' });
    expect(texts(office)[0]).toEqual(['請求計上 2026年度 年会費', '請求計上 2026年度 年会費']);
  });
});

describe('which account money lies in', () => {
  it('PAY-21, POU-02: of the platform until the payout is what came through it, and nothing else', () => {
    expect(PaymentMethod.options.filter(isOwedByPlatform).toSorted()).toEqual(['card', 'konbini', 'payeasy', 'virtual_account'].toSorted());
    const role = (method: (typeof PaymentMethod.options)[number]) => {
      const office = new Office();
      const bill = office.bill(jstDate('2026-05-01'), 2026, [[8000, plain]]);
      office.pay(day, [[bill, 8000]], { method });
      return office.journals(accrual).at(-1)!.lines[0]!.role;
    };
    expect(Object.fromEntries(PaymentMethod.options.map((method) => [method, role(method)]))).toEqual({
      card: 'clearing',
      konbini: 'clearing',
      payeasy: 'clearing',
      virtual_account: 'clearing',
      direct_debit: 'debit',
      bank_transfer: 'bank',
      postal_transfer: 'postal',
      cash: 'cash',
      write_off: 'writeOff',
    });
  });
});

describe('when dues are of their year', () => {
  const office = new Office();
  const bill = office.bill(jstDate('2026-05-01'), 2026, [[8000, plain]]);
  const ahead = office.bill(jstDate('2026-02-01'), 2026, [[8000, plain]]);
  const draft: Bill = { ...bill, confirmedAt: null };

  it('by 発生主義 when they are billed, or on the first day of their year; by 現金主義 from the first day, or at once', () => {
    expect([bill, ahead, draft].map((one) => recognisedOn(one, accrual))).toEqual(['2026-05-01', '2026-04-01', '2026-04-01']);
    expect([bill, ahead, draft].map((one) => recognisedOn(one, cash))).toEqual(['2026-04-01', '2026-04-01', '2026-04-01']);
    const atOnce = { ...cash, deferPrepaid: false };
    expect(recognisedOn(bill, atOnce) < '1900-01-01').toBe(true);
    // By 発生主義 it is never at once.
    expect(recognisedOn(ahead, { ...accrual, deferPrepaid: false })).toBe('2026-04-01');
  });

  it('a draft is in no book, and neither is what was cancelled before its year; on its first day it is', () => {
    expect(billJournals(draft, accrual)).toEqual([]);
    const gone = (on: string) => {
      const own = new Office();
      const one = own.bill(jstDate('2026-02-01'), 2026, [[8000, plain]]);
      own.cancel(one, jstDate(on));
      return own.journals(accrual).map((journal) => journal.on);
    };
    expect([gone('2026-03-31'), gone('2026-04-01')]).toEqual([[], ['2026-04-01', '2026-04-01']]);
  });

  it('what is adjusted on the first day of the year has its own journal', () => {
    const own = new Office();
    const one = own.bill(jstDate('2026-02-01'), 2026, [[8000, plain]]);
    own.amend(one, jstDate('2026-04-01'), -1000);
    expect(own.journals(accrual).map(({ lines }) => lines[0]!.amount)).toEqual([8000, 1000]);
  });

  it('money that comes on the first day of the year is of that year, the day before it waits', () => {
    const prepaid = (on: string) => {
      const own = new Office();
      own.pay(jstDate(on), [[own.bill(jstDate('2026-02-01'), 2026, [[8000, plain]]), 8000]]);
      return balanceOf(own.journals(accrual, jstDate(on)), 'prepaid');
    };
    expect([prepaid('2026-03-31'), prepaid('2026-04-01')]).toEqual([8000, 0]);
  });
});
