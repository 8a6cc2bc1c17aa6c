import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formulas, hostileFiles, markup } from './hostile-files.ts';
import { checkRoll, importRoll, rowsOf, settled, uploadRoll } from './import.factory.ts';
import { type Loose, type Office, type ServerRig, startServerRig } from './server-rig.ts';

let rig: ServerRig;
let office: Office;
beforeAll(async () => {
  rig = await startServerRig();
  office = await rig.signUp();
  await rig.get('membershipTypes.create', { name: '正会員', annualFee: 10_000 }, office.token);
});
afterAll(() => rig.stop());

const download = async (format: string, columns: readonly string[]) =>
  Buffer.from(
    await (
      await fetch(`${rig.url}/downloads/members`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${office.token}` },
        body: JSON.stringify({ format, columns }),
      })
    ).arrayBuffer(),
  );
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
      expect(await members()).toBe(before);
    } else {
      const job = await checkRoll(rig, { token: office.token, csv: bytes });
      expect({ new: job.counts.new, error: job.counts.error }).toEqual({ new: comes.new, error: comes.error });
      const wrong = await rowsOf(rig, office.token, job.importJobId, 'error');
      // Every row that is refused says on which line it is and why.
      for (const row of wrong) expect([row.line > 1, row.errors.length > 0]).toEqual([true, true]);
      if (comes.codes) expect([...new Set(wrong.flatMap((row) => row.errors.map((error: Loose) => error.code)))]).toEqual(comes.codes);
      expect(await members()).toBe(before);
      // As the wizard does it: refused as long as its wrong rows are not left out on purpose.
      const run = (skipErrors: boolean) => rig.ask('memberImports.run', { importJobId: job.importJobId, skipErrors }, office.token);
      if (comes.error > 0) expect((await run(false)).code).toBe('CSV_HAS_ERRORS');
      expect(await members()).toBe(before);
      expect((await run(true)).status).toBe(200);
      const done = await settled(rig, office.token, job.importJobId);
      expect([done.state, await members()]).toEqual(['done', before + comes.new]);
    }
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  test('G19 T55 T58: what came in of them is text, in the roll and in every file of it', async () => {
    const stored = await rig.database.databases.server.collection('members').find({}).toArray();
    const names = stored.map((member) => member['familyName'] as string);
    expect(stored).toHaveLength(hostileFiles.reduce((sum, { comes }) => sum + (typeof comes === 'string' ? 0 : comes.new), 0));
    expect(names.filter((name) => name === '山').length).toBeGreaterThan(1);
    // As it was written, neither cleaned in silence nor run: whoever reads it sees what it was.
    for (const formula of formulas) expect(names, formula).toContain(`${formula.trim()}x`);
    expect(names).toContain(markup);
    // No heading became a field, and no cell an operator.
    const keysOf = (value: unknown): string[] =>
      value !== null && typeof value === 'object' && (Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype)
        ? Object.entries(value).flatMap(([key, inner]) => [...(Array.isArray(value) ? [] : [key]), ...keysOf(inner)])
        : [];
    const keys = new Set(stored.flatMap(keysOf));
    for (const key of ['__proto__', 'constructor', 'toString']) expect(keys.has(key), key).toBe(false);
    expect([...keys].filter((key) => key.startsWith('$'))).toEqual([]);

    const csv = (await download('csv_utf8', ['姓', '名', 'セイ'])).toString().replace('\ufeff', '');
    const lines = csv.trimEnd().split('\r\n');
    expect(lines).toHaveLength(stored.length + 1);
    // No cell begins as a formula does, in quotation marks or not.
    expect(lines.filter((line) => /(?:^|,)"?\s*[=+\-@＝＋－＠]/.test(line))).toEqual([]);
    for (const formula of formulas) expect(csv).toContain(`'${formula.trim().replaceAll('"', '""')}x`);
    const sheet = strFromU8(unzipSync(await download('xlsx', ['姓', '名', 'セイ']))['xl/worksheets/sheet1.xml']!);
    expect(sheet.match(/<row>/g)).toHaveLength(stored.length + 1);
    // A text is marked as one: nothing in the sheet is a formula, and no markup but its own.
    expect([...new Set(sheet.match(/<\/?[a-zA-Z]+/g))].filter((tag) => /^<\/?(?:f|script)$/.test(tag))).toEqual([]);
    expect(sheet).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    const found = await rig.get('members.list', { q: markup }, office.token);
    expect(found.rows.map((row: Loose) => row.familyName)).toEqual([markup]);
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
    const lines = (await download('csv_utf8', ['姓', '備考'])).toString().replace('\ufeff', '');
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
