import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type MailPurpose, type MailRow, enqueueMail } from '../src/platform/mail-outbox.ts';
import { shortSubject } from '../src/platform/mail-subject.ts';
import { addOperator } from './operator.factory.ts';
import { type Office, type ServerRig, startServerRig } from './server-rig.ts';

let rig: ServerRig;
let operator: Record<string, string>;
beforeAll(async () => {
  rig = await startServerRig({ OPERATOR_CONTACT: 'help@tsudoi.example' });
  operator = { ...(await addOperator(rig, 'mori')).headers };
});
afterAll(() => rig.stop());

const reason = '申し込みの内容を確かめています。';
const asOperator = (name: string, input: unknown) => rig.ask(`operations.${name}`, input, null, operator);
const standing = async ({ slug }: Office) => (await asOperator('standing', { slug })).data;
const change = async (name: 'suspend' | 'resume', office: Office) =>
  asOperator(name, { slug: office.slug, version: (await standing(office)).version, reason });
const logIn = ({ slug, email, password }: Office) => rig.ask('identity.adminLogin', { org: slug, email, password });
const viewer = (token: string) => rig.get('identity.viewer', undefined, token);
const addType = (token: string) => rig.ask('membershipTypes.create', { name: '賛助会員', annualFee: 1 }, token);
const told = async ({ email }: Office, words: string) => (await rig.mails(email)).filter(({ subject }) => subject.includes(words));

describe('the operator suspends an organisation and lets it go on', () => {
  test('domain.md 3.1: log-in and reading stay, every write is refused at once, and the owners are told why', async () => {
    const office = await rig.signUp();
    expect((await addType(office.token)).status).toBe(200);
    expect(await standing(office)).toMatchObject({ slug: office.slug, name: '東雲学会', suspension: null, endsOn: null });
    expect((await change('suspend', office)).data.suspension).toMatchObject({ reason });
    expect((await addType(office.token)).code).toBe('ORGANIZATION_NOT_ACTIVE');
    expect((await rig.ask('membershipTypes.list', {}, office.token)).status).toBe(200);
    const { accessToken } = (await logIn(office)).data;
    expect(await viewer(accessToken)).toMatchObject({ isSuspended: true });
    expect((await addType(accessToken)).code).toBe('ORGANIZATION_NOT_ACTIVE');
    expect(await rig.get('organizations.publicProfile', { slug: office.slug })).toMatchObject({ open: false });
    const [mail] = await told(office, 'ご利用を一時停止しました');
    expect(mail!.text).toContain(`理由：${reason}`);
    expect(mail!.text).toContain('help@tsudoi.example');

    expect((await change('resume', office)).data.suspension).toBeNull();
    expect(await viewer(accessToken)).toMatchObject({ isSuspended: false });
    expect((await rig.ask('membershipTypes.create', { name: '名誉会員', annualFee: 1 }, accessToken)).status).toBe(200);
    expect(await told(office, 'ご利用を再開しました')).toHaveLength(1);
    const { rows } = await rig.get('audit.list', {}, accessToken);
    const acts = rows.filter(({ action }: { action: string }) => /suspend|resume/.test(action));
    expect(acts).toMatchObject([
      { action: 'organization.resume', actorName: 'mori', fields: ['status'] },
      { action: 'organization.suspend', actorName: 'mori', fields: ['status'] },
    ]);
  });

  test('domain.md 3.1: nobody else may, not without a reason, not twice, and not from what has changed since', async () => {
    const office = await rig.signUp();
    const { version } = await standing(office);
    const wish = { slug: office.slug, version, reason };
    expect((await rig.ask('operations.suspend', wish, office.token)).code).toBe('UNAUTHENTICATED');
    expect((await asOperator('suspend', { ...wish, reason: ' ' })).code).toBe('INVALID_INPUT');
    expect((await asOperator('suspend', { ...wish, version: version + 1 })).code).toBe('CONFLICT');
    expect((await asOperator('resume', wish)).code).toBe('INVALID_TRANSITION');
    expect((await asOperator('standing', { slug: 'of-nobody' })).code).toBe('NOT_FOUND');
    const both = await Promise.all([asOperator('suspend', wish), asOperator('suspend', wish)]);
    expect(both.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await change('suspend', office)).code).toBe('INVALID_TRANSITION');
    expect(await told(office, 'ご利用を一時停止しました')).toHaveLength(1);
  });

  test('domain.md 3.1: one whose end is asked for is suspended as well, and its end comes on its day', async () => {
    const office = await rig.signUp();
    const closing = await rig.get('organizations.closing', undefined, office.token);
    await rig.get('organizations.requestClosing', { password: office.password, version: closing.version }, office.token);
    const { suspension, endsOn } = (await change('suspend', office)).data;
    expect([suspension.reason, endsOn]).toEqual([reason, closing.ifToday.effectiveOn]);
    expect((await addType(office.token)).code).toBe('ORGANIZATION_NOT_ACTIVE');
    expect((await change('resume', office)).data).toMatchObject({ suspension: null, endsOn });
    expect((await addType(office.token)).status).toBe(200);
  });
});

describe('mails of a suspended organisation', () => {
  test('domain.md 3.1: what opens a log-in goes, all else waits without a try counted, and goes when it is let go on', async () => {
    const office = await rig.signUp();
    const { server } = rig.database.databases;
    const { _id: orgId } = (await server.collection<{ _id: string }>('organizations').findOne({ slug: office.slug }))!;
    const mails = server.collection<MailRow>('mails');
    const write = (to: string, purpose: MailPurpose) => {
      const draft = { to, subject: shortSubject('会', '件名'), text: '本文', link: null, purpose, idempotencyKey: to };
      return enqueueMail(server, mintOrgScope(orgId as never), draft, new Date());
    };
    const stateOf = async (to: string) => (await mails.findOne({ to }))!;
    await change('suspend', office);
    const held = ['receipt@example.com', 'letter@example.com'];
    await write(held[0]!, 'receipt');
    await write(held[1]!, 'pay_link');
    await write('code@example.com', 'login_code');
    await write('pair@example.com', 'provisional');
    rig.service.platform.nudgeMail();
    await vi.waitFor(async () => {
      for (const to of ['code@example.com', 'pair@example.com']) expect((await stateOf(to)).state).toBe('sent');
      for (const to of held) expect((await stateOf(to)).nextAt.getTime()).toBeGreaterThan(Date.now() + 60_000);
    });
    for (const to of held) expect(await stateOf(to)).toMatchObject({ state: 'waiting', attempts: 0, text: '本文' });
    await change('resume', office);
    await vi.waitFor(async () => {
      for (const to of held) expect(await stateOf(to)).toMatchObject({ state: 'sent', attempts: 1 });
    });
  });
});
