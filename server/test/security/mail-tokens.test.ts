import { randomUUID } from 'node:crypto';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { OrgId } from '@tsudoi/shared/kernel/ids';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueMailToken } from '../../src/modules/identity/mail-token.service.ts';
import { type ServerRig, startServerRig, tokenOf } from '../server-rig.ts';

let rig: ServerRig;
beforeAll(async () => {
  rig = await startServerRig();
});
afterAll(() => rig.stop());

const tokens = () =>
  rig.database.databases.server.collection<{ _id: string; orgId: OrgId; address: string; subjectId: string; hash: string }>('mail_tokens');
const confirm = (token: string) => rig.ask('organizations.confirmSignUp', { token });

/** An application whose mail has gone out: its address and what its link carries. */
async function applied(): Promise<{ email: string; token: string }> {
  const slug = `org-${randomUUID().slice(0, 8)}`;
  const email = `owner@${slug}.example`;
  const owner = { ownerFamilyName: '青木', ownerGivenName: '玲子', ownerFamilyNameKana: 'あおき', ownerGivenNameKana: 'れいこ' };
  await rig.get('organizations.signUp', { name: '東雲学会', kind: 'society', slug, email, password: 'asagiri no mizuumi', ...owner });
  const mail = await rig.database.databases.server.collection<{ to: string; link: string }>('mails').findOne({ to: email });
  return { email, token: tokenOf(mail!.link) };
}

describe('G14: links in mails', () => {
  test('G14: of sixty-four that redeem one link at the same moment one wins, ten times over', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { email, token } = await applied();
      const answers = await Promise.all(Array.from({ length: 64 }, () => confirm(token)));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      for (const { status, code } of answers) if (status !== 200) expect([status, code]).toEqual([409, 'TOKEN_USED']);
      const user = await rig.database.databases.server.collection('org_users').findOne({ email });
      expect(await rig.database.databases.server.collection('sessions').countDocuments({ subjectId: String(user!._id) })).toBe(1);
    }
  });

  test('G14: expired, superseded, used and changed links open nothing', async () => {
    const expired = await applied();
    await tokens().updateOne({ address: expired.email }, { $set: { expiresAt: new Date(Date.now() - 1) } });
    expect((await confirm(expired.token)).code).toBe('TOKEN_EXPIRED');
    const superseded = await applied();
    const row = (await tokens().findOne({ address: superseded.email }))!;
    const newest = await inTransaction(rig.service.platform.databases.client, (session) =>
      issueMailToken(rig.service.platform, mintOrgScope(row.orgId), 'owner_verify', row.subjectId, superseded.email, session),
    );
    expect((await confirm(superseded.token)).code).toBe('TOKEN_SUPERSEDED');
    for (let place = 0; place < newest.length; place += 1) {
      const other = newest[place] === 'A' ? 'B' : 'A';
      expect((await confirm(`${newest.slice(0, place)}${other}${newest.slice(place + 1)}`)).status).not.toBe(200);
    }
    await tokens().updateOne({ address: superseded.email, live: true }, { $set: { purpose: 'password_reset' } });
    expect((await confirm(newest)).code).toBe('TOKEN_INVALID');
    await tokens().updateOne({ address: superseded.email, live: true }, { $set: { purpose: 'owner_verify' } });
    expect((await confirm(newest)).status).toBe(200);
    expect((await confirm(newest)).code).toBe('TOKEN_USED');
  });

  test('G14 T39: looking at a link does not use it up', async () => {
    const { token } = await applied();
    for (const method of ['GET', 'HEAD'])
      expect(
        (await fetch(`${rig.url}/trpc/organizations.confirmSignUp?input=${encodeURIComponent(JSON.stringify({ token }))}`, { method }))
          .status,
      ).toBe(405);
    expect((await confirm(token)).status).toBe(200);
  });

  test('G14: no row of ours but the mail itself holds what a link carries', async () => {
    const { token } = await applied();
    const { server, queue } = rig.database.databases;
    for (const db of [server, queue]) {
      for (const { name } of await db.listCollections().toArray()) {
        if (name === 'mails') continue;
        const rows = await db.collection(name).find({}).toArray();
        expect(JSON.stringify(rows).includes(token), name).toBe(false);
      }
    }
  });
});
