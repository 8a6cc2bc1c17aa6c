import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  account,
  closeDesk,
  contract,
  made,
  openDesk,
  organization,
  platform,
  resultOf,
  setNow,
  upload,
} from '../../test/direct-debit.factory.ts';
import { debitOverview, saveContract } from './debit-contract.service.ts';
import { moveMandate, registerMandate } from './mandate.service.ts';

beforeAll(openDesk);
afterAll(closeDesk);

it('4.3, oracle 38: the file has names in the letters that its bank asks for, also of mandates from before', async () => {
  setNow('2026-05-20T03:00:00Z');
  const { scope, debtors } = await organization([5000]);
  const { memberId } = debtors[0]!;
  const named = { ...account, bankName: 'ローソン', branchName: 'ナ・カノ', holder: 'abc サポート ヲ' };
  const { mandateId, version } = await registerMandate(platform, scope, memberId, named);
  await moveMandate(platform, scope, { mandateId, to: 'active', version });
  const { letters: _letters, ...asked } = contract;
  const own = { longVowel: 'ｰ', middleDot: ' ', wo: 'ｵ' } as const;
  const changed = await saveContract(platform, scope, { ...asked, consignorName: 'カード・カイ', letters: own, version: 2 });
  // How names are written is no matter of the operator's.
  expect(changed).toMatchObject({ state: 'approved', letters: own, consignorName: 'ｶ-ﾄﾞ.ｶｲ' });
  const { read } = await made(scope, debtors);
  expect(read.header).toMatchObject({ consignorName: 'ｶｰﾄﾞ ｶｲ' });
  expect(read.rows).toMatchObject([{ bankName: 'ﾛｰｿﾝ', branchName: 'ﾅ ｶﾉ', holder: 'ABC ｻﾎﾟｰﾄ ｵ' }]);
  expect(await upload(scope, resultOf(read, ['0']))).toMatchObject({ outcome: 'taken', done: 1 });
});

it('4.3: a contract from before banks’ letters were asked for writes what most banks ask for', async () => {
  setNow('2026-05-20T03:00:00Z');
  const { scope, debtors } = await organization([5000]);
  const { memberId } = debtors[0]!;
  const { mandateId, version } = await registerMandate(platform, scope, memberId, { ...account, holder: 'サポート・ヲ' });
  await moveMandate(platform, scope, { mandateId, to: 'active', version });
  await platform.databases.payments.collection('debit_contracts').updateOne({ orgId: scope.orgId }, { $unset: { letters: '' } });
  expect((await debitOverview(platform, scope)).contract).toMatchObject({ letters: { longVowel: '-', middleDot: '.', wo: 'ｦ' } });
  expect((await made(scope, debtors)).read.rows).toMatchObject([{ holder: 'ｻﾎﾟ-ﾄ.ｦ' }]);
});
