import { type AuditId, auditIdFrom, newMemberId } from '@tsudoi/shared/kernel/ids';
import { countCommands } from '@tsudoi/shared/service/command-counter';
import { createLog } from '@tsudoi/shared/service/log';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { auditChecks } from './audit-checks.ts';
import { recordAudit, recordAudits } from '../../server/src/modules/audit/audit.public.ts';
import { type AuditSealer, sealHash, startAuditSealer } from '../../server/src/modules/audit/audit-sealer.service.ts';
import { type TestOrganization, openOrganization } from '../../server/test/organization.factory.ts';
import { type TestServer, startTestServer } from '../../server/test/server.factory.ts';

let server: TestServer;
let here: TestOrganization;
let sealers: AuditSealer[];
beforeEach(async () => {
  server = await startTestServer('2026-04-10T03:00:00Z', 'watched');
  here = await openOrganization(server);
  sealers = [];
});
afterEach(async () => {
  for (const sealer of sealers) await sealer.stop();
  await server.close();
});

const db = () => server.platform.databases.server;
const entries = () => db().collection<{ _id: AuditId; subjectName: string }>('audit_entries');
const seals = () => db().collection<{ _id: string; seq: number; auditId: AuditId; hash: string }>('audit_seals');
const start = (realNow = () => new Date()) => {
  const sealer = startAuditSealer(db(), createLog('server', 'silent'), realNow);
  sealers.push(sealer);
  return sealer;
};
const note = (name: string) =>
  ({ action: 'member.update', subjectKind: 'member', subjectId: newMemberId(), subjectName: name, fields: ['memo'] }) as const;
const write = (name: string, organization = here) =>
  inTransaction(server.platform.databases.client, (session) =>
    recordAudit(server.platform, organization.scope, organization.owner, note(name), session),
  );
/** What `npm run verify:ledger` says of the log. */
async function verify(): Promise<string[]> {
  const facts: string[] = [];
  for (const check of auditChecks) {
    const { findings } = await check.run(server.platform.databases, 1);
    facts.push(...findings.map(({ fact }) => `${check.name}: ${fact}`));
  }
  return facts;
}

describe('the audit log is one chain per organisation (security.md 4.11)', () => {
  test('many writers and two sealers at once: every row gets one place, in each organisation from 1 on without a gap', async () => {
    const there = await openOrganization(server);
    const pair = [start(), start()];
    await Promise.all(
      Array.from({ length: 120 }, async (_, index) => {
        await write(`row ${index}`, index % 3 === 0 ? there : here);
        if (index % 10 === 0) await pair[index % 2]!.drain();
      }),
    );
    await Promise.all(pair.map((sealer) => sealer.drain()));
    await pair[0]!.drain();
    for (const organization of [here, there]) {
      const places = await seals().find({ orgId: organization.scope.orgId }).sort({ seq: 1 }).toArray();
      const own = await entries().countDocuments({ orgId: organization.scope.orgId });
      expect(places.map(({ seq }) => seq)).toEqual(Array.from({ length: own }, (_, index) => index + 1));
      expect(new Set(places.map(({ auditId }) => auditId)).size).toBe(own);
    }
    expect(await verify()).toEqual([]);
  });

  test('rows that a sealer had not read when it was stopped are sealed by the next, however old they are', async () => {
    const rows = Array.from({ length: 1200 }, (_, index) => note(`row ${index}`));
    for (let at = 0; at < rows.length; at += 400)
      await inTransaction(server.platform.databases.client, (session) =>
        recordAudits(server.platform, here.scope, here.owner, rows.slice(at, at + 400), session),
      );
    // Long enough ago that nothing which is still to be committed can be as old.
    const later = () => new Date(Date.now() + 600_000);
    let looks = 0;
    let stopped = Promise.resolve();
    const first: AuditSealer = start(() => {
      looks += 1;
      // The second look at the clock comes with the first batch.
      if (looks === 2) stopped = first.stop();
      return later();
    });
    await first.drain();
    await stopped;
    expect(await seals().countDocuments({})).toBe(500);
    await start(later).drain();
    expect(await seals().countDocuments({})).toBe(await entries().countDocuments({}));
    expect(await verify()).toEqual([]);
  });

  test('rows are sealed by themselves, with nobody asking', async () => {
    const sealer = start();
    await sealer.drain();
    await write('soon');
    await expect.poll(() => seals().countDocuments({}), { timeout: 15_000, interval: 20 }).toBe(await entries().countDocuments({}));
  });

  test('a business transaction pays one insert for a row, and one read more for one with values of a known person', async () => {
    const { client } = server.platform.databases;
    const memberId = newMemberId();
    const valued = { ...note('x'), subjectId: memberId, changes: [{ field: 'memo', before: '', after: 'あ' }] as const };
    await recordAudit(server.platform, here.scope, here.owner, valued);
    const counter = countCommands(client);
    await recordAudit(server.platform, here.scope, here.owner, note('y'));
    expect(counter.commands.map(({ name, collection }) => `${name} ${collection}`)).toEqual(['insert audit_entries']);
    counter.reset();
    await recordAudit(server.platform, here.scope, here.owner, valued);
    expect(counter.commands.map(({ name, collection }) => `${name} ${collection}`)).toEqual(['find person_keys', 'insert audit_entries']);
  });

  test('rows from before there was a chain are sealed too, in the order they were written', async () => {
    for (const name of ['one', 'two', 'three']) await write(name);
    await start().drain();
    const places = await seals().find({ orgId: here.scope.orgId }).sort({ seq: 1 }).toArray();
    expect(places.map(({ auditId }) => auditId)).toEqual(places.map(({ auditId }) => auditId).toSorted());
    expect(await verify()).toEqual([]);
  });
});

