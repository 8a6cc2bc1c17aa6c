import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rootRouter } from '../src/app/root.router.ts';
import { createOperator } from '../src/modules/operations/operator-account.service.ts';
import type { ProcedureMeta } from '../src/platform/trpc.ts';
import { type TestOperator, addOperator } from './operator.factory.ts';
import { addScreeningDocument } from './screening.factory.ts';
import { type ServerRig, startServerRig } from './server-rig.ts';

let rig: ServerRig;
let support: TestOperator;
let admin: TestOperator;
beforeAll(async () => {
  rig = await startServerRig();
  [support, admin] = [await addOperator(rig, 'sato', 'support'), await addOperator(rig, 'mori')];
});
afterAll(() => rig.stop());

const ask = (operator: TestOperator, procedure: string, input?: unknown) => rig.ask(procedure, input, null, operator.headers);
const operators = () => rig.database.databases.server.collection<{ _id: string; role?: string }>('operators');
type Doors = Record<string, { _def: { meta?: ProcedureMeta } }>;
const doors = Object.entries(rootRouter._def.procedures as unknown as Doors).flatMap(([path, { _def }]) =>
  _def.meta?.audience === 'operator' ? [path] : [],
);
/** What somebody who only helps may do: say who they are, and look after a recovery that somebody else approves. */
const helps = ['operations.me', 'operations.recoveries', 'operations.proposeRecovery', 'operations.stopRecovery'];

describe('domain.md 1: who helps people for the operator decides nothing', () => {
  test('domain.md 1: support is refused at every door of money, applications and organisations, whatever is sent there', async () => {
    for (const door of ['payoutDesk.list', 'payoutDesk.approve', 'payoutDesk.setFeeTable', 'payoutDesk.enterAccount'])
      expect(doors, door).toContain(door);
    for (const door of ['decideScreening', 'enterAccount', 'rotateSecret', 'suspend', 'approveRecovery'])
      expect(doors, door).toContain(`operations.${door}`);
    const refused: string[] = [];
    for (const door of doors) if ((await ask(support, door)).code === 'FORBIDDEN') refused.push(door);
    expect(refused.toSorted()).toEqual(doors.filter((door) => !helps.includes(door)).toSorted());
    for (const door of doors) expect((await ask(admin, door)).code, door).not.toBe('FORBIDDEN');
  });

  test('domain.md 1: no document of an application and no result of a bank is support’s to open or to hand in', async () => {
    const office = await rig.signUp();
    const fileId = await addScreeningDocument(rig, office.token, 'bylaws', '会則.pdf');
    const paper = (operator: TestOperator) => fetch(`${rig.url}/documents/ops/screening/${fileId}`, { headers: operator.headers });
    // Not sent yet: to whoever decides it is not there.
    expect([(await paper(support)).status, (await paper(admin)).status]).toEqual([403, 404]);
    const result = (operator: TestOperator) =>
      fetch(`${rig.url}/uploads/ops/debit-results/${office.slug}`, { method: 'POST', headers: operator.headers, body: '' });
    expect((await result(support)).status).toBe(403);
    expect((await result(admin)).status).not.toBe(403);
  });

  test('domain.md 1: a role that is taken or given counts with the next call; a new link leaves it, and who was there before decides', async () => {
    const db = rig.database.databases.server;
    const role = async (operator: TestOperator) => (await ask(operator, 'operations.me')).data.role as string;
    const person = { operatorId: 'sato', name: 'sato' };
    expect([await role(support), await role(admin)]).toEqual(['support', 'admin']);
    await createOperator(db, person, new Date());
    expect(await role(support)).toBe('support');
    await createOperator(db, { ...person, role: 'admin' }, new Date());
    expect(await role(support)).toBe('admin');
    await createOperator(db, { ...person, role: 'support' }, new Date());
    expect((await ask(support, 'payoutDesk.list')).code).toBe('FORBIDDEN');
    await operators().updateOne({ _id: 'mori' }, { $unset: { role: '' } });
    expect(await role(admin)).toBe('admin');
  });
});
