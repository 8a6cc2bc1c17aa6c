import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type JoiningRig, applicantFields, officeStories, password, startJoiningRig } from './joining.factory.ts';

let rig: JoiningRig;
beforeAll(async () => {
  rig = await startJoiningRig();
});
afterAll(() => rig.stop());

const { collection, decide, approve } = officeStories(() => rig);

describe('ACC-15: what an applicant has signed in to', () => {
  const cookieOf = async (email: string, typed = password) => {
    const answer = await rig.logIn(email, typed);
    expect(answer.status).toBe(200);
    return answer.headers.get('set-cookie')!.split(';')[0]!;
  };
  const refresh = async (cookie: string) => {
    const { PUBLIC_URL: origin } = rig.service.platform.env;
    const headers = { 'content-type': 'application/json', 'x-tsudoi': '1', origin, cookie };
    const body = JSON.stringify({ audience: 'my', org: rig.office.slug });
    return (await fetch(`${rig.url}/auth/refresh`, { method: 'POST', headers, body })).status;
  };
  const again = 'asagiri-no-mori';
  async function applyAgain(email: string) {
    await rig.knock(email);
    const [token] = await rig.tokens(email);
    await rig.get('applications.submit', { token, fields: applicantFields(rig.typeId), password: again });
    return (await rig.find(email)).applicationId as string;
  }

  test('ACC-15: ends with the refusal, and opens nothing for whoever applies anew with another password', async () => {
    await rig.settings({ fees: [{ membershipTypeId: rig.typeId, amount: 3000, time: 'before' }] });
    const email = 'refused-session@example.jp';
    const { applicationId, memberId } = await rig.apply(email);
    const cookie = await cookieOf(email);
    const own = collection('sessions').find({ subjectId: memberId });
    await rig.settings({ fees: [] });
    expect((await decide('reject', applicationId, { reason: '推薦者がいないため' })).status).toBe(200);
    expect((await own.toArray()).map(({ revokedAt }) => revokedAt)).toEqual([expect.any(Date)]);
    expect(await refresh(cookie)).toBe(401);
    await approve(await applyAgain(email));
    expect(await refresh(cookie)).toBe(401);
    expect((await rig.logIn(email, again)).status).toBe(200);
  });

  test('ACC-15: one that a refusal left behind ends with the new password', async () => {
    await rig.settings({ fees: [{ membershipTypeId: rig.typeId, amount: 3000, time: 'before' }] });
    const email = 'left-behind@example.jp';
    const { applicationId, memberId } = await rig.apply(email);
    const cookie = await cookieOf(email);
    await rig.settings({ fees: [] });
    await decide('withdraw', applicationId, { reason: '' });
    // As it was left before refusals ended sessions.
    await collection('sessions').updateMany({ subjectId: memberId }, { $set: { revokedAt: null } });
    const second = await applyAgain(email);
    expect(await refresh(cookie)).toBe(401);
    await approve(second);
    expect(await refresh(cookie)).toBe(401);
  });
});
