import { afterAll, beforeAll, expect, it } from 'vitest';
import { closeDesk, made, openDesk, organization, platform, resultOf, setNow, upload } from '../../test/direct-debit.factory.ts';
import { dropDebits } from './collection-drop.service.ts';
import { debitFile } from './debit-file.service.ts';

beforeAll(openDesk);
afterAll(closeDesk);

it('BIL-18: what no bank will answer is given up, and a file that was made of it is handed out no more', async () => {
  const { scope, debtors } = await organization([5000], [6000]);
  const { collectionId } = await made(scope, debtors);
  const file = () => debitFile(platform, scope, collectionId);
  expect(await file()).toEqual(await file());
  // Left half way: some of its bills are free already.
  const collections = platform.databases.payments.collection('debit_collections');
  await collections.updateOne({ _id: collectionId as never }, { $set: { state: 'dropping' } });
  await expect(file()).rejects.toMatchObject({ code: 'DEBIT_NOT_READY' });
  expect(await dropDebits(platform, scope, collectionId)).toMatchObject({ state: 'dropped' });
  await expect(file()).rejects.toMatchObject({ code: 'DEBIT_NOT_READY' });
});

it('BIL-18: of a list that was given up in part no file is handed out either: the bank would draw what is free already', async () => {
  const { scope, debtors } = await organization([5000], [6000]);
  const { read, collectionId } = await made(scope, debtors);
  setNow('2026-05-28T03:00:00Z');
  await upload(scope, resultOf({ ...read, rows: read.rows.slice(1) }, ['0']));
  expect(await debitFile(platform, scope, collectionId)).toMatchObject({ base64: expect.any(String) });
  expect(await dropDebits(platform, scope, collectionId)).toMatchObject({ state: 'done', doneCount: 1 });
  await expect(debitFile(platform, scope, collectionId)).rejects.toMatchObject({ code: 'DEBIT_NOT_READY' });
});
