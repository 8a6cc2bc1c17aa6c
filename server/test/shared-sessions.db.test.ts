import { afterAll, beforeAll, expect, test } from 'vitest';
import { rootRouter } from '../src/app/root.router.ts';
import type { ProcedureMeta } from '../src/platform/trpc.ts';
import { inputs } from './procedure-inputs.ts';
import { type ServerRig, startServerRig } from './server-rig.ts';
import { type Side, makeSide } from './side.factory.ts';

let rig: ServerRig;
let side: Side;
beforeAll(async () => {
  rig = await startServerRig();
  side = await makeSide(rig, '白鳥');
  // The member agrees that their mailbox lets others in, and the session is one that was opened so.
  const { server } = rig.database.databases;
  const memberId = side.ids['memberId']!;
  const { contactEmail } = (await server.collection<{ _id: string; contactEmail: string }>('members').findOne({ _id: memberId }))!;
  expect(contactEmail).not.toBe('');
  await server.collection('member_accounts').updateOne({ memberId }, { $set: { sharedMailbox: contactEmail } });
  await server.collection('sessions').updateMany({ subjectId: memberId }, { $set: { viaMailbox: contactEmail } });
});
afterAll(() => rig.stop());

const procedures = Object.entries(rootRouter._def.procedures).map(([path, procedure]) => {
  const { meta, type } = (procedure as unknown as { _def: { meta?: ProcedureMeta; type: string } })._def;
  return { path, meta, type };
});
const ofMembers = procedures.filter(({ meta }) => meta?.audience === 'my' || meta?.audience === 'signed_in');

/**
 * What stays open to who came in by a shared mailbox: to pay a bill, the bill of a renewal among them, with its papers; to log
 * out; and what asks for the password itself.
 */
const open = ['documents.issueInvoice', 'documents.issueReceipt', 'identity.changePassword', 'payments.startCharge', 'renewals.renewMine'];

test('M3, decision 0013: who came in by a shared mailbox reads and pays; whatever else a member may do is refused', async () => {
  const mutations = ofMembers.filter(({ type, path }) => type === 'mutation' && path !== 'identity.endSession').map(({ path }) => path);
  expect(mutations.length).toBeGreaterThan(25);
  const notRefused: string[] = [];
  for (const path of mutations) {
    const { code } = await rig.ask(path, inputs[path]?.(side.ids), side.member);
    if (code !== 'OWN_LOGIN_NEEDED') notRefused.push(path);
  }
  expect(notRefused.toSorted()).toEqual(open);
});

test('M3: such a session says so, ends itself and no other, and leaves no file behind', async () => {
  const ask = (procedure: string, input?: unknown) => rig.ask(procedure, input, side.member);
  expect((await ask('identity.viewer')).data).toMatchObject({ audience: 'my', viaMailbox: true });
  for (const read of ['billing.myBills', 'members.myProfile']) expect((await ask(read)).status, read).toBe(200);
  const authorization = `Bearer ${side.member}`;
  const to = `${rig.url}/uploads/files/${side.ids['fileFieldId']}`;
  const sent = await fetch(to, { method: 'POST', headers: { authorization }, body: new FormData() });
  expect(await sent.json()).toMatchObject({ domainCode: 'OWN_LOGIN_NEEDED' });
  const other = 'ses_01JZZZZZZZZZZZZZZZZZZZZZZZ';
  expect((await ask('identity.endSession', { sessionId: other })).code).toBe('OWN_LOGIN_NEEDED');
  const [own] = (await ask('identity.sessions')).data.filter(({ current }: { current: boolean }) => current);
  expect((await ask('identity.endSession', { sessionId: own.sessionId })).status).toBe(200);
  expect((await ask('identity.viewer')).status).toBe(401);
});
