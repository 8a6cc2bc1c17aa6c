import { randomUUID } from 'node:crypto';
import { until } from './hands.ts';
import { stack } from './house.ts';
import { type World, inDays, operatorBy } from './world.ts';

const place = { bankCode: '0005', bankName: 'ミツビシUFJ', branchCode: '202', branchName: 'ホンテン', accountKind: 'ordinary' as const };

/** A list for the bank with one member's debit on it. The operator has opened it: by the one link that no journey uses. */
export async function debitCollection({ slug, office, membershipTypeId }: World): Promise<string> {
  const contract = { consignorCode: '1234567890', consignorName: 'シノノメガツカイ', ...place, accountNumber: '0012345' };
  const { version } = await office.debits.saveContract.mutate({ ...contract, debitDay: 26, leadDays: 5, version: 0 });
  await (await operatorBy(stack().operatorTokens[3])).operations.approveDebit.mutate({ slug, version });
  const memberNumber = 'K-0001';
  const { memberId } = await office.members.create.mutate({
    familyName: '黒川',
    givenName: '誠',
    familyNameKana: 'クロカワ',
    givenNameKana: 'マコト',
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
  const bill = { memberId, billName: '年会費', amount: 8000 as never, dueOn: inDays(5) as never, idempotencyKey: randomUUID() };
  await office.billing.confirmBill.mutate(await office.billing.createBill.mutate(bill));
  const account = { at: 'bank' as const, ...place, accountNumber: '4567890', symbol: '', number: '', holder: 'クロカワ マコト' };
  const mandate = await office.debits.registerMandate.mutate({ memberNumber, account });
  await office.debits.moveMandate.mutate({ mandateId: mandate.mandateId, to: 'active', version: mandate.version });
  const { next } = await office.debits.overview.query();
  const { collectionId } = await office.debits.openCollection.mutate({ month: next!.month });
  return until('the debits of a month', async () => {
    const { collection, rows } = await office.debits.collection.query({ collectionId });
    return collection.state === 'ready' && rows.length === 1 ? collectionId : null;
  });
}
