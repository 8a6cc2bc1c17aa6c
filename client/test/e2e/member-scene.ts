import { randomUUID } from 'node:crypto';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { type Enrolled, type World, inDays, takeIn } from './world.ts';

const roll = [
  '会員番号,姓,名,セイ,メイ,会員種別,メール,電話,郵便番号,住所,生年月日,入会日',
  ',佐藤,健一,ｻﾄｳ,けんいち,正会員,kenichi@example.jp,０３－１２３４－５６７８,100-0001,東京都千代田区千代田1-1,S55.4.1,2020/4/1',
  ',渡邉,陽菜,わたなべ,ひな,正会員,,,,,H12.5.3,R8.4.1',
  'A-1,川,二,漢字,ニ,ない種別,takeda@@example.jp,12,15-0043,,2026/2/30,',
].join('\r\n');

export async function imports(world: World): Promise<Record<string, string>> {
  return {
    uploaded: await takeIn(world, '名簿_2026.csv', roll, 'uploaded'),
    checked: await takeIn(world, '名簿_2026.csv', roll, 'checked'),
    done: await takeIn(world, '名簿_済.csv', roll, 'done'),
  };
}

/** Changes of several at once: a status that one of them cannot be given, a tag, and a type that they have already. */
export async function memberJobs({ office }: World, ids: readonly string[]): Promise<Record<string, string>> {
  const memberIds = ids.map((id) => id as never);
  const planned = { status: 'suspended' as const, effectiveOn: inDays(90) as never, reason: '本人の申し出', nextSteps: [] };
  const { statusJobId } = await office.members.changeStatuses.mutate({ ...planned, memberIds, idempotencyKey: randomUUID() });
  const tag = { action: 'add' as const, tag: '委員', members: { memberIds } };
  const { tagJobId } = await office.members.changeTags.mutate({ ...tag, idempotencyKey: randomUUID() });
  const [type] = await office.membershipTypes.list.query();
  const typed = { memberIds, membershipTypeId: type!.membershipTypeId };
  const { typeJobId } = await office.members.changeTypes.mutate({ ...typed, idempotencyKey: randomUUID() });
  return { status: statusJobId, tags: tagJobId, type: typeJobId };
}

/** Somebody on the roll under a number of their own, without a log-in. */
export async function onRoll(
  { office, membershipTypeId }: World,
  familyName: string,
  givenName: string,
  kana: readonly [string, string],
  memberNumber: string,
): Promise<{ readonly memberId: MemberId }> {
  const empty = { contactEmail: '', phone: '', postalCode: '', address: '', affiliation: '', birthDate: '', memo: '' } as const;
  const { memberId } = await office.members.create.mutate({
    ...empty,
    familyName,
    givenName,
    memberNumber,
    familyNameKana: kana[0],
    givenNameKana: kana[1],
    membershipTypeId: membershipTypeId as never,
    joinedOn: '2020-04-01' as never,
    issueProvisional: false,
  });
  return { memberId };
}

/** A field whose change the office approves. */
export async function addAskedField({ office }: World, label: string): Promise<string> {
  const settings = { kind: 'text' as const, hint: '', required: false, memberAccess: 'approval' as const, onJoining: false, options: [] };
  const { fields } = await office.customFields.create.mutate({ ...settings, label });
  return fields.find((field) => field.label === label)!.fieldId;
}

/** A change that a member has asked for and nobody has decided; one before it was refused. */
export async function askChange(world: World, { me, memberId }: Enrolled): Promise<void> {
  const fieldId = await addAskedField(world, '研究者番号');
  const ask = async (value: string) => {
    const { phone, postalCode, affiliation, version } = await me.members.myProfile.query();
    const form = { phone: phone as never, postalCode: postalCode as never, address: '', affiliation, version };
    await me.members.updateMyProfile.mutate({ ...form, custom: { [fieldId]: value } });
  };
  await ask('0000-0000-0000-0000');
  const { rows } = await world.office.changeRequests.list.query({ memberId: memberId as never });
  const changes = rows.map(({ changeRequestId, now }) => ({ changeRequestId, now }));
  await world.office.changeRequests.decide.mutate({ changes, accept: false, reason: '番号が違います。' });
  await ask('0000-0002-1825-0097');
}
