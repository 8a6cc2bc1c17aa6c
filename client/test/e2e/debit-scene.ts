import { randomUUID } from 'node:crypto';
import { jstDateOf, partsOfDate } from '@tsudoi/shared/kernel/jst';
import { until } from './hands.ts';
import { stack } from './house.ts';
import { codeOf } from '@tsudoi/shared/service/one-time-code';
import { type World, caller, inDays } from './world.ts';

const place = { bankCode: '0005', bankName: 'ミツビシUFJ', branchCode: '202', branchName: 'ホンテン', accountKind: 'ordinary' as const };
const account = { at: 'bank' as const, ...place, accountNumber: '45678', symbol: '', number: '' };

/** Somebody of the operator, whose link is used for nothing else. */
async function operator() {
  const token = stack().operatorTokens[3];
  const { secret } = await caller(null).operations.startSetup.mutate({ token });
  const grant = await caller(null).operations.finishSetup.mutate({ token, password: 'yuugure no suzukaze', code: codeOf(secret) });
  return caller(null, { 'x-tsudoi-operator': grant.accessToken });
}

/**
 * A day whose list is not to be closed now: a job that looks once a minute would take what the members owe into a list of its own,
 * maybe before both of them are there.
 */
function quietDebitDay(): number {
  const { day } = partsOfDate(jstDateOf(new Date()));
  return day > 8 && day < 20 ? 26 : 15;
}

/** The organisation has its contract with the bank, and the operator has approved it. */
export async function openDebits({ office, slug }: World, debitDay: number, leadDays: number): Promise<void> {
  const consignor = { consignorCode: '1234567890', consignorName: 'ｼﾉﾉﾒｶﾞﾂｶｲ' };
  const { version } = await office.debits.saveContract.mutate({
    ...consignor,
    ...place,
    accountNumber: '12345',
    debitDay,
    leadDays,
    version: 0,
  });
  await (await operator()).operations.approveDebit.mutate({ slug, version });
}

/** A member's paper has come back, and the bank draws by it. */
export async function mandateFor({ office }: World, memberNumber: string, holder: string): Promise<void> {
  const mandate = await office.debits.registerMandate.mutate({ memberNumber, account: { ...account, holder } });
  await office.debits.moveMandate.mutate({ mandateId: mandate.mandateId, to: 'active', version: mandate.version });
}

/** A month's list with so many debits in it, and its file for the bank. */
export async function fileOfMonth({ office }: World, month: string, debits: number) {
  const { collectionId } = await office.debits.openCollection.mutate({ month: month as never });
  await until('the list of debits', async () => {
    const { collection } = await office.debits.collection.query({ collectionId });
    return collection.state === 'ready' && collection.count === debits ? true : null;
  });
  return { collectionId, file: await office.debits.file.mutate({ collectionId }) };
}

/** Next month's debits of two members, with the file for the bank made: from then on the bank's result is waited for. */
export async function debitCollection(world: World): Promise<string> {
  const { office, membershipTypeId } = world;
  await openDebits(world, quietDebitDay(), 5);
  for (const [memberNumber, givenName, holder] of [
    ['K-0001', '由紀', 'ミヤシタ ユキ'],
    ['K-0002', '亮', 'ミヤシタ リョウ'],
  ] as const) {
    const { memberId } = await office.members.create.mutate({
      familyName: '宮下',
      givenName,
      familyNameKana: 'ミヤシタ',
      givenNameKana: 'ヨミ',
      membershipTypeId: membershipTypeId as never,
      memberNumber,
      contactEmail: '',
      phone: '',
      postalCode: '',
      address: '',
      affiliation: '',
      birthDate: '',
      joinedOn: '2020-04-01' as never,
      memo: '',
      issueProvisional: false,
    });
    const { billId } = await office.billing.createBill.mutate({
      memberId,
      billName: '2026年度 年会費',
      amount: 10_000 as never,
      dueOn: inDays(10) as never,
      idempotencyKey: randomUUID(),
    });
    await office.billing.confirmBill.mutate({ billId });
    await mandateFor(world, memberNumber, holder);
  }
  return (await fileOfMonth(world, inDays(31).slice(0, 7), 2)).collectionId;
}
