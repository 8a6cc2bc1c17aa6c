import { jstDateOf } from '@tsudoi/shared/kernel/jst';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { forgetSignUps } from '../src/modules/operations/sign-up-removal.service.ts';
import { addOperator } from './operator.factory.ts';
import { type Loose, type ServerRig, startServerRig, tokenOf } from './server-rig.ts';

let rig: ServerRig;
let operator: Record<string, string>;
beforeAll(async () => {
  rig = await startServerRig({ SIGNUP_REVIEW: '1' });
  operator = { ...(await addOperator(rig, 'mori')).headers };
});
afterAll(() => rig.stop());

const password = 'asagiri no mizuumi';
const collection = (name: string) => rig.database.databases.server.collection<Loose>(name);
const asOperator = (name: string, input: unknown) => rig.ask(`operations.${name}`, input, null, operator);
const forget = () => forgetSignUps(rig.service.platform);

async function apply(slug: string, email = `owner@${slug}.example`): Promise<{ orgId: string; token: string; email: string }> {
  const owner = { ownerFamilyName: '青木', ownerGivenName: '玲子', ownerFamilyNameKana: 'あおき', ownerGivenNameKana: 'れいこ' };
  await rig.get('organizations.signUp', { name: '東雲学会', kind: 'society', slug, email, password, ...owner });
  const { _id: orgId } = (await collection('organizations').findOne({ slug }))!;
  return { orgId, token: tokenOf((await rig.mails(email))[0]!.link!), email };
}
/** What is left of a form: organisation, person, link and mails. */
const left = async ({ orgId, email }: { orgId: string; email: string }) => [
  await collection('organizations').countDocuments({ _id: orgId }),
  await collection('org_users').countDocuments({ $or: [{ orgId }, { email }] }),
  await collection('mail_tokens').countDocuments({ $or: [{ orgId }, { address: email }] }),
  await collection('mails').countDocuments({ $or: [{ orgId }, { to: email }] }),
];
const log = async ({ orgId }: { orgId: string }) =>
  (await collection('audit_entries').find({ orgId }).sort({ _id: 1 }).toArray()).map(({ action }) => action as string);
/** Moves the business time of the server. */
function travel(days: number): () => void {
  const { clock } = rig.service.platform;
  const { now, today } = clock;
  const then = () => new Date(now().getTime() + days * 86_400_000);
  Object.assign(clock, { now: then, today: () => jstDateOf(then()) });
  return () => void Object.assign(clock, { now, today });
}

describe('security.md 4.12: what led to nothing is not kept for ever', () => {
  test('TEN-01: a form that was never confirmed goes with its person once its link is over, and its name is free', async () => {
    const form = await apply('never-confirmed');
    await forget();
    expect(await left(form)).toEqual([1, 1, 1, 1]);
    const back = travel(1.1);
    await forget();
    await forget();
    back();
    expect(await left(form)).toEqual([0, 0, 0, 0]);
    expect(await log(form)).toEqual(['organization.apply', 'organization.expire']);
    expect((await rig.ask('organizations.confirmSignUp', { token: form.token, password })).code).toBe('TOKEN_INVALID');
    await apply('never-confirmed', 'somebody-else@example.jp');
  });

  test('TEN-01: one that its person replaces by another goes with what was mailed to them, and its link says that a newer one counts', async () => {
    const form = await apply('replaced');
    const _id = `${form.orgId}:${form.email}`;
    await collection('bounced_addresses').insertOne({
      _id,
      orgId: form.orgId,
      address: form.email,
      state: 'bouncing',
      soft: [],
      at: new Date(),
    });
    const next = await apply('replaced', form.email);
    const names = ['organizations', 'org_users', 'mails', 'bounced_addresses'] as const;
    const rows = ({ orgId }: { orgId: string }) =>
      Promise.all(names.map((name) => collection(name).countDocuments(name === 'organizations' ? { _id: orgId } : { orgId })));
    expect([await rows(form), await rows(next)]).toEqual([
      [0, 0, 0, 0],
      [1, 1, 1, 0],
    ]);
    expect(await log(form)).toEqual(['organization.apply', 'organization.apply_again']);
    expect((await rig.ask('organizations.confirmSignUp', { token: form.token, password })).code).toBe('TOKEN_SUPERSEDED');
  });

  test('TEN-01: one that was turned down goes ninety days after, one that waits or was let in stays', async () => {
    const [refused, waiting, open] = [await apply('turned-down'), await apply('still-waiting'), await apply('let-in')];
    for (const { token } of [refused, waiting, open]) await rig.get('organizations.confirmSignUp', { token, password });
    expect((await asOperator('rejectSignUp', { slug: 'turned-down', reason: '同じ団体の申し込みがあります。' })).status).toBe(200);
    expect((await asOperator('approveSignUp', { slug: 'let-in' })).status).toBe(200);
    const before = await left(refused);
    for (const [days, expected] of [
      [89, before],
      [90, [0, 0, 0, 0]],
    ] as const) {
      const back = travel(days);
      await forget();
      back();
      expect(await left(refused)).toEqual(expected);
    }
    expect((await log(refused)).slice(-2)).toEqual(['organization.rejected', 'organization.forget']);
    for (const kept of [waiting, open]) expect((await left(kept)).slice(0, 2)).toEqual([1, 1]);
    expect((await rig.ask('identity.adminLogin', { org: 'let-in', email: open.email, password })).status).toBe(200);
  });
});
