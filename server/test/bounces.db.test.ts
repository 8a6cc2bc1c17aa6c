import { createHmac, randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { MailId } from '@tsudoi/shared/kernel/ids';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createHttp } from '../src/app/http.ts';
import { dunningLetters } from '../src/modules/dunning/dunning-notice.service.ts';
import { bouncedMembers, bouncingOf, trustAddress } from '../src/modules/mail/bounce.service.ts';
import { startMailSender } from '../src/modules/mail/mail.jobs.ts';
import type { MemberDocument } from '../src/modules/members/member.repository.ts';
import { readServerEnv } from '../src/platform/environment.ts';
import { type MailPurpose, type MailRow, enqueueMail } from '../src/platform/mail-outbox.ts';
import { shortSubject } from '../src/platform/mail-subject.ts';
import { codeOf, openBill } from './billing.factory.ts';
import { dunningDesk } from './dunning.factory.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

const key = Buffer.from('a signing key of thirty-two bytes').toString('base64');
const secret = `whsec_${key}`;
let server: TestServer;
let web: Server;
let address: string;
let org: TestOrganization;

beforeAll(async () => {
  server = await startTestServer('2026-06-08T01:00:00Z');
  const env = { ...server.platform.env, MAIL_DRIVER: 'resend' as const, RESEND_API_KEY: 're_test', RESEND_WEBHOOK_SECRET: secret };
  web = createHttp({ ...server.platform, env }, { handle: () => Promise.resolve(false) } as never).listen(0, '127.0.0.1');
  await new Promise((resolve) => web.once('listening', resolve));
  address = `http://127.0.0.1:${(web.address() as AddressInfo).port}/api/mail-events`;
});
afterAll(async () => {
  web.close();
  await server.close();
});
beforeEach(async () => {
  org = await openOrganization(server);
  await mails().deleteMany({});
});

const mails = () => server.platform.databases.server.collection<MailRow>('mails');
const housed = { postalCode: '1010054', address: '東京都千代田区神田錦町3丁目11番' };
const plain = { link: null, subject: shortSubject('会', '件名'), text: '本文' };

/** Hands over what waits, to a post office that takes all. */
async function post(): Promise<void> {
  const sender = startMailSender(server.platform, {
    send: ({ _id }) => Promise.resolve({ outcome: 'sent', providerMessageId: `re_${_id}` }),
  });
  await sender.drain();
  await sender.stop();
}
/** A mail about an open bill of theirs that has left. */
async function sentTo(
  member: MemberDocument,
  keyOf = `bill-opened:${randomUUID()}`,
  purpose: MailPurpose = 'bill_opened',
): Promise<MailRow> {
  const { platform } = server;
  const draft = { ...plain, purpose, to: member.contactEmail, idempotencyKey: keyOf };
  await enqueueMail(platform.databases.server, org.scope, draft, new Date());
  await post();
  return (await mails().findOne({ orgId: org.scope.orgId, idempotencyKey: keyOf }))!;
}
const bounced = ({ _id, to }: Pick<MailRow, '_id' | 'to'>, type = 'Permanent', given: object = {}) => ({
  type: 'email.bounced',
  created_at: new Date().toISOString(),
  data: { email_id: `re_${_id}`, to: [to], tags: { mail: _id }, bounce: { type, subType: 'General', message: 'x' }, ...given },
});

/** As the provider signs it; `forged` changes the body afterwards. */
async function tell(event: unknown, given: { at?: Date; forged?: (body: string) => string; signature?: string } = {}): Promise<number> {
  const body = JSON.stringify(event);
  const [id, timestamp] = [`msg_${randomUUID()}`, String(Math.floor((given.at ?? new Date()).getTime() / 1000))];
  const signature = createHmac('sha256', Buffer.from(key, 'base64')).update(`${id}.${timestamp}.${body}`).digest('base64');
  const headers = {
    'content-type': 'application/json',
    'svix-id': id,
    'svix-timestamp': timestamp,
    'svix-signature': given.signature ?? `v1,${signature}`,
  };
  return (await fetch(address, { method: 'POST', headers, body: given.forged?.(body) ?? body })).status;
}
const stateOf = async (mailId: MailId) => (await mails().findOne({ _id: mailId }))?.state;

