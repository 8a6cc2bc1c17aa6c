import { randomUUID } from 'node:crypto';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type TestOrganization, openOrganization } from '../../../test/organization.factory.ts';
import { type TestServer, startTestServer } from '../../../test/server.factory.ts';
import { bouncingAmong } from '../../platform/bounced-addresses.ts';
import { type MailPurpose, type MailRow, enqueueMail, enqueueMails, mailCollection } from '../../platform/mail-outbox.ts';
import { shortSubject } from '../../platform/mail-subject.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { startMailSender } from './mail.jobs.ts';
import { mailbox, undeliveredMails } from './mail.service.ts';
import type { Refusal } from './mail-retry.rules.ts';
import { refusal } from './refusal.rules.ts';
import type { MailTransport, SendResult } from './transport.service.ts';

let server: TestServer;
let org: TestOrganization;

beforeAll(async () => {
  server = await startTestServer();
  org = await openOrganization(server);
});
afterAll(() => server.close());
beforeEach(async () => {
  await rows().deleteMany({});
});

const rows = () => server.platform.databases.server.collection<MailRow>(mailCollection);
const draftTo = (to: string, idempotencyKey: string = randomUUID(), purpose: MailPurpose = 'receipt') => {
  return { to, subject: shortSubject('会', '件名'), text: '本文', link: 'http://127.0.0.1:4000/x', purpose, idempotencyKey };
};
const write = (to: string, key?: string, purpose?: MailPurpose, scope = org.scope) =>
  enqueueMail(server.platform.databases.server, scope, draftTo(to, key, purpose), new Date());

function recorder(
  answer: (mail: MailRow, attempt: number) => SendResult | Promise<SendResult> = () => ({ outcome: 'sent', providerMessageId: null }),
) {
  const sent: string[] = [];
  const transport: MailTransport = {
    send: async (mail) => {
      sent.push(mail.to);
      return answer(mail, mail.attempts);
    },
  };
  return { sent, transport };
}
const failed = (of: Refusal['of'], rest: Partial<Refusal> = {}): SendResult => ({ outcome: 'failed', ...refusal(of, 'X', rest) });
const drain = async (transport: MailTransport) => {
  const sender = startMailSender(server.platform, transport);
  await sender.drain();
  await sender.stop();
};

