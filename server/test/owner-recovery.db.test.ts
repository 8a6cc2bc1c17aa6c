import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { carryRecoveriesOn } from '../src/modules/operations/recovery.service.ts';
import { addOperator } from './operator.factory.ts';
import { type Loose, type Office, type ServerRig, startServerRig, tokenOf } from './server-rig.ts';

const people = ['tanaka', 'suzuki', 'sato'] as const;
type Who = (typeof people)[number];

let rig: ServerRig;
const doors = new Map<Who, Record<string, string>>();
const hour = 3_600_000;
beforeAll(async () => {
  rig = await startServerRig();
  for (const who of people) doors.set(who, (await addOperator(rig, who)).headers);
});
afterAll(() => rig.stop());

/** Business time, so many hours from now; what waits for its time is looked at. */
async function later(hours: number): Promise<void> {
  const now = () => new Date(Date.now() + hours * hour);
  Object.assign(rig.service.platform.clock, { now });
  await carryRecoveriesOn(rig.service.platform);
}
const as = (who: Who, procedure: string, input?: unknown) => rig.ask(`operations.${procedure}`, input, null, doors.get(who));
const person = { familyName: '山本', givenName: '恵' };
const evidence = '定款と代表者の本人確認書類を、ビデオ通話で照合した。';
const emailOf = (office: Office) => `megumi@${office.slug}.example`;
const propose = (office: Office, who: Who = 'tanaka') =>
  as(who, 'proposeRecovery', { slug: office.slug, ...person, email: emailOf(office), evidence });
const decide = (who: Who, what: 'approveRecovery' | 'stopRecovery', { recoveryId, version }: Loose) =>
  as(who, what, { recoveryId, version });
async function waiting(office: Office): Promise<Loose> {
  return (await decide('suzuki', 'approveRecovery', (await propose(office)).data)).data;
}
const stateOf = async (recoveryId: string) =>
  (await as('sato', 'recoveries')).data.find((row: Loose) => row.recoveryId === recoveryId).state;
const warnings = async (to: string) => (await rig.mails(to)).filter(({ subject }) => subject.includes('新しく迎える手続き'));
const invitation = async (office: Office) => (await rig.mails(emailOf(office))).find(({ subject }) => subject.includes('招待'));

