import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkRoll, rowsOf, settled } from './import.factory.ts';
import { type Office, type ServerRig, memberFields, startServerRig } from './server-rig.ts';

let rig: ServerRig;
let office: Office;
let typeId: string;
beforeAll(async () => {
  rig = await startServerRig();
  office = await rig.signUp();
  typeId = (await rig.get('membershipTypes.create', { name: '正会員', annualFee: 10_000 }, office.token)).membershipTypeId;
});
afterAll(() => rig.stop());

const total = async (): Promise<number> => (await rig.get('members.counts', undefined, office.token)).total;

describe('IMP-01: a plan is older than the roll it is carried out on', () => {
  test('IMP-01: of one file that two have looked through, matched by address, everybody comes in once, and who applied meanwhile is named', async () => {
    const lines = ['a', 'b', 'c', 'd'].map((name) => `同,${name},ドウ,ジ,正会員,${name}@twice.example`);
    const csv = ['姓,名,セイ,メイ,会員種別,メール', ...lines, '無,記名,ム,キメイ,正会員,'].join('\n');
    const wish = { token: office.token, csv, match: 'contactEmail' as const };
    const [first, second] = [await checkRoll(rig, wish), await checkRoll(rig, wish)];
    expect(second.counts).toMatchObject({ new: 5 });
    // Capitals are the same address.
    const applied = memberFields(typeId, { memberNumber: 'E-1', contactEmail: 'D@twice.example' });
    await rig.get('members.create', { ...applied, issueProvisional: false }, office.token);
    const run = async ({ importJobId }: { readonly importJobId: string }) => {
      await rig.get('memberImports.run', { importJobId, skipErrors: false }, office.token);
      return (await settled(rig, office.token, importJobId)).outcomes;
    };
    const before = await total();
    expect(await run(first as never)).toEqual({ added: 4, email_taken: 1 });
    // Who has no address is nobody whom a file could know again.
    expect(await run(second as never)).toEqual({ added: 1, email_taken: 4 });
    expect(await total()).toBe(before + 5);
    const failed = await rowsOf(rig, office.token, second.importJobId, 'failed');
    expect(failed.map(({ line, holder }) => [line, holder.by, holder.name])).toEqual([
      [2, 'email', '同 a'],
      [3, 'email', '同 b'],
      [4, 'email', '同 c'],
      [5, 'email', '髙﨑 春子'],
    ]);
  });

  test('IMP-01: matched by nothing or by number, an address of somebody else keeps nobody out', async () => {
    const csv = '姓,名,セイ,メイ,会員種別,メール\n別,人,ベツ,ジン,正会員,a@twice.example';
    const job = await checkRoll(rig, { token: office.token, csv });
    await rig.get('memberImports.run', { importJobId: job.importJobId, skipErrors: false }, office.token);
    expect((await settled(rig, office.token, job.importJobId)).outcomes).toEqual({ added: 1 });
  });

  test('IMP-01, MEM-05, decision 0012: a body without a 連絡者 is matched by the address of its 代表者, which is then its own', async () => {
    const heads = '法人名,法人名カナ,会員種別,メール,連絡者,連絡者のメール,代表者,代表者のメール';
    const csv = [
      heads,
      '株式会社やま,ヤマ,正会員,,,,山田 社長,boss@yama.example',
      '株式会社かわ,カワ,正会員,,川田 花,,川上 社長,boss@kawa.example',
    ].join('\n');
    const wish = { token: office.token, csv, match: 'contactEmail' as const };
    const [first, late] = [await checkRoll(rig, wish), await checkRoll(rig, wish)];
    expect(first.counts).toMatchObject({ new: 2 });
    const run = async (importJobId: string) => {
      await rig.get('memberImports.run', { importJobId, skipErrors: true }, office.token);
      return (await settled(rig, office.token, importJobId)).outcomes;
    };
    expect(await run(first.importJobId)).toEqual({ added: 2 });
    // Who has a 連絡者 without an address is nobody whom a file could know again, whatever their 代表者 has.
    expect(await run(late.importJobId)).toEqual({ added: 1, email_taken: 1 });

    const again = await checkRoll(rig, wish);
    expect(again.counts).toEqual({ new: 1, changed: 0, unchanged: 1, error: 0 });
    const two = ['株式会社うみ,ウミ,正会員,,,,海野 社長,boss@umi.example', '株式会社そら,ソラ,正会員,,,,空野 社長,BOSS@umi.example'];
    const shared = await checkRoll(rig, { ...wish, csv: [heads, ...two].join('\n') });
    const [row] = await rowsOf(rig, office.token, shared.importJobId, 'error');
    expect(row).toMatchObject({ line: 3, errors: [{ target: 'representativeEmail', code: 'email_twice', value: '2' }] });
    expect(await run(shared.importJobId)).toEqual({ added: 1, left_out: 1 });
  });
});