describe('the mail sender', () => {
  it('sends each mail once, by several senders at the same time', async () => {
    for (let index = 0; index < 30; index += 1) await write(`m${index}@example.com`);
    const { sent, transport } = recorder();
    await Promise.all([1, 2, 3].map(() => drain(transport)));
    expect(sent).toHaveLength(30);
    expect(new Set(sent).size).toBe(30);
    expect(await rows().countDocuments({ state: 'sent' })).toBe(30);
  });

  it('asked for twice with one key is one mail', async () => {
    await write('one@example.com', 'the-key');
    await write('one@example.com', 'the-key');
    expect(await rows().countDocuments({})).toBe(1);
  });

  it('a header with a line break is refused before it is written', async () => {
    await expect(write('a@example.com\r\nBcc: all@example.com')).rejects.toThrow(RangeError);
  });

  it('T30: waits after a failure, and gives up on a recipient who takes nothing', async () => {
    await write('later@example.com');
    await write('never@example.com');
    const { transport } = recorder(({ to }) => failed(to.startsWith('never') ? 'recipient' : 'mail', { lasting: to.startsWith('never') }));
    const before = Date.now();
    await drain(transport);
    const later = (await rows().findOne({ to: 'later@example.com' }))!;
    expect(later).toMatchObject({ state: 'waiting', attempts: 1 });
    expect(later.nextAt.getTime() - before).toBeGreaterThanOrEqual(60_000);
    expect(await rows().findOne({ to: 'never@example.com' })).toMatchObject({ state: 'failed', attempts: 1 });
    // Not due yet: looking again sends nothing.
    const again = recorder();
    await drain(again.transport);
    expect(again.sent).toEqual([]);
    await rows().updateOne({ _id: later._id }, { $set: { nextAt: new Date(Date.now() - 1) } });
    await drain(again.transport);
    expect(again.sent).toEqual(['later@example.com']);
  });

  it('T30: while the provider is busy or refuses our set-up all waits, no try is counted, and it goes on by itself', async () => {
    for (let index = 0; index < 30; index += 1) await write(`w${index}@example.com`);
    await write('code@example.com', randomUUID(), 'login_code');
    let isBusy = true;
    // For so long that nothing here outlasts it.
    let waitMs = 300_000;
    const { sent, transport } = recorder(() => (isBusy ? failed('sender', { waitMs }) : { outcome: 'sent', providerMessageId: null }));
    const resting = startMailSender(server.platform, transport);
    await resting.drain();
    // As many as were under way in both lanes, and nobody after them.
    const triedFirst = sent.length;
    expect(triedFirst).toBeLessThanOrEqual(8);
    await resting.drain();
    expect(sent).toHaveLength(triedFirst);
    expect(await rows().countDocuments({ state: 'waiting', attempts: 0 })).toBe(31);
    expect((await server.platform.metrics.mailRest.get()).values[0]!.value).toBeGreaterThanOrEqual(0);
    await resting.stop();
    // Another one, as if that long rest had gone by, which comes to a short one.
    await rows().updateMany({}, { $set: { nextAt: new Date() } });
    waitMs = 1000;
    const sender = startMailSender(server.platform, transport);
    await sender.drain();
    const tried = sent.length;
    expect(tried).toBeGreaterThan(triedFirst);
    isBusy = false;
    while ((await rows().countDocuments({ state: 'sent', attempts: 1 })) < 31) {
      await new Promise((wake) => setTimeout(wake, 50));
      await sender.drain();
    }
    await sender.stop();
    expect(sent).toHaveLength(tried + 31);
  });

  it('T30: what may have arrived is tried for as long as its key holds, and what is given up is listed for the office', async () => {
    await write('lost@example.com');
    const { transport } = recorder(() => failed('sender', { unsure: true }));
    await drain(transport);
    const [lost] = await rows().find({}).toArray();
    expect(lost).toMatchObject({ state: 'waiting', attempts: 1, doubtAt: expect.any(Date) as Date });
    const dayAgo = new Date(Date.now() - 24 * 3_600_000);
    await rows().updateOne({ _id: lost!._id }, { $set: { doubtAt: dayAgo, nextAt: dayAgo } });
    await drain(transport);
    expect(await rows().findOne({})).toMatchObject({ state: 'failed', refusedAs: 'too_late', attempts: 2 });
    expect((await undeliveredMails(server.platform, org.scope)).rows).toMatchObject([{ mailId: lost!._id, to: 'lost@example.com' }]);
    const other = await openOrganization(server);
    expect((await undeliveredMails(server.platform, other.scope)).rows).toEqual([]);
  });

  it('MAI-05: an address that is refused at once counts as one that takes no mail, in that organisation alone', async () => {
    await write('gone@example.com');
    await write('full@example.com');
    const { transport } = recorder(({ to }) => failed('recipient', { lasting: to.startsWith('gone') }));
    await drain(transport);
    const db = server.platform.databases.server;
    expect([...(await bouncingAmong(db, org.scope, ['gone@example.com', 'full@example.com']))]).toEqual(['gone@example.com']);
    const other = await openOrganization(server);
    expect((await bouncingAmong(db, other.scope, ['gone@example.com'])).size).toBe(0);
  });

  it('T18: a log-in code and the mail of another organisation do not wait behind bulk mails', async () => {
    const other = await openOrganization(server);
    const db = server.platform.databases.server;
    const bulk = Array.from({ length: 300 }, (_, index) => draftTo(`bulk${index}@example.com`));
    await inTransaction(server.platform.databases.client, (session) => enqueueMails(db, org.scope, bulk, new Date(), session));
    let release = () => undefined as void;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { sent, transport } = recorder(async () => {
      await held;
      await new Promise((wake) => setTimeout(wake, 5));
      return { outcome: 'sent', providerMessageId: null };
    });
    const sender = startMailSender(server.platform, transport);
    while (sent.length < 4) await new Promise((wake) => setTimeout(wake, 2));
    // Behind the first of the bulk, however long it takes to write them.
    await write('code@example.com', randomUUID(), 'login_code');
    await write('other@example.com', randomUUID(), 'receipt', other.scope);
    sender.nudge();
    release();
    await sender.drain();
    await sender.stop();
    expect(sent).toHaveLength(302);
    expect(sent.indexOf('code@example.com')).toBeLessThan(200);
    expect(sent.indexOf('other@example.com')).toBeLessThan(200);
  });

  it('a sender that died gives its mails back when its lease is over', async () => {
    await write('leased@example.com');
    await rows().updateOne(
      { to: 'leased@example.com' },
      { $set: { state: 'sending', leaseUntil: new Date(Date.now() + 60_000) }, $inc: { attempts: 1 } },
    );
    const { sent, transport } = recorder();
    await drain(transport);
    expect(sent).toEqual([]);
    await rows().updateOne({ to: 'leased@example.com' }, { $set: { leaseUntil: new Date(Date.now() - 1) } });
    await drain(transport);
    expect(sent).toEqual(['leased@example.com']);
    expect(await rows().findOne({})).toMatchObject({ state: 'sent', attempts: 2 });
  });

  it('interface.md 5.3: the sender is the association by its name, and the product for who has only applied', async () => {
    await write('member@example.com');
    await write('applicant@example.com', randomUUID(), 'owner_verify');
    const froms: Record<string, string> = {};
    await drain({
      send: ({ to, from }) => {
        froms[to] = from.name;
        return Promise.resolve({ outcome: 'sent', providerMessageId: null });
      },
    });
    const { name } = await findOrganization(org.scope);
    expect(froms).toEqual({ 'member@example.com': name, 'applicant@example.com': 'Tsudoi' });
    expect(Object.keys((await rows().findOne({ to: 'member@example.com' }))!)).not.toContain('html');
  });

  it('stopped in the middle it gives back what it has not begun', async () => {
    for (let index = 0; index < 20; index += 1) await write(`s${index}@example.com`);
    let release = () => undefined as void;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { sent, transport } = recorder(async () => {
      await held;
      return { outcome: 'sent', providerMessageId: null };
    });
    const sender = startMailSender(server.platform, transport);
    while (sent.length < 4) await new Promise((wake) => setTimeout(wake, 5));
    const stopping = sender.stop();
    release();
    await stopping;
    expect(await rows().countDocuments({ state: 'sent' })).toBe(4);
    expect(await rows().countDocuments({ state: 'waiting', attempts: 0 })).toBe(16);
  });
});

