import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { newProviderAccountId } from '@tsudoi/shared/kernel/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertAccount } from '../../src/accounts/account.repository.ts';
import { sealSecret } from '../../src/platform/secret-box.ts';
import { chargeStories } from '../charge-stories.ts';
import { gmoNotice, gmoSend, received, refused } from '../gmo-notices.ts';
import { type Rig, startRig } from '../rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.stop());
const { opened, announced, becomes, quiet, money, reasons, silence, takeCash, stateOf, inbox } = chargeStories(() => rig, 'gmo-pg');

// Each waits until three denials have been heard, in an organisation of its own: at once.
describe.concurrent('T8: a notice without a signature is nobody’s word', () => {
  it('T8: whatever a forger tells who knows the shop, only what the gateway says counts', async () => {
    const unpaid = await opened('konbini');
    await announced(unpaid);
    await silence(unpaid);
    for (const [status, changes] of [
      ['PAYSUCCESS', {}],
      ['PAYSUCCESS', { Amount: '1' }],
      ['EXPIRED', {}],
      ['CANCEL', {}],
      ['CAPTURE', { PayType: '0' }],
      ['RETURN', {}],
    ] as const)
      expect(await gmoSend(unpaid.callbackUrl, gmoNotice(unpaid.secret, unpaid.charge, status, changes))).toBe(received);
    await quiet(unpaid.orgId);
    expect(await stateOf(unpaid.orgId, unpaid.charge)).toBe('awaiting');
    expect(await money(unpaid.orgId)).toEqual([]);
    expect(await reasons(unpaid.orgId)).toEqual([]);
    // A paid one is paid at the sum that the gateway knows, whatever the notice says.
    await takeCash(unpaid);
    expect(await gmoSend(unpaid.callbackUrl, gmoNotice(unpaid.secret, unpaid.charge, 'EXPIRED', { Amount: '9999999' }))).toBe(received);
    await becomes(unpaid, 'final');
    await quiet(unpaid.orgId);
    expect((await rig.messages(unpaid.orgId, 'payments.money.settled'))[0]!.payload).toMatchObject({ amount: 10_000 });
  });

  it('provider case 22: an order that the gateway denies is kept and acknowledged, and makes no work for anybody', async () => {
    const { orgId, callbackUrl, secret } = await opened('konbini');
    const stranger = { paymentNumber: '9000000000000', providerIds: {}, amount: 500, method: 'konbini' } as never;
    expect(await gmoSend(callbackUrl, gmoNotice(secret, stranger, 'PAYSUCCESS'))).toBe(received);
    await quiet(orgId);
    expect(await inbox(orgId)).toContainEqual(expect.objectContaining({ source: 'hint', state: 'done', outcome: 'denied' }));
    expect(await reasons(orgId)).toEqual([]);
  });

  it('provider case 23: one organisation’s shop cannot speak of another’s charge', async () => {
    const victim = await opened('konbini');
    await announced(victim);
    await silence(victim);
    await takeCash(victim);
    const attacker = await rig.organization('gmo-pg');
    expect(await gmoSend(attacker.callbackUrl, gmoNotice(attacker.secret, victim.charge, 'PAYSUCCESS'))).toBe(received);
    await quiet(attacker.orgId);
    expect(await stateOf(victim.orgId, victim.charge)).toBe('awaiting');
    expect(await money(attacker.orgId)).toEqual([]);
  });
});

