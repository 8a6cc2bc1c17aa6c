import { jstDate } from '@tsudoi/shared/kernel/jst';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAccounts } from '../src/modules/identity/identity.public.ts';
import { findAccountBy } from '../src/modules/identity/member-account.repository.ts';
import { memberLogin } from '../src/modules/identity/member-login.service.ts';
import { hashPassword } from '../src/modules/identity/password.service.ts';
import { refreshSession } from '../src/modules/identity/session.service.ts';
import { applyScheduledStatuses, changeMemberStatus } from '../src/modules/members/member-status.service.ts';
import { findMember } from '../src/modules/members/member.repository.ts';
import { findOrganization } from '../src/modules/organizations/organizations.public.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { type TestServer, putRow, startTestServer } from './server.factory.ts';

const password = 'hotaru-no-yoru';
let server: TestServer;
let org: TestOrganization;
beforeAll(async () => {
  server = await startTestServer('2027-03-01T03:00:00Z');
  org = await openOrganization(server);
});
afterAll(() => server.close());

/** A member with an address and a password of their own; how they log in. */
async function withLogin() {
  const { platform } = server;
  const { scope } = org;
  const { _id: memberId, memberNumber } = await org.addMember();
  await inTransaction(platform.databases.client, (session) =>
    createAccounts(platform, scope, [{ memberId, memberNumber }], false, session),
  );
  const account = (await findAccountBy(scope, { memberId }))!;
  const loginEmail = 'haruko@example.jp';
  await putRow(server, 'member_accounts', account._id, {
    state: 'verified',
    loginEmail,
    passwordHash: await hashPassword(platform, password),
  });
  const { slug } = await findOrganization(scope);
  const facts = { ip: '192.0.2.1', userAgent: '', cookies: '' };
  const logIn = () => memberLogin(platform, { org: slug, login: loginEmail, password }, facts);
  const state = async () => (await findAccountBy(scope, { memberId }))!.state;
  return { memberId, logIn, state };
}

test('APP-06, domain.md 3.2: a 退会 booked for 3/31 begins with the first moment of 3/31, once, and the log-in ends with it', async () => {
  const { platform } = server;
  const { memberId, logIn, state } = await withLogin();
  const leaving = { status: 'withdrawn', effectiveOn: jstDate('2027-03-31'), reason: '本人の申し出' } as const;
  await changeMemberStatus(platform, org.owner, { memberId, ...leaving, nextSteps: [] });
  const log = async () => {
    const rows = await platform.databases.server.collection('audit_entries').find({ subjectId: memberId }).sort({ _id: 1 }).toArray();
    return rows.map(({ action }) => action as string);
  };

  // 3/30, 23:59:59 in Japan.
  server.setNow('2027-03-30T14:59:59Z');
  await applyScheduledStatuses(platform);
  expect([(await findMember(org.scope, memberId)).status, await state()]).toEqual(['active', 'verified']);
  const signedIn = await logIn();
  const cookie = signedIn.outcome === 'signed_in' ? signedIn.grant.refreshToken : '';

  // 3/31, 00:00.
  server.setNow('2027-03-30T15:00:00Z');
  await Promise.all([applyScheduledStatuses(platform), applyScheduledStatuses(platform)]);
  expect(await findMember(org.scope, memberId)).toMatchObject({ status: 'withdrawn', withdrawnOn: '2027-03-31', nextStatusOn: null });
  expect(await state()).toBe('disabled');
  await expect(refreshSession(platform, org.scope, 'my', cookie)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  await expect(logIn()).rejects.toMatchObject({ code: 'MEMBERSHIP_ENDED' });

  // And when 4/1 starts nothing is left to do.
  server.setNow('2027-03-31T15:00:00Z');
  expect(await applyScheduledStatuses(platform)).toBe(0);
  expect((await log()).filter((action) => action.startsWith('member.status'))).toEqual(['member.status', 'member.status_applied']);
});
