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

/** Next month's debits of two members, with the file for the bank made: from then on the bank's result is waited for. */
export async function debitCollection({ office, slug, membershipTypeId }: World): Promise<string> {
  const form = {
    consignorCode: '1234567890',
    consignorName: 'ｼﾉﾉﾒｶﾞﾂｶｲ',
    ...place,
    accountNumber: '12345',
    debitDay: quietDebitDay(),
    leadDays: 5,
  };
  const { version } = await office.debits.saveContract.mutate({ ...form, version: 0 });
  await (await operator()).operations.approveDebit.mutate({ slug, version });
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
    const mandate = await office.debits.registerMandate.mutate({ memberNumber, account: { ...account, holder } });
    await office.debits.moveMandate.mutate({ mandateId: mandate.mandateId, to: 'active', version: mandate.version });
  }
  const month = inDays(31).slice(0, 7) as never;
  const { collectionId } = await office.debits.openCollection.mutate({ month });
  await until('the list of debits', async () => {
    const { collection } = await office.debits.collection.query({ collectionId });
    return collection.state === 'ready' && collection.count === 2 ? true : null;
  });
  await office.debits.file.mutate({ collectionId });
  return collectionId;
}
