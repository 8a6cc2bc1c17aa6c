import { permissions } from '@tsudoi/shared/contracts/identity/identity.contract';
import type { MemberStatus } from '@tsudoi/shared/contracts/members/member-status.contract';
import {
  type BillingItemId,
  type MemberId,
  type MembershipTypeId,
  newMembershipTypeId,
  newOrgId,
  newSessionId,
  newStatusEntryId,
  newUserId,
} from '@tsudoi/shared/kernel/ids';
import { type JstDate, jstDate } from '@tsudoi/shared/kernel/jst';
import { yen } from '@tsudoi/shared/kernel/yen';
import { noAddress, splitAddress } from '@tsudoi/shared/kernel/postal-address';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { MemberActor, UserActor } from '../src/platform/actor.ts';
import { listItems } from '../src/modules/billing/billing-item.repository.ts';
import { newMember } from '../src/modules/members/member.factory.ts';
import { type MemberDocument, insertMembers } from '../src/modules/members/member.repository.ts';
import { insertMembershipType } from '../src/modules/members/membership-type.repository.ts';
import { insertOrganization } from '../src/modules/organizations/organizations.public.ts';
import type { TestServer } from './server.factory.ts';

export interface TestOrganization {
  readonly scope: OrgScope;
  readonly owner: UserActor;
  /** 年会費, which every organisation begins with. */
  readonly itemId: BillingItemId;
  /** 正会員, 10,000 yen a year. */
  readonly regular: MembershipTypeId;
  addType(name: string, annualFee: number): Promise<MembershipTypeId>;
  addMember(given?: Partial<MemberDocument>): Promise<MemberDocument>;
  addMembers(count: number, given?: Partial<MemberDocument>): Promise<MemberDocument[]>;
  asMember(memberId: MemberId): MemberActor;
}

let organizations = 0;

/** An organisation that is open for business, with an owner and one membership type. */
export async function openOrganization({ platform }: TestServer, name = '一般社団法人 日本睡眠検査技師会'): Promise<TestOrganization> {
  const orgId = newOrgId();
  const scope = mintOrgScope(orgId);
  organizations += 1;
  let order = 0;
  let numbers = 0;
  const { client, server: db } = platform.databases;
  const addType = async (typeName: string, annualFee: number) => {
    const type = {
      _id: newMembershipTypeId(),
      orgId,
      name: typeName,
      annualFee: yen(annualFee),
      order: (order += 1),
      archived: false,
      version: 0,
    };
    await inTransaction(client, (session) => insertMembershipType(scope, type, session));
    return type._id;
  };
  await inTransaction(client, async (session) => {
    await insertOrganization(
      {
        _id: orgId,
        slug: `org-${organizations}`,
        name,
        kind: 'other',
        status: 'active',
        fiscalYearStartMonth: 4,
        postalAddress: '東京都千代田区神田錦町3丁目11番',
        phone: '03-0000-0000',
        contactEmail: 'office@example.com',
        representative: '代表理事 𠮷田 健一',
        secondStepRequired: false,
        passwordPolicy: 'open',
        version: 0,
        createdAt: platform.clock.now(),
      },
      session,
    );
    await platform.hooks.organizationActivated(scope, session);
  });
  const regular = await addType('正会員', 10_000);
  const [item] = await listItems(db, scope);
  const addMembers = async (count: number, given: Partial<MemberDocument> = {}) => {
    const members = Array.from({ length: count }, (): MemberDocument => {
      numbers += 1;
      const parts = given.address === undefined ? {} : { addressParts: splitAddress(given.address) };
      return { ...memberOf(scope, platform.clock.today(), regular, numbers), ...parts, ...given };
    });
    // A transaction has a size; what derives from a member is more than the member.
    for (let from = 0; from < count; from += 500)
      await inTransaction(client, (session) => insertMembers(scope, members.slice(from, from + 500), session));
    return members;
  };
  return {
    scope,
    owner: { kind: 'user', userId: newUserId(), role: 'owner', permissions, sessionId: newSessionId(), scope, name: '佐藤 花子' },
    itemId: item!._id,
    regular,
    addType,
    addMembers,
    addMember: async (given) => (await addMembers(1, given))[0]!,
    asMember: (memberId) => ({ kind: 'member', memberId, sessionId: newSessionId(), scope, name: '' }),
  };
}

const joined = jstDate('2020-04-01');

function memberOf(scope: OrgScope, today: JstDate, membershipTypeId: MembershipTypeId, number: number): MemberDocument {
  return newMember(scope, {
    fields: {
      familyName: '髙橋',
      givenName: `美咲${number}`,
      familyNameKana: 'タカハシ',
      givenNameKana: 'ミサキ',
      membershipTypeId,
      memberNumber: '',
      contactEmail: `member${number}@example.com` as never,
      phone: '',
      postalCode: '',
      address: noAddress,
      affiliation: '',
      birthDate: '',
      joinedOn: joined,
      memo: '',
    },
    memberNumber: `2026-${String(number).padStart(4, '0')}`,
    actorName: '佐藤 花子',
    now: new Date('2020-04-01T00:00:00Z'),
    today,
  });
}

/** Somebody of the office who is written to when a setting fails; their address. */
export async function addKeeper({ platform }: TestServer, { scope: { orgId }, owner }: TestOrganization): Promise<string> {
  const person = { email: `keeper@${orgId}.example`, role: 'owner', permissions: null, familyName: '高橋', givenName: '実' };
  const user = { _id: owner.userId as never, orgId, ...person, verifiedAt: new Date() };
  await platform.databases.server.collection('org_users').insertOne(user);
  return person.email;
}

/** What a history says: active since they joined, and then each of these from its day on. */
export function historyOf(...changes: (readonly [MemberStatus, string])[]): Pick<MemberDocument, 'statusEntries'> {
  const entries = [['active', joined] as const, ...changes];
  const statusEntries = entries.map(([status, day]) => ({
    entryId: newStatusEntryId(),
    status,
    effectiveOn: jstDate(day),
    recordedAt: new Date('2020-04-01T00:00:00Z'),
    actor: '佐藤 花子',
    reason: '',
  }));
  return { statusEntries };
}

/** Of a member who leaves on a day: active until then. */
export const leavingOn = (day: string): Pick<MemberDocument, 'statusEntries' | 'withdrawnOn'> => ({
  ...historyOf(['withdrawn', day]),
  withdrawnOn: jstDate(day),
});
