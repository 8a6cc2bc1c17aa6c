import { jstDate } from '@tsudoi/shared/kernel/jst';
import { type SampleDeposit, bankKana, sampleDepositFile } from '@tsudoi/shared/service/sample-deposits';
import { testRandom } from '@tsudoi/shared/service/test-random';
import { describe, expect, it } from 'vitest';
import { parseDepositNotice } from './parse.ts';

const today = jstDate('2026-05-12');
const deposit: SampleDeposit = { day: '080511', amount: 24_000, remitter: 'コバヤシ ユウ 20160233' };
const file = (deposits: readonly SampleDeposit[], more: object = {}) => sampleDepositFile({ made: '080512', deposits, ...more });
const read = (bytes: Uint8Array, on = today) => {
  const reading = parseDepositNotice(bytes, on);
  if (!reading.ok) throw new Error(`${reading.fault} in line ${reading.line}`);
  return { ...reading, lines: [...reading.lines] };
};
const faultOf = (bytes: Uint8Array) => {
  const reading = parseDepositNotice(bytes, today);
  return reading.ok ? null : `${reading.fault} ${reading.line}`;
};

describe('a bank’s deposit notice of 200 bytes (providers.md 8)', () => {
  it('gives account, day, sum, remitter, sender and bank, with and without line ends', () => {
    for (const lineEnd of ['', '\n', '\r\n'] as const) {
      const { lines, count, total, accounts } = read(file([deposit, { ...deposit, amount: 1, senderCode: '0010012345' }], { lineEnd }));
      expect([count, total]).toEqual([2, 24_001]);
      expect(accounts[0]).toMatchObject({ bankCode: '0001', branchCode: '001', kind: '1', number: '1234567', branchName: 'ﾎﾝﾃﾝ' });
      expect(lines[0]).toMatchObject({
        line: 2,
        inquiryNumber: '000001',
        bookedOn: '2026-05-11',
        amount: 24_000,
        senderCode: '',
        remitter: 'ｺﾊﾞﾔｼ ﾕｳ 20160233',
        bank: 'ﾐﾅﾄｷﾞﾝｺｳ',
        branch: 'ｴｷﾏｴ',
        cancels: false,
      });
      expect(lines[1]).toMatchObject({ amount: 1, senderCode: '0010012345' });
    }
  });

  it('whatever is written comes back, byte for byte of the same length', () => {
    const random = testRandom(20_260_512);
    const names = ['ガク)トウウンガクエン', 'パク ヨンギ', 'ヴァンドール リナ', 'SUZUKI TARO 2026-0001', 'カ)ミナト'];
    for (let round = 0; round < 60; round += 1) {
      const deposits = Array.from({ length: 1 + random.below(40) }, (_, at): SampleDeposit => ({
        day: `08050${1 + random.below(9)}`,
        amount: 1 + random.below(9_999_999),
        remitter: `${names[random.below(names.length)]!} ${random.below(100_000)}`,
        inquiryNumber: String(at + 1),
        cancels: random.percent(10),
      }));
      const { lines, total } = read(file(deposits, { lineEnd: random.percent(50) ? '' : '\r\n' }));
      expect(lines.map(({ amount, cancels, remitter }) => ({ amount, cancels, remitter }))).toEqual(
        deposits.map(({ amount, cancels, remitter }) => ({ amount, cancels, remitter: bankKana(remitter).slice(0, 48).trim() })),
      );
      expect(total).toBe(deposits.reduce((sum, one) => sum + (one.cancels ? 0 : one.amount), 0));
    }
  });

  it('its lines can be gone through again, and are the same (performance.md P7)', () => {
    const reading = parseDepositNotice(file([deposit, { ...deposit, amount: 1 }]), today);
    if (!reading.ok) throw new Error(reading.fault);
    const first = [...reading.lines];
    expect(first).toHaveLength(2);
    expect([...reading.lines]).toEqual(first);
  });

  it('days are years of an era: the newest that is not to come, for the whole file', () => {
    const on = (made: string, day: string, now: string) =>
      read(sampleDepositFile({ made, deposits: [{ ...deposit, day }] }), jstDate(now)).lines[0]!.bookedOn;
    expect(on('280504', '280503', '2016-05-10')).toBe('2016-05-03');
    expect(on('280504', '280503', '2026-05-10')).toBe('2016-05-03');
    expect(on('070410', '070410', '2025-04-11')).toBe('2025-04-10');
    expect(on('080104', '071230', '2026-01-05')).toBe('2025-12-30');
    expect(on('260512', '260511', '2026-05-12')).toBe('2026-05-11');
  });

  it('case 44: what is no notice of deposits, or not all of one, is refused with the line', () => {
    const whole = file([deposit, deposit]);
    const text = Buffer.from(whole).toString('latin1');
    const changed = (from: string | RegExp, to: string) => Uint8Array.from(Buffer.from(text.replace(from, to), 'latin1'));
    expect(faultOf(new Uint8Array())).toBe('empty 0');
    expect(faultOf(Buffer.from('会員番号,金額\r\n1,2\r\n'))).toBe('not_deposit_notice 1');
    expect(faultOf(changed('1010', '1910'))).toBe('debit_file 1');
    expect(faultOf(file([deposit, deposit], { trailer: { count: 2, amount: 47_999 } }))).toBe('trailer_mismatch 4');
    expect(faultOf(file([deposit, deposit], { trailer: { count: 3, amount: 48_000 } }))).toBe('trailer_mismatch 4');
    expect(faultOf(changed('0000024000', '00000240O0'))).toBe('bad_amount 2');
    expect(faultOf(file([{ ...deposit, day: '080532' }]))).toBe('bad_date 2');
    expect(faultOf(file([{ ...deposit, day: '080513' }]))).toBe('bad_date 2');
    expect(faultOf(changed(/\r\n8.{199}/, ''))).toBe('no_trailer 4');
    expect(faultOf(Buffer.concat([whole, whole]))).toBe('after_end 6');
    for (let end = 402; end < whole.length - 402; end += 37) expect(parseDepositNotice(whole.subarray(0, end), today).ok).toBe(false);
  });

  it('any byte that is another is either seen or only in a text: no sum changes silently', () => {
    const random = testRandom(44);
    const whole = file([deposit, { ...deposit, amount: 10_000 }]);
    for (let round = 0; round < 400; round += 1) {
      const broken = Uint8Array.from(whole);
      broken[random.below(whole.length)] = random.below(256);
      const reading = parseDepositNotice(broken, today);
      if (reading.ok) expect([...reading.lines].reduce((sum, line) => sum + (line.cancels ? 0 : line.amount), 0)).toBe(reading.total);
    }
  });

  it('kana that an editor saved as UTF-8, trimmed lines, a name in kanji and two accounts are read too', () => {
    const latin = Buffer.from(file([deposit])).toString('latin1');
    const utf8 = Buffer.from(latin.replace(/[\u00a1-\u00df]/g, (byte) => String.fromCharCode(byte.charCodeAt(0) - 0xa1 + 0xff61)));
    expect(read(utf8).lines[0]!.remitter).toBe('ｺﾊﾞﾔｼ ﾕｳ 20160233');
    expect(read(Buffer.from(latin.replaceAll(/ +\r\n/g, '\r\n'), 'latin1')).lines[0]!.branch).toBe('ｴｷﾏｴ');
    const kanji = Uint8Array.from(file([deposit], { lineEnd: '' }));
    kanji.set([0x8b, 0xe0, 0x8d, 0x82], 249);
    expect(read(kanji).lines[0]!.remitter).toMatch(/^金高/);
    const first = Buffer.from(file([deposit], { account: '7654321', lineEnd: '' }));
    const both = Buffer.concat([first.subarray(0, 600), Buffer.from(file([deposit], { lineEnd: '' }))]);
    expect(read(both).lines.map((line) => line.account.number)).toEqual(['7654321', '1234567']);
  });
});
