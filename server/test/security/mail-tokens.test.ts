import { createHash } from 'node:crypto';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { OrgId } from '@tsudoi/shared/kernel/ids';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MailTokenPurpose, issueMailToken } from '../../src/modules/identity/mail-token.service.ts';
import { type MailTokenRig, startMailTokenRig } from '../mail-token.factory.ts';

let rig: MailTokenRig;
beforeAll(async () => {
  rig = await startMailTokenRig();
});
afterAll(() => rig.stop());

interface Row {
  readonly _id: string;
  readonly orgId: OrgId;
  readonly purpose: MailTokenPurpose;
  readonly address: string;
  readonly subjectId: string;
  readonly usedAt: Date | null;
}
const rows = () => rig.database.databases.server.collection<Row>('mail_tokens');
const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');
const rowOf = async (token: string) => (await rows().findOne({ hash: hashOf(token) } as never))!;
const change = (token: string, fields: object) => rows().updateOne({ hash: hashOf(token) } as never, { $set: fields });

/** What is written in the background, at its own time: seals of the log, mails that leave, what wakes a page. */
const restless = /^(?:audit|mails|outbox|live_events|sessions)/;

/** Everything else that stands in the books of an organisation, in a line. */
async function booksOf(orgId: string): Promise<string> {
  const db = rig.database.databases.server;
  const hash = createHash('sha256');
  for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray())
    if (!restless.test(name)) hash.update(JSON.stringify([name, await db.collection(name).find({ orgId }).sort({ _id: 1 }).toArray()]));
  hash.update(JSON.stringify(await db.collection<{ _id: string }>('organizations').findOne({ _id: orgId })));
  return hash.digest('hex');
}

/** The full figure of security.md 2 when `TSUDOI_FULL=1`. */
const rounds = process.env['TSUDOI_FULL'] === '1' ? 200 : 10;
const atOnce = 64;