describe('the words of a mail that was sent', () => {
  it('G14: are forgotten when they open a door, and stay otherwise and while the mail waits', async () => {
    await write('door@example.com', randomUUID(), 'password_reset');
    await write('news@example.com', randomUUID(), 'receipt');
    await write('later@example.com', randomUUID(), 'invitation');
    const { transport } = recorder((mail) =>
      mail.to.startsWith('later')
        ? failed('mail')
        : { outcome: 'sent', providerMessageId: mail.to.startsWith('door') ? 'provider-1' : null },
    );
    await drain(transport);
    expect(await rows().findOne({ to: 'door@example.com' })).toMatchObject({ state: 'sent', text: '', link: null });
    expect(await rows().findOne({ to: 'news@example.com' })).toMatchObject({ state: 'sent', text: '本文' });
    expect(await rows().findOne({ to: 'later@example.com' })).toMatchObject({ state: 'waiting', text: '本文' });
  });

  it('G14: are forgotten when the mail was given up, too', async () => {
    await write('door@example.com', randomUUID(), 'provisional');
    await write('news@example.com', randomUUID(), 'receipt');
    await drain(recorder(() => failed('recipient', { lasting: true })).transport);
    expect(await rows().findOne({ to: 'door@example.com' })).toMatchObject({ state: 'failed', text: '', link: null });
    expect(await rows().findOne({ to: 'news@example.com' })).toMatchObject({ state: 'failed', text: '本文' });
  });

  it('stay where the stored row is the mailbox', async () => {
    await write('reader@example.com', randomUUID(), 'password_reset');
    await drain({ ...recorder().transport, readFromRow: true });
    expect(await rows().findOne({ to: 'reader@example.com' })).toMatchObject({ state: 'sent', text: '本文' });
  });
});

describe('the mailbox page', () => {
  it('shows the newest first, by address, with the link to open', async () => {
    await write('first@example.com');
    await write('second@example.com');
    await drain(recorder().transport);
    const { messages } = await mailbox(server.platform, ' SECOND@example.com ');
    expect(messages).toMatchObject([{ to: 'second@example.com', subject: '【会】件名', text: '本文', link: 'http://127.0.0.1:4000/x' }]);
    expect((await mailbox(server.platform, '')).messages).toHaveLength(2);
    expect((await mailbox(server.platform, '.*')).messages).toEqual([]);
  });
});
