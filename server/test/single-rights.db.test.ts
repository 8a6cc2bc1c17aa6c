import { randomUUID } from 'node:crypto';
import { type Permission, permissions } from '@tsudoi/shared/contracts/identity/identity.contract';
import { withImplied } from '@tsudoi/shared/contracts/identity/permission.contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rootRouter } from '../src/app/root.router.ts';
import type { ProcedureMeta } from '../src/platform/trpc.ts';
import { inputs } from './procedure-inputs.ts';
import { type ServerRig, memberFields, startServerRig } from './server-rig.ts';
import { type Side, makeSide, signInAs } from './side.factory.ts';

/** On the record of a member only, and on no bill. */
const secret = { memo: '内々の覚え書き', birthDate: '1961-02-03', affiliation: '鴎の研究室' };

let rig: ServerRig;
let side: Side;

beforeAll(async () => {
  rig = await startServerRig();
  side = await makeSide(rig, '鴎');
  const fields = memberFields(side.ids['membershipTypeId']!, { contactEmail: '', ...secret });
  const { memberId } = await rig.get('members.create', { ...fields, issueProvisional: false }, side.owner);
  side.ids['memberId'] = memberId;
});
afterAll(() => rig.stop());

const office = Object.entries(rootRouter._def.procedures).flatMap(([path, procedure]) => {
  const { meta, type } = (procedure as unknown as { _def: { meta: ProcedureMeta; type: string } })._def;
  return meta.rights ? [{ path, rights: meta.rights, type }] : [];
});
/** Somebody whose box of one right alone was ticked, when a right still stood for itself. */
const withOne = async (right: Permission) => (await signInAs(rig, side, 'staff', [right])).token;

describe('ADM-01 ADM-02: one right alone', () => {
  test('ADM-02: it opens what it says and what it brings along, and no member to whoever may not see members', async () => {
    for (const right of permissions) {
      const token = await withOne(right);
      const held = withImplied([right]);
      expect((await rig.get('identity.viewer', undefined, token)).permissions).toEqual(held);
      for (const { path, rights, type } of office) {
        const isOpen = rights.some((each) => held.includes(each));
        if (isOpen && type === 'mutation') continue;
        const answer = await rig.ask(path, inputs[path]?.(side.ids), token);
        if (!isOpen) expect(answer.code, `${path} with ${right}`).toBe('FORBIDDEN');
        if (!held.includes('members.read'))
          for (const told of Object.values(secret)) expect(answer.body, `${path} with ${right}`).not.toContain(told);
      }
    }
  });

  test('ADM-01: whoever changes members sees them, in the list and as the answer to a change', async () => {
    const token = await withOne('members.write');
    expect((await rig.get('members.get', { memberId: side.ids['memberId'] }, token)).memo).toBe(secret.memo);
    for (const path of ['members.list', 'membershipTypes.list', 'customFields.list'])
      expect((await rig.ask(path, inputs[path]?.(side.ids), token)).status, path).toBe(200);
  });

  test('ADM-01: every screen of the settings loads for whoever may change settings and sees no member, and prices are set there', async () => {
    const token = await withOne('settings');
    for (const path of [
      'membershipTypes.list',
      'customFields.list',
      'memberSettings.get',
      'members.numbering',
      'renewals.settings',
      'applications.settings',
      'billing.items',
      'dunning.settings',
      'documents.paperSettings',
      'payments.providerAccounts',
      'payouts.account',
      'payouts.feeTerms',
      'screening.get',
      'webhooks.list',
      'organizations.current',
      'organizations.security',
    ])
      // What the payments service holds is refused here for want of that service alone.
      expect([200, 503], path).toContain((await rig.ask(path, inputs[path]?.(side.ids), token)).status);
    const item = { name: '施設維持費', category: 'annual', proviso: '施設維持費として' };
    expect((await rig.ask('billing.createItem', item, token)).status).toBe(200);
    expect((await rig.ask('billing.createItem', { ...item, name: '会報代' }, await withOne('billing.write'))).code).toBe('FORBIDDEN');
  });

  test('BIL-01: whoever makes bills sees what a run is made of', async () => {
    const token = await withOne('billing.write');
    for (const path of ['membershipTypes.list', 'billing.items', 'billing.runs', 'billing.bills'])
      expect((await rig.ask(path, inputs[path]?.(side.ids), token)).status, path).toBe(200);
    expect((await rig.ask('memberSettings.get', undefined, token)).code).toBe('FORBIDDEN');
  });
});

describe('ADM-02: who owes is told by the bills', () => {
  const post = async (path: string, body: object, token: string) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const response = await fetch(`${rig.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    await response.arrayBuffer();
    return response.status;
  };
  const wish = { list: 'members', format: 'csv_utf8', columns: ['姓'] };
  const doors: Readonly<Record<string, (token: string, choice: object) => Promise<number>>> = {
    list: async (token, choice) => (await rig.ask('members.list', choice, token)).status,
    hidden: async (token, choice) => (await rig.ask('members.hidden', { q: '鴎', ...choice }, token)).status,
    'hidden counts': async (token, choice) => (await rig.ask('members.hiddenCounts', { q: '鴎', ...choice }, token)).status,
    tags: async (token, choice) => {
      const asked = { action: 'add', tag: '督促', members: { filter: choice }, idempotencyKey: randomUUID() };
      return (await rig.ask('members.changeTags', asked, token)).status;
    },
    'check of a paper': async (token, choice) => (await rig.ask('members.paperCheck', { paper: 'roll', ...choice }, token)).status,
    paper: (token, choice) => post('/downloads/member-papers', { paper: 'roll', ...choice }, token),
    'check of a file': async (token, choice) => (await rig.ask('reports.exportCheck', { ...wish, ...choice }, token)).status,
    file: (token, choice) => post('/downloads/members', { ...wish, ...choice }, token),
    'file in the background': async (token, choice) =>
      (await rig.ask('reports.startListExport', { wish: { ...wish, ...choice }, idempotencyKey: randomUUID() }, token)).status,
  };

  test('ADM-02: nobody is listed, tagged, printed or taken away by it without the right to see bills', async () => {
    const rights = ['members.write', 'members.export'];
    const { token } = await signInAs(rig, side, 'staff', rights);
    const biller = await signInAs(rig, side, 'staff', [...rights, 'billing.read']);
    for (const [name, door] of Object.entries(doors)) {
      for (const choice of [
        { dues: 'owing' },
        { dues: 'clear' },
        {
          anyOf: [
            { by: 'status', value: 'active' },
            { by: 'dues', value: 'owing' },
          ],
        },
      ]) {
        expect(await door(token, choice), name).toBe(403);
        expect(await door(biller.token, choice), name).toBe(200);
      }
      expect(await door(token, { anyOf: [{ by: 'status', value: 'active' }] }), name).toBe(200);
    }
  });
});