describe('G14: links in mails', () => {
  test('G14: of sixty-four that redeem one link at the same moment one wins, whatever it is for', async () => {
    const kinds = Object.entries(rig.kinds);
    for (let round = 0; round < rounds; round += 1) {
      const [purpose, { mail, redeem }] = kinds[round % kinds.length]!;
      const token = await mail();
      const answers = await Promise.all(Array.from({ length: atOnce }, () => redeem(token)));
      expect(
        answers.filter(({ status }) => status === 200),
        purpose,
      ).toHaveLength(1);
      // Where a password is hashed first, more than fifty who wait are sent away before the link is looked at.
      for (const { status, code } of answers)
        if (status !== 200) expect(['409 TOKEN_USED', '429 TOO_MANY_REQUESTS'], purpose).toContain(`${status} ${code}`);
      expect((await redeem(token)).code, purpose).toBe('TOKEN_USED');
    }
  });

  test('G14: expired, superseded, used, of another purpose, of another organisation, changed by a letter: none opens anything', async () => {
    const stranger = await rig.signUp('よその学会');
    const { _id: strangerId } = (await rig.database.databases.server.collection('organizations').findOne({ slug: stranger.slug }))!;
    let refused = 0;
    const kinds = Object.entries(rig.kinds);
    for (const [purpose, { mail, redeem }] of kinds) {
      const token = await mail();
      const row = await rowOf(token);
      const isRefused = async (tried: string, code: string | RegExp, door = redeem, where = purpose) => {
        const answer = await door(tried);
        expect(answer.status, `${where}: ${answer.body}`).toBeGreaterThanOrEqual(400);
        expect(answer.status, `${where}: ${answer.body}`).toBeLessThan(500);
        expect(answer.code, where).toMatch(code);
        refused += 1;
      };
      await change(token, { expiresAt: new Date(Date.now() - 1) });
      await isRefused(token, 'TOKEN_EXPIRED');
      await change(token, { expiresAt: new Date(Date.now() + 60_000) });

      for (const [other, door] of kinds)
        // One door takes both links of joining, another both of a forgotten password: what they open follows from the link.
        if (door.redeem !== redeem) await isRefused(token, 'TOKEN_INVALID', door.redeem, `${purpose} at the door of ${other}`);

      const before = await booksOf(String(strangerId));
      await change(token, { orgId: strangerId });
      await isRefused(token, /^(?:TOKEN_(?:INVALID|USED)|NOT_FOUND)$/);
      await change(token, { orgId: row.orgId, live: true, usedAt: null });
      expect(await booksOf(String(strangerId)), `${purpose} of another organisation`).toBe(before);

      const letters = [0, 1, 21, token.length - 2];
      for (const place of letters)
        await isRefused(`${token.slice(0, place)}${token[place] === 'A' ? 'B' : 'A'}${token.slice(place + 1)}`, 'TOKEN_INVALID');
      for (const other of ['', ' ', `${token}A`, token.slice(1), token.toLowerCase(), hashOf(token)])
        await isRefused(other, /^(?:TOKEN_INVALID|INVALID_INPUT)$/);

      const newest = await inTransaction(rig.service.platform.databases.client, (session) =>
        issueMailToken(rig.service.platform, mintOrgScope(row.orgId), row.purpose, row.subjectId, row.address, session),
      );
      await isRefused(token, 'TOKEN_SUPERSEDED');
      expect((await redeem(newest)).status, purpose).toBe(200);
      await isRefused(newest, 'TOKEN_USED');
      await isRefused(token, 'TOKEN_SUPERSEDED');
    }
    expect(refused).toBeGreaterThanOrEqual(150);
  });

  test('G14: the six figures of a mail let one of sixty-four in, and nobody at the door of another organisation', async () => {
    await rig.settings({ approval: 'automatic' });
    const email = 'rokujuyon@example.jp';
    await rig.apply(email);
    const stranger = await rig.signUp('となりの学会');
    await rig.get('identity.askForCode', { org: rig.office.slug, email });
    const code = (await rig.mails(email)).flatMap(({ text }) => /コード：(\d{6})/.exec(text)?.[1] ?? [])[0]!;
    let hosts = 0;
    const enter = (org: string) => {
      hosts += 1;
      return rig.ask('identity.codeLogin', { org, email, code }, null, { 'x-forwarded-for': `10.3.0.${hosts}` });
    };
    expect((await enter(stranger.slug)).code).toBe('CODE_WRONG');
    const answers = await Promise.all(Array.from({ length: atOnce }, () => enter(rig.office.slug)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(new Set(answers.flatMap(({ status, code: said }) => (status === 200 ? [] : [said])))).toEqual(new Set(['CODE_WRONG']));
  });

  test('G14 T39: looking at a link does not use it up', async () => {
    const { mail, redeem } = rig.kinds['owner_verify']!;
    const token = await mail();
    for (const method of ['GET', 'HEAD'])
      expect(
        (await fetch(`${rig.url}/trpc/organizations.confirmSignUp?input=${encodeURIComponent(JSON.stringify({ token }))}`, { method }))
          .status,
      ).toBe(405);
    expect((await redeem(token)).status).toBe(200);
  });

  test('G14: links of every purpose there is are tried here, and no row of ours but the mail itself holds what one carries', async () => {
    // A purpose that is added and not tried does not compile.
    const purposes = {
      owner_verify: 1,
      member_reset: 1,
      user_reset: 1,
      user_invite: 1,
      member_email: 1,
      recovery_stop: 1,
      application_verify: 1,
      application_correct: 1,
    } satisfies Record<MailTokenPurpose, 1>;
    expect(Object.keys(rig.kinds)).toEqual(Object.keys(purposes));
    const tokens: string[] = [];
    for (const [purpose, { mail }] of Object.entries(rig.kinds)) {
      const token = await mail();
      expect((await rowOf(token)).purpose).toBe(purpose);
      tokens.push(token);
    }
    const { server, queue } = rig.database.databases;
    for (const db of [server, queue])
      for (const { name } of await db.listCollections().toArray()) {
        if (name === 'mails') continue;
        const text = JSON.stringify(await db.collection(name).find({}).toArray());
        for (const token of tokens) expect(text.includes(token), name).toBe(false);
      }
  });
});