describe('MAI-05: a mail that comes back after it has left', () => {
  it('MAI-05: flags the member, lists them, and goes by post, once however often the provider says it', async () => {
    const { platform } = server;
    const member = await org.addMember(housed);
    const bill = await openBill(server, org, member._id, 8000);
    const mail = await sentTo(member, `bill-opened:${bill._id}`);
    expect(await Promise.all([tell(bounced(mail)), tell(bounced(mail)), tell(bounced(mail))])).toEqual([200, 200, 200]);
    expect(await tell(bounced(mail))).toBe(200);
    expect(await stateOf(mail._id)).toBe('failed');
    expect(await bouncingOf(platform, org.scope, member._id)).toEqual({ addresses: [member.contactEmail] });
    expect((await bouncedMembers(platform, org.scope)).rows).toMatchObject([{ memberId: member._id, address: member.contactEmail }]);
    expect((await dunningLetters(platform, org.scope)).waiting).toMatchObject([{ memberId: member._id, about: 'bill' }]);
    const other = await openOrganization(server);
    expect((await bouncedMembers(platform, other.scope)).rows).toEqual([]);
    expect(await codeOf(bouncingOf(platform, other.scope, member._id))).toBe('NOT_FOUND');
    expect(await codeOf(trustAddress(platform, other.owner, { memberId: member._id, address: member.contactEmail }))).toBe('NOT_FOUND');
  });

  it('MAI-05: what is forged, altered, old or not signed at all is refused, and changes nothing', async () => {
    const mail = await sentTo(await org.addMember());
    const event = bounced(mail);
    expect(await tell(event, { forged: (body) => body.replace('General', 'Genera1') })).toBe(401);
    expect(await tell(event, { signature: `v1,${Buffer.alloc(32).toString('base64')}` })).toBe(401);
    expect(await tell(event, { signature: '' })).toBe(401);
    for (const ms of [-600_000, 600_000]) expect(await tell(event, { at: new Date(Date.now() + ms) })).toBe(401);
    const flipped = (at: number) => (body: string) => {
      const bytes = Buffer.from(body);
      bytes[(at * 7919) % bytes.length]! ^= 1 << (at % 7);
      return bytes.toString('utf8');
    };
    for (let at = 0; at < 200; at += 1) expect(await tell(event, { forged: flipped(at) }), String(at)).toBe(401);
    expect((await fetch(address, { method: 'POST', body: JSON.stringify(event) })).status).toBe(401);
    expect((await fetch(address)).status).toBe(404);
    expect(await stateOf(mail._id)).toBe('sent');
  });

  it('what is of no interest, of a mail of somebody else or of another message is taken and changes nothing', async () => {
    const mail = await sentTo(await org.addMember());
    expect(await tell({ ...bounced(mail), type: 'email.delivered' })).toBe(200);
    expect(await tell(bounced({ _id: mail._id, to: 'other@example.com' }))).toBe(200);
    expect(await tell(bounced(mail, 'Permanent', { email_id: 're_other' }))).toBe(200);
    expect(await tell(bounced(mail, 'Permanent', { tags: {} }))).toBe(200);
    expect(await stateOf(mail._id)).toBe('sent');
    // The sender has not written down yet that it left: the provider comes again.
    await mails().updateOne({ _id: mail._id }, { $set: { state: 'sending', providerMessageId: null } });
    expect(await tell(bounced(mail))).toBe(503);
  });

  it('what can go by post does not go to such an address, reminders go by letter, who waits for a password is tried, and whoever of the office says so writes to it again', async () => {
    const { platform } = server;
    const desk = dunningDesk(server, org);
    const member = await org.addMember(housed);
    await tell(bounced(await sentTo(member)));
    expect(await sentTo(member)).toMatchObject({ state: 'failed', attempts: 1 });
    expect(await sentTo(member, randomUUID(), 'password_reset')).toMatchObject({ state: 'sent' });
    await desk.bill(member._id, '2026-06-01');
    expect((await desk.plan()).rows).toMatchObject([{ memberId: member._id, channels: ['letter'] }]);
    const trusted = { memberId: member._id, address: member.contactEmail };
    await trustAddress(platform, org.owner, trusted);
    expect(await codeOf(trustAddress(platform, org.owner, trusted))).toBe('NOT_FOUND');
    expect((await desk.plan()).rows).toMatchObject([{ memberId: member._id, channels: ['mail'] }]);
    expect(await sentTo(member)).toMatchObject({ state: 'sent' });
    const audited = await platform.databases.server.collection('audit_entries').findOne({ orgId: org.scope.orgId, action: 'mail.trust' });
    expect(audited).toMatchObject({ subjectId: member._id });
  });

  it('case 73: another address of the member is not the one that bounced; a full box is, after five within thirty days', async () => {
    const { platform } = server;
    const member = await org.addMember();
    for (let count = 1; count <= 5; count += 1) {
      expect(await bouncingOf(platform, org.scope, member._id), `${count}`).toEqual({ addresses: [] });
      await tell(bounced(await sentTo(member), 'Transient'));
    }
    expect(await bouncingOf(platform, org.scope, member._id)).toEqual({ addresses: [member.contactEmail] });
    const members = platform.databases.server.collection<MemberDocument>('members');
    await members.updateOne({ _id: member._id }, { $set: { contactEmail: 'new@example.com' } });
    expect(await bouncingOf(platform, org.scope, member._id)).toEqual({ addresses: [] });
  });

  it('the resend driver is not started without the secret of its webhook', () => {
    const { MONGODB_URI, DATABASE_PREFIX } = server.platform.env;
    const env = (given: Record<string, string>) =>
      readServerEnv({
        NODE_ENV: 'test',
        MONGODB_URI,
        DATABASE_PREFIX,
        PORT: '0',
        PUBLIC_URL: 'http://127.0.0.1',
        PAYMENTS_INTERNAL_URL: 'http://127.0.0.1:1',
        SERVICE_SECRET: 's'.repeat(32),
        JWT_SECRET: 'j'.repeat(32),
        PASSWORD_PEPPER: 'p'.repeat(32),
        ...given,
      });
    const resend = { MAIL_DRIVER: 'resend', RESEND_API_KEY: 're_test' };
    expect(() => env(resend)).toThrow('RESEND_WEBHOOK_SECRET');
    expect(() => env({ ...resend, RESEND_WEBHOOK_SECRET: 'secret' })).toThrow('RESEND_WEBHOOK_SECRET');
    expect(env({ ...resend, RESEND_WEBHOOK_SECRET: secret }).RESEND_WEBHOOK_SECRET).toBe(secret);
    expect(env({ MAIL_DRIVER: 'mailbox' }).RESEND_WEBHOOK_SECRET).toBeUndefined();
  });
});
