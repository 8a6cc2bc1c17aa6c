import { newBillId, newMailId, newMemberId, newOrgId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { describe, expect, it } from 'vitest';
import { billToken, isSigned, readBillToken, withBillDoor } from './bill-door.ts';
import type { MailRow } from './mail-outbox.ts';

const keys = { env: { PASSWORD_PEPPER: 'pepper-for-tests-only-0123456789' } } as Parameters<typeof billToken>[0];
const signed = { orgId: newOrgId(), billId: newBillId(), memberId: newMemberId(), until: jstDate('2026-06-19') };
const opens = (token: string, whose: Parameters<typeof isSigned>[2] = signed, with_ = keys) => {
  const claimed = readBillToken(token);
  return claimed !== null && isSigned(with_, claimed, whose);
};

describe('row 11: the way from a mail to one bill', () => {
  it('row 11: opens the bill it was signed for, in its organisation, for its member, with our key, and nothing else', () => {
    const token = billToken(keys, signed);
    expect(readBillToken(token)).toMatchObject({ billId: signed.billId, until: signed.until });
    expect(opens(token)).toBe(true);
    expect(opens(token, { ...signed, orgId: newOrgId() })).toBe(false);
    expect(opens(token, { ...signed, memberId: newMemberId() })).toBe(false);
    const other = { env: { PASSWORD_PEPPER: 'another-pepper-for-tests-0123456789' } } as typeof keys;
    expect(opens(token, signed, other)).toBe(false);
  });

  it('row 11: no letter of it can be changed, cut or added, the last one and the day included', () => {
    const token = billToken(keys, signed);
    const others = Array.from(token, (letter, at) =>
      '0123456789ABCDEFGHJKMNPQRSTVWXYZabcz_-'.split('').map((one) => [at, letter, one] as const),
    ).flat();
    const changed = others
      .filter(([, letter, one]) => letter !== one)
      .map(([at, , one]) => `${token.slice(0, at)}${one}${token.slice(at + 1)}`);
    expect(changed.length).toBeGreaterThan(2000);
    expect([...changed, token.slice(1), token.slice(0, -1), `${token}A`, token.toLowerCase(), ''].filter((one) => opens(one))).toEqual([]);
  });

  it('row 11: a mail gets it as it leaves, thirty days from its writing, each time the same; its row never holds it', () => {
    const link = `https://tsudoi.example/aoba/my/pay/${signed.billId}`;
    const row = {
      _id: newMailId(),
      orgId: signed.orgId,
      link,
      text: `こちらから：\n${link}\n`,
      opens: { billId: signed.billId, memberId: signed.memberId },
      createdAt: new Date('2026-05-20T15:00:00Z'),
    } as MailRow;
    const sent = withBillDoor(keys, row);
    expect(sent.link).toBe(`https://tsudoi.example/aoba/p#token=${billToken(keys, { ...signed, until: jstDate('2026-06-20') })}`);
    expect(sent.text).toBe(`こちらから：\n${sent.link}\n`);
    expect(withBillDoor(keys, row)).toEqual(sent);
    expect(row.text).toContain(link);
    const { opens: _none, ...plain } = row;
    expect(withBillDoor(keys, plain as MailRow)).toEqual(plain);
  });
});
