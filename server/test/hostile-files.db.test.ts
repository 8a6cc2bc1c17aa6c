import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostileFiles } from './hostile-files.ts';
import { checkRoll, importRoll, rowsOf, uploadRoll } from './import.factory.ts';
import { type Loose, type Office, type ServerRig, startServerRig } from './server-rig.ts';

let rig: ServerRig;
let office: Office;
beforeAll(async () => {
  rig = await startServerRig();
  office = await rig.signUp();
  await rig.get('membershipTypes.create', { name: '正会員', annualFee: 10_000 }, office.token);
});
afterAll(() => rig.stop());

const members = () => rig.database.databases.server.collection('members').countDocuments();

describe('G19: files that are no roll, or a hostile one', () => {
  test('there are enough of them', () => {
    expect(hostileFiles.length).toBeGreaterThanOrEqual(60);
    expect(new Set(hostileFiles.map(({ name }) => name)).size).toBe(hostileFiles.length);
  });

  test.each(hostileFiles)('G19 T55 T58: $name', async ({ name, bytes, comes }) => {
    const before = await members();
    const upload = await uploadRoll(rig, { token: office.token, csv: bytes, fileName: `${name}.csv` });
    expect(upload.status, name).toBeLessThan(500);
    const answer = (await upload.json()) as { importJobId?: string; domainCode?: string };
    if (typeof comes === 'string') {
      const job: Loose = answer.importJobId ? await checkRoll(rig, { token: office.token, csv: bytes }) : answer;
      expect(job.refusal?.code ?? job.domainCode).toBe(comes);
    } else {
      const job = await checkRoll(rig, { token: office.token, csv: bytes });
      expect({ new: job.counts.new, error: job.counts.error }).toEqual({ new: comes.new, error: comes.error });
      const wrong = await rowsOf(rig, office.token, job.importJobId, 'error');
      // Every row that is refused says on which line it is and why.
      for (const row of wrong) expect([row.line > 1, row.errors.length > 0]).toEqual([true, true]);
      if (comes.codes) expect([...new Set(wrong.flatMap((row) => row.errors.map((error: Loose) => error.code)))]).toEqual(comes.codes);
    }
    expect(await members()).toBe(before);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  test('what was refused on its way in leaves nothing behind', async () => {
    const chunks = rig.database.databases.server.collection('import_chunks');
    const jobs = rig.database.databases.server.collection('import_jobs');
    const known = new Set((await jobs.find({}, { projection: { orgId: 1 } }).toArray()).map(({ _id }) => String(_id)));
    const left = await chunks.find({}, { projection: { jobId: 1, orgId: 1 } }).toArray();
    expect(left.filter(({ jobId }) => !known.has(jobId as string))).toEqual([]);
  });

  test('T55: a formula that came in as a name is a text wherever it goes out', async () => {
    const csv = '姓,名,セイ,メイ,会員種別,備考\n=cmd()x,一,ヤマ,イチ,正会員,"＝１＋１\n二行目"\n';
    await importRoll(rig, { token: office.token, csv });
    const download = async (format: string) =>
      Buffer.from(
        await (
          await fetch(`${rig.url}/downloads/members`, {
            method: 'POST',
            headers: { 'content-type': 'application/json', authorization: `Bearer ${office.token}` },
            body: JSON.stringify({ format, columns: ['姓', '備考'] }),
          })
        ).arrayBuffer(),
      );
    const lines = (await download('csv_utf8')).toString().replace('\ufeff', '');
    expect(lines).toContain('\'=cmd()x,"\'＝１＋１\n二行目"\r\n');
    // And back: the mark is not part of the name.
    const again = await checkRoll(rig, { token: office.token, csv: `姓,名,セイ,メイ,会員種別\n'=cmd()x,一,ヤマ,イチ,正会員` });
    expect((await rowsOf(rig, office.token, again.importJobId))[0].name).toBe('=cmd()x 一');
  });

  test('a file is refused to those who may not, whole and before it is read', async () => {
    const csv = '姓,名\n山,一';
    expect((await uploadRoll(rig, { token: 'nobody', csv })).status).toBe(401);
    const long = await fetch(`${rig.url}/uploads/member-imports`, {
      method: 'POST',
      headers: { authorization: `Bearer ${office.token}`, 'content-encoding': 'gzip' },
      body: csv,
    });
    expect(await long.json()).toMatchObject({ domainCode: 'CSV_NOT_TEXT' });
    const named = await uploadRoll(rig, { token: office.token, csv, fileName: '../../../etc/passwd\u0000.csv' });
    const { importJobId } = (await named.json()) as { importJobId: string };
    expect((await rig.get('memberImports.get', { importJobId }, office.token)).fileName).toBe('......etcpasswd.csv');
  });
});