describe('npm run verify:ledger finds what was done to the log', () => {
  const written = async (): Promise<AuditId> => {
    await write('one');
    await write('two');
    await write('three');
    await start().drain();
    expect(await verify()).toEqual([]);
    // Not the last place: rows of one millisecond stand in the order of chance.
    return (await seals().find({ orgId: here.scope.orgId }).sort({ seq: -1 }).skip(1).limit(1).toArray())[0]!.auditId;
  };

  test('a changed row', async () => {
    const auditId = await written();
    await entries().updateOne({ _id: auditId }, { $set: { subjectName: 'zwei' } });
    expect(await verify()).toEqual([`audit.chain: row ${auditId} or its place was changed`]);
  });

  test('a deleted row, alone or with its place', async () => {
    const auditId = await written();
    await entries().deleteOne({ _id: auditId });
    expect(await verify()).toEqual([`audit.chain: row ${auditId} was deleted`]);
    const { seq } = (await seals().findOne({ auditId }))!;
    await seals().deleteOne({ auditId });
    expect(await verify()).toEqual([`audit.chain: place ${seq} is missing`]);
  });

  test('a row put in under an earlier time: the sealer does not take it for one of its own, and given a place by hand it stands too late', async () => {
    const auditId = await written();
    const model = (await entries().findOne({ _id: auditId }))!;
    const forged = auditIdFrom(Date.now() - 3_600_000);
    // Whether a sealer hears it at once or finds it later is the same.
    await entries().insertOne({ ...model, _id: forged });
    await write('four');
    await expect.poll(() => seals().countDocuments({}), { timeout: 15_000 }).toBe((await entries().countDocuments({})) - 1);
    await start().drain();
    expect(await verify()).toEqual(['audit.sealed: has no place in the chain, while later rows have']);
    const [last] = await seals().find({}).sort({ seq: -1 }).limit(1).toArray();
    const hash = sealHash(last!.hash, { ...model, _id: forged } as never);
    await seals().insertOne({ ...last!, _id: `${here.scope.orgId}:${last!.seq + 1}`, seq: last!.seq + 1, auditId: forged, hash });
    expect(await verify()).toEqual([`audit.chain: row ${forged} was put in later than its time`]);
  });
});
