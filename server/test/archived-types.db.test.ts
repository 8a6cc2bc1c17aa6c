import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { workOnProofs } from '../src/modules/members/proof-work.service.ts';
import { type JoiningRig, officeStories, startJoiningRig } from './joining.factory.ts';
import { memberFields } from './server-rig.ts';

let rig: JoiningRig;
beforeAll(async () => {
  rig = await startJoiningRig();
});
afterEach(() => rig.travel(0));
afterAll(() => rig.stop());

const { detail, member, collection, decide, approve } = officeStories(() => rig);
const year = new Date().getFullYear() + 1;
/** Noon in Japan of a day, MM-DD, which is far ahead: every session is over by then. */
const goTo = (day: string) => rig.travel(Date.parse(`${year}-${day}T03:00:00Z`) - Date.now());
const office = async (procedure: string, input?: unknown) => {
  const { email, password, slug } = rig.office;
  const { accessToken } = await rig.get('identity.adminLogin', { org: slug, email, password });
  return rig.ask(procedure, input, accessToken);
};
const typeCalled = async (name: string): Promise<string> =>
  (await office('membershipTypes.create', { name, annualFee: 5000 })).data.membershipTypeId;
const archive = (membershipTypeId: string) => office('membershipTypes.archive', { membershipTypeId });
const setArchived = (type: string, archived: boolean) => collection('membership_types').updateOne({ _id: type }, { $set: { archived } });
const addMember = async (typeId: string, changes: Record<string, unknown> = {}): Promise<string> =>
  (await office('members.create', { ...memberFields(typeId, changes), issueProvisional: false })).data.memberId;

describe('RNK-02: a type is not put away while members will get it without anybody giving it to them', () => {
  test('RNK-02, #11: a yearly proof that asks of a type or falls back to it; one that was put away in spite of it is given to nobody', async () => {
    const [asking, former] = [await typeCalled('学生会員'), await typeCalled('正会員（旧）')];
    const rule = { membershipTypeId: asking, opensOn: '04-01', dueOn: '04-15', fallbackTypeId: former };
    await office('proofs.saveRule', rule);
    expect((await archive(former)).data).toMatchObject({ domainCode: 'MEMBERSHIP_TYPE_IN_PROOF', params: { name: '学生会員' } });
    expect((await archive(asking)).code).toBe('MEMBERSHIP_TYPE_IN_PROOF');
    await office('proofs.dropRule', { membershipTypeId: asking });
    for (const type of [asking, former]) {
      expect((await archive(type)).status).toBe(200);
      await office('membershipTypes.restore', { membershipTypeId: type });
    }

    // Put away while the rule was being made.
    await office('proofs.saveRule', rule);
    const student = await addMember(asking);
    await setArchived(former, true);
    goTo('04-16');
    const typeOf = async () => (await office('members.get', { memberId: student })).data.membershipTypeName;
    await workOnProofs(rig.service.platform);
    expect(await typeOf()).toBe('学生会員');
    await office('membershipTypes.restore', { membershipTypeId: former });
    await workOnProofs(rig.service.platform);
    expect(await typeOf()).toBe('正会員（旧）');
  });

  test('RNK-02, ACC-09: an application to come back that waits for it; an approval gives no type that was put away', async () => {
    const email = 'associate@example.jp';
    const memberId = await addMember(rig.typeId, { contactEmail: email });
    await office('members.changeStatus', { memberId, status: 'withdrawn', effectiveOn: '2024-04-01', reason: '転居' });
    const associate = await typeCalled('準会員');
    await rig.settings({ membershipTypeIds: [rig.typeId, associate] });
    const { applicationId } = await rig.apply(email, { membershipTypeId: associate });
    expect((await detail(applicationId)).kind).toBe('rejoin');
    expect((await archive(associate)).data).toMatchObject({ domainCode: 'MEMBERSHIP_TYPE_APPLIED_FOR', params: { applications: 1 } });
    await setArchived(associate, true);
    expect((await approve(applicationId)).data).toMatchObject({ domainCode: 'MEMBERSHIP_TYPE_ARCHIVED', params: { name: '準会員' } });
    expect(await member(memberId)).toMatchObject({ status: 'withdrawn', membershipTypeId: rig.typeId });
    await setArchived(associate, false);
    expect((await decide('reject', applicationId, { reason: '辞退のため' })).status).toBe(200);
    expect((await archive(associate)).status).toBe(200);
  });
});