describe('ADM-03: an organisation has lost its last owner', () => {
  test('ADM-03: one proposes, another approves, three days later a link lets the new owner in, once', async () => {
    const office = await rig.signUp();
    const { data } = await propose(office);
    expect(data).toMatchObject({ state: 'proposed', proposedBy: 'tanaka', isOwn: true, evidence });
    expect(await warnings(office.email)).toEqual([]);
    expect((await decide('suzuki', 'approveRecovery', data)).data).toMatchObject({ state: 'waiting', approvedBy: 'suzuki' });
    expect((await warnings(office.email))[0]!.text).toContain(emailOf(office));
    await later(71);
    expect(await invitation(office)).toBeUndefined();
    await later(73);
    await later(74);
    expect(await stateOf(data.recoveryId)).toBe('sent');
    const token = tokenOf((await invitation(office))!.link!);
    const joining = { token, ...person, familyNameKana: 'やまもと', givenNameKana: 'めぐみ', password: 'yamabiko no asa' };
    const grant = await rig.get('identity.acceptInvitation', joining);
    expect(await rig.get('identity.viewer', undefined, grant.accessToken)).toMatchObject({ role: 'owner' });
    expect((await rig.ask('identity.acceptInvitation', joining)).code).toBe('TOKEN_USED');
    const { rows } = await rig.get('audit.list', {}, grant.accessToken);
    const log = rows.filter((row: Loose) => row.action.startsWith('recovery.'));
    expect(log.map((row: Loose) => [row.action, row.actorName]).reverse()).toEqual([
      ['recovery.propose', 'tanaka'],
      ['recovery.approve', 'suzuki'],
      ['recovery.send', 'recovery'],
    ]);
    await later(0);
  });

  test('the same person twice is refused, and nobody else gets in', async () => {
    const office = await rig.signUp();
    const { data } = await propose(office);
    expect((await decide('tanaka', 'approveRecovery', data)).code).toBe('SECOND_PERSON_NEEDED');
    expect(await stateOf(data.recoveryId)).toBe('proposed');
    expect((await propose(office, 'sato')).code).toBe('RECOVERY_OPEN');
    for (const key of ['', office.token, 'x'.repeat(36)])
      expect((await rig.ask('operations.recoveries', undefined, office.token, { 'x-tsudoi-operator': key })).code).toBe('UNAUTHENTICATED');
    const none = { slug: 'no-such-org', ...person, email: emailOf(office), evidence };
    expect((await as('tanaka', 'proposeRecovery', none)).code).toBe('NOT_FOUND');
    expect((await as('tanaka', 'proposeRecovery', { ...none, slug: office.slug, evidence: '電話' })).code).toBe('INVALID_INPUT');
  });

  test('of two who approve at the same moment one does; the organisation is warned once each', async () => {
    const office = await rig.signUp();
    const { data } = await propose(office);
    const answers = await Promise.all([decide('suzuki', 'approveRecovery', data), decide('sato', 'approveRecovery', data)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await warnings(office.email)).toHaveLength(1);
  });

  test('a proposal that nobody approves lapses after seven days', async () => {
    const office = await rig.signUp();
    const { data } = await propose(office);
    await later(7 * 24 + 1);
    expect(await stateOf(data.recoveryId)).toBe('expired');
    expect((await decide('suzuki', 'approveRecovery', { ...data, version: 1 })).code).toBe('INVALID_TRANSITION');
    expect(await invitation(office)).toBeUndefined();
    await later(0);
    expect((await propose(office)).status).toBe(200);
  });

  test('everybody of the office and every emergency contact can stop it by a link of their own; then nobody is let in', async () => {
    const office = await rig.signUp();
    const { version } = await rig.get('organizations.emergencyContacts', undefined, office.token);
    const night = { name: '当番', email: `touban@${office.slug}.example`, phone: '' };
    await rig.get('organizations.saveEmergencyContacts', { contacts: [night], version }, office.token);
    const { recoveryId } = await waiting(office);
    const links = [...(await warnings(office.email)), ...(await warnings(night.email))].map(({ link }) => tokenOf(link!));
    expect(new Set(links).size).toBe(2);
    expect(await rig.get('operations.recoveryByLink', { token: links[1] })).toMatchObject({ orgSlug: office.slug, name: '山本 恵' });
    expect((await rig.ask('operations.stopRecoveryByLink', { token: links[1] })).status).toBe(200);
    expect((await rig.ask('operations.stopRecoveryByLink', { token: links[1] })).code).toBe('TOKEN_USED');
    expect((await rig.ask('operations.stopRecoveryByLink', { token: links[0] })).code).toBe('TOKEN_USED');
    await later(80);
    expect(await stateOf(recoveryId)).toBe('stopped');
    expect(await invitation(office)).toBeUndefined();
    const { rows } = await rig.get('audit.list', {}, office.token);
    expect(rows.find((row: Loose) => row.action === 'recovery.stop').actorName).toBe(night.email);
    await later(0);
  });

  test('an operator can stop it too, until the link is out; sending and stopping at once is one of the two', async () => {
    const office = await rig.signUp();
    const row = await waiting(office);
    const [stopped] = await Promise.all([decide('tanaka', 'stopRecovery', row), later(73)]);
    const state = await stateOf(row.recoveryId);
    expect(state).toBe(stopped.status === 200 ? 'stopped' : 'sent');
    expect((await invitation(office)) === undefined).toBe(state === 'stopped');
    expect((await decide('tanaka', 'stopRecovery', { ...row, version: row.version + 1 })).code).toBe('INVALID_TRANSITION');
    await later(0);
  });

  test('somebody of the office becomes the owner by it: what they logged in with before is over', async () => {
    const office = await rig.signUp();
    const staff = await rig.get(
      'identity.inviteUser',
      { email: emailOf(office), ...person, role: 'staff', password: office.password },
      office.token,
    );
    await waiting(office);
    await later(73);
    const users = await rig.get('identity.users', undefined, office.token);
    expect(users.find((user: Loose) => user.userId === staff.userId)).toMatchObject({ role: 'owner', isInvited: true });
    expect(users).toHaveLength(2);
    await later(0);
  });
});