describe('T1: what is refused is stored nowhere', () => {
  it('provider case 24 40: another shop, another’s address, a live account told of a trial: `1`, and none is accepted', async () => {
    const one = await opened('konbini');
    const other = await opened('konbini');
    await announced(one);
    const live = newProviderAccountId();
    const key = rig.env['SECRETS_KEY']!;
    await insertAccount(rig.database.databases.payments, mintOrgScope(one.orgId), {
      _id: live,
      orgId: one.orgId,
      provider: 'gmo-pg',
      mode: 'live',
      methods: [],
      sealedApiKey: sealSecret('{}', key),
      sealedWebhookSecrets: [sealSecret('shop00000000', key)],
      connectedAt: new Date(),
    });
    const before = (await inbox(one.orgId)).length;
    const own = gmoNotice(one.secret, one.charge, 'PAYSUCCESS');
    const liveUrl = one.callbackUrl.replace(one.accountId, live);
    const tries = [
      [one.callbackUrl, gmoNotice(other.secret, one.charge, 'PAYSUCCESS')],
      [one.callbackUrl, gmoNotice('', one.charge, 'PAYSUCCESS')],
      [one.callbackUrl, own.replace(/ShopID=[^&]*&/, '')],
      [one.callbackUrl, gmoNotice(one.secret.toUpperCase(), one.charge, 'PAYSUCCESS')],
      [one.callbackUrl, gmoNotice(`${one.secret}0`, one.charge, 'PAYSUCCESS')],
      [other.callbackUrl, own],
      [liveUrl, own],
      [one.callbackUrl.replace(one.accountId, 'pac_01JZZZZZZZZZZZZZZZZZZZZZZZ'), own],
    ] as const;
    for (const [url, body] of tries) expect(await gmoSend(url, body), body).toBe(refused);
    expect(await inbox(one.orgId)).toHaveLength(before);
    expect(await stateOf(one.orgId, one.charge)).toBe('awaiting');
  });

  it('provider case 33 36: no form, an empty one, JSON, a field twice: `1`; keys nobody knows are ignored', async () => {
    const { orgId, callbackUrl, secret, charge } = await opened('konbini');
    await announced({ orgId });
    const before = (await inbox(orgId)).length;
    const own = gmoNotice(secret, charge, 'REQSUCCESS', { TranDate: '20260101000000' });
    expect(await gmoSend(callbackUrl, own, 'application/json')).toBe(refused);
    expect(await gmoSend(callbackUrl, JSON.stringify(Object.fromEntries(new URLSearchParams(own))))).toBe(refused);
    for (const body of ['', '&&&', `${own}&Amount=1`, `${own}&ShopID=${secret}`, `${own}&OrderID=1`, 'x='.repeat(5000)])
      expect(await gmoSend(callbackUrl, body), body.slice(0, 80)).toBe(refused);
    expect(await inbox(orgId)).toHaveLength(before);
    expect(await gmoSend(callbackUrl, `${own}&ClientField1=a&ClientField1=b&Amount[]=1&__proto__=x&constructor[prototype]=y`)).toBe(
      received,
    );
    await quiet(orgId);
    expect(await stateOf(orgId, charge)).toBe('awaiting');
  });

  it('provider case 32 43: too much, or by GET and HEAD, does nothing', async () => {
    const { orgId, callbackUrl, secret, charge } = await opened('konbini');
    const body = gmoNotice(secret, charge, 'PAYSUCCESS');
    expect((await gmoSend(callbackUrl, `${body}&ClientField1=${'a'.repeat(300_000)}`)).startsWith('413 ')).toBe(true);
    for (const method of ['GET', 'HEAD', 'PUT']) expect((await fetch(`${callbackUrl}?${body}`, { method })).status).toBe(405);
    await quiet(orgId);
    expect(await stateOf(orgId, charge)).toBe('awaiting');
  });
});

describe('what is kept of a notice', () => {
  it('provider case 35 47: Shift_JIS kana, a broken byte and passwords: taken, followed, and none of them kept', async () => {
    const paid = await opened('konbini');
    await silence(paid);
    await takeCash(paid);
    const own = gmoNotice(paid.secret, paid.charge, 'PAYSUCCESS', { CardNo: '************1111' });
    // ソチ as raw bytes: the second byte of ソ is a backslash. The last byte is no letter at all.
    const bytes = Buffer.concat([Buffer.from(`${own}&CustomerKana=%83%5C&GanbInClientName=`), Buffer.from([0x83, 0x5c, 0x83, 0x60, 0xff])]);
    expect(await gmoSend(paid.callbackUrl, new Uint8Array(bytes))).toBe(received);
    await becomes(paid, 'final');
    const rows = await inbox(paid.orgId);
    expect(rows.length).toBeGreaterThan(1);
    // The figures of the card alone would be found in a notice of eleven past eleven, too: they never stand without their stars.
    for (const row of rows) expect(Buffer.from(row.body.buffer).toString('latin1')).not.toMatch(/Pass|CardNo|Name|Kana|\*/);
  });

  it('provider case 35: what is kept stands there in the bytes that came, raw or behind percent signs, also what is no letter', async () => {
    const paid = await opened('konbini');
    await silence(paid);
    await takeCash(paid);
    // 表 and ソ end in a backslash; FF is no letter of Shift_JIS, and E8 A1 A8 is 表 in UTF-8, which nobody takes it for.
    const kept = Buffer.concat([
      Buffer.from('GanbBankName='),
      Buffer.from([0x95, 0x5c, 0x83, 0x5c, 0x20]),
      Buffer.from('&GanbBranchName=%95%5C%83%5c+%ff&GanbAccountHolderName='),
      Buffer.from([0x83, 0xff, 0xe8, 0xa1, 0xa8]),
    ]);
    const own = Buffer.from(`${gmoNotice(paid.secret, paid.charge, 'PAYSUCCESS')}&CustomerName=%83%5C&`);
    expect(await gmoSend(paid.callbackUrl, new Uint8Array(Buffer.concat([own, kept])))).toBe(received);
    await becomes(paid, 'final');
    await quiet(paid.orgId);
    expect(await money(paid.orgId)).toEqual(['settled']);
    expect(await reasons(paid.orgId)).toEqual([]);
    const told = (await inbox(paid.orgId)).filter(({ body }) => Buffer.from(body.buffer).includes(kept));
    expect(told).toMatchObject([{ source: 'hint', state: 'done', outcome: 'asked' }]);
  });

  it('provider case 39: a method that no charge has is kept and acknowledged', async () => {
    const { orgId, callbackUrl, secret, charge } = await opened('konbini');
    expect(await gmoSend(callbackUrl, gmoNotice(secret, charge, 'REQSALES', { PayType: '45' }))).toBe(received);
    await quiet(orgId);
    expect(await inbox(orgId)).toContainEqual(expect.objectContaining({ source: 'hint', state: 'done', outcome: 'nothing_to_do' }));
    expect(await stateOf(orgId, charge)).toBe('awaiting');
  });
});
