import { type BillId, newBillId, newMemberId, newOrgId } from '@tsudoi/shared/kernel/ids';
import { yen } from '@tsudoi/shared/kernel/yen';
import { payableOpened } from '@tsudoi/shared/queue/billing.messages';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { type TestDatabase, testDatabase } from '@tsudoi/shared/service/test-database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrations } from '../app/migrations.ts';
import {
  type PayableDocument,
  changePayable,
  closePayables,
  findPayables,
  forgetNames,
  keyUpdateOf,
  openPayables,
} from './payable.repository.ts';

let database: TestDatabase;
const scope = mintOrgScope(newOrgId());

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

const payablesOf = (ids: readonly BillId[]) =>
  payableOpened.payload.parse({
    payables: ids.map((payableId) => ({
      payableId,
      memberId: newMemberId(),
      memberNumber: '2026-0001',
      memberKana: 'タカハシ ミサキ',
      amount: 10_000,
      dueOn: '2026-06-01',
    })),
  }).payables;
const states = async (ids: readonly BillId[]) => (await findPayables(database.databases.payments, scope, ids)).map((row) => row.state);

describe('payables', () => {
  it('are opened once, and a closed one is not opened again by a late message', async () => {
    const ids = [newBillId(), newBillId()];
    const rows = payablesOf(ids);
    await openPayables(database.databases.payments, scope, rows);
    await openPayables(database.databases.payments, scope, rows);
    expect(await states(ids)).toEqual(['open', 'open']);
    expect(await closePayables(database.databases.payments, scope, ids)).toBe(true);
    await openPayables(database.databases.payments, scope, rows);
    expect(await states(ids)).toEqual(['closed', 'closed']);
  });

  it('a close that overtakes its opening is to be brought again, and closes then', async () => {
    const ids = [newBillId()];
    const db = database.databases.payments;
    expect(await closePayables(db, scope, ids)).toBe(false);
    await openPayables(db, scope, payablesOf(ids));
    expect(await closePayables(db, scope, [...ids, ...ids])).toBe(true);
    expect(await states(ids)).toEqual(['closed']);
  });

  it('ADJ-02: ask for what the newest revision says, whatever came first', async () => {
    const db = database.databases.payments;
    const [known, early] = [newBillId(), newBillId()];
    const [row, other] = payablesOf([known, early]);
    const amounts = async () => (await findPayables(db, scope, [known, early])).map((payable) => payable.amount);
    await openPayables(db, scope, [row!]);
    const to = (payable: typeof row, amount: number, revision: number) =>
      changePayable(db, scope, { ...payable!, amount: yen(amount) }, revision);
    await to(row, 7000, 3);
    await to(row, 9000, 2);
    await to(row, 7000, 3);
    // The change overtakes its opening.
    await to(other, 500, 2);
    await openPayables(db, scope, [row!, other!]);
    expect(await amounts()).toEqual([7000, 500]);
  });

  it('PAY-20: are found by what the newest revision says of their member and by former numbers, a closed one by nothing', async () => {
    const db = database.databases.payments;
    const [open, closed] = [newBillId(), newBillId()];
    const rows = payablesOf([open, closed]).map((row) => ({ ...row, payRef: 'B-2026-000012' }));
    await openPayables(db, scope, rows);
    await closePayables(db, scope, [closed]);
    const { payRef: _notTold, ...renamed } = { ...rows[0]!, memberNumber: '1043', memberKana: 'ヨシダ ミサキ' };
    await changePayable(db, scope, { ...renamed, formerNumbers: ['2026-0001'] }, 5);
    await changePayable(db, scope, rows[0]!, 4);
    await changePayable(db, scope, { ...renamed, payableId: closed }, 5);
    const found = new Map((await findPayables(db, scope, [open, closed])).map((row) => [row._id, row]));
    expect(found.get(open)).toMatchObject({ memberNumber: '1043', memberKana: 'ヨシダ ミサキ', payRef: 'B-2026-000012', revision: 5 });
    expect(found.get(open)!.keys!.toSorted()).toEqual(['#1043', '#20260001', '#B2026000012', 'k:ヨシダミサキ']);
    expect(found.get(closed)).toMatchObject({ state: 'closed', keys: [] });
    // A number that is somebody else's again, after the undo of a merge.
    await changePayable(db, scope, { ...renamed, formerNumbers: [] }, 6);
    expect((await findPayables(db, scope, [open]))[0]!.keys!.toSorted()).toEqual(['#1043', '#B2026000012', 'k:ヨシダミサキ']);
  });

  it('PAY-20: get their keys anew where a legal form is known that was not before; whom nothing names stays so', async () => {
    const db = database.databases.payments;
    const ids = [newBillId(), newBillId(), newBillId()] as const;
    const rows = payablesOf(ids).map((row) => ({ ...row, memberKana: 'コクリツダイガクホウジン トウトダイガク' }));
    await openPayables(db, scope, rows);
    await closePayables(db, scope, [ids[2]]);
    const stored = db.collection<PayableDocument>('payables');
    await stored.updateOne({ _id: ids[0] }, { $set: { keys: ['#20260001', 'k:コクリツダイガクホオジントオトダイガク'] } });
    await stored.updateOne({ _id: ids[1] }, { $set: { keys: [] } });
    for (let times = 0; times < 2; times += 1) await migrations.find(({ id }) => id === '2026-11-30-payable-keys')!.run(db);
    const found = new Map((await findPayables(db, scope, ids)).map((row) => [row._id, row.keys]));
    expect(ids.map((id) => found.get(id))).toEqual([['#20260001', 'k:トオトダイガク'], [], []]);
  });

  it('PAY-20: keep the keys of what changed, was closed or forgotten since they were read to be given new ones', async () => {
    const db = database.databases.payments;
    const own = mintOrgScope(newOrgId());
    const ids = [newBillId(), newBillId(), newBillId()] as const;
    const rows = payablesOf(ids);
    await openPayables(db, own, rows);
    const stored = db.collection<PayableDocument>('payables');
    await stored.updateMany({ orgId: own.orgId }, { $set: { keys: ['k:タカハシ'] } });
    const keysOf = async () => {
      const found = new Map((await findPayables(db, own, ids)).map((row) => [row._id, row.keys]));
      return ids.map((id) => found.get(id));
    };
    const updates = (await findPayables(db, own, ids)).map((row) => ({ updateOne: keyUpdateOf(row)! }));
    await changePayable(db, own, { ...rows[0]!, memberNumber: '1043' }, 1);
    await closePayables(db, own, [ids[1]]);
    await stored.bulkWrite(updates);
    expect(await keysOf()).toEqual([['#1043', 'k:タカハシミサキ'], [], ['#20260001', 'k:タカハシミサキ']]);
    await forgetNames(db, own);
    await stored.bulkWrite(updates);
    expect(await keysOf()).toEqual([[], [], []]);
  });

  it('of another organisation stay as they are', async () => {
    const ids = [newBillId()];
    await openPayables(database.databases.payments, scope, payablesOf(ids));
    expect(await closePayables(database.databases.payments, mintOrgScope(newOrgId()), ids)).toBe(false);
    expect(await states(ids)).toEqual(['open']);
  });
});
