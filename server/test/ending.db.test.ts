import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OrgId, newDebitCollectionId, newDebitResultId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { historyOf } from '../src/modules/audit/audit.public.ts';
import { endedDebits, takeEndedResult } from '../src/modules/operations/ended-debit.service.ts';
import { endContracts } from '../src/modules/operations/ending.service.ts';
import { collectionsThat, fates } from '../src/modules/operations/purge-plan.rules.ts';
import { shares } from '../src/modules/operations/archive-plan.rules.ts';
import { moneyRests, purgeMembers } from '../src/modules/operations/purge.service.ts';
import { holdJob } from './held-job.ts';
import { type JoiningRig, password, startJoiningRig } from './joining.factory.ts';
import { keepPasskey } from './passkey-inputs.ts';
import { type Loose, type Office, memberFields } from './server-rig.ts';

let rig: JoiningRig;
let ending: string;
/** What the payments-service was asked. */
const asked: string[] = [];
const nothing = { count: 0, gross: 0, fee: 0, returned: 0, net: 0 };
const answers: Record<string, unknown> = {
  'archive.page': { rows: [], next: null },
  'payables.forgetNames': { forgotten: 1 },
  'cards.forget': { left: 1 },
  'payouts.forgetAccounts': { forgotten: 1 },
  'payouts.list': { running: nothing, payouts: [] },
};
const payments = createServer((request, response) => {
  asked.push((request.url ?? '').replace('/trpc/', ''));
  const data = answers[(request.url ?? '').replace('/trpc/', '')] ?? { voided: true };
  request.resume().on('end', () => response.setHeader('content-type', 'application/json').end(JSON.stringify({ result: { data } })));
});

beforeAll(async () => {
  rig = await startJoiningRig();
  await holdJob(rig, 'operations.end-contracts');
  await new Promise<void>((listening) => payments.listen(0, '127.0.0.1', listening));
  const { platform } = rig.service;
  Object.assign(platform.env, { PAYMENTS_INTERNAL_URL: `http://127.0.0.1:${(payments.address() as AddressInfo).port}` });
  ending = (await collection('organizations').findOne({ slug: rig.office.slug }))!._id;
});
afterAll(async () => {
  payments.close();
  await rig.stop();
});

const collection = (name: string) => rig.database.databases.server.collection<Loose>(name);
const scope = () => mintOrgScope(OrgId.parse(ending));
const row = () => collection('organizations').findOne({ _id: ending });
const goTo = (day: string) => rig.travel(Date.parse(`${day}T00:30:00+09:00`) - Date.now());
const dayAfter = (day: string) => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
const countsOf = async (orgId: string) =>
  Object.fromEntries(await Promise.all(Object.keys(fates).map(async (name) => [name, await collection(name).countDocuments({ orgId })])));

/** Somebody with an account, a paid bill and a receipt. */
async function memberWithBooks(
  office: Office,
  typeId: string,
  email: string,
): Promise<{ memberId: string; token: string; billId: string }> {
  const get = (procedure: string, input?: unknown) => rig.get(procedure, input, office.token);
  const { memberId, provisional } = await get('members.create', {
    ...memberFields(typeId, { contactEmail: email }),
    issueProvisional: true,
  });
  const { provisionalId, provisionalPassword } = provisional;
  const org = office.slug;
  const { firstAccessToken } = await rig.get('identity.firstAccessStart', { org, provisionalId, provisionalPassword });
  const reading = { familyNameKana: 'タカサキ', givenNameKana: 'ハルコ' };
  const { accessToken } = await rig.get('identity.firstAccessComplete', { org, firstAccessToken, ...reading, email, password });
  const money = { amount: 10_000, idempotencyKey: randomUUID() };
  const { billId } = await get('billing.createBill', { memberId, billName: '2026年度 年会費', dueOn: '2030-01-31', ...money });
  await get('billing.confirmBill', { billId });
  const receivedOn = rig.service.platform.clock.today();
  await get('payments.recordOffline', { billId, ...money, method: 'cash', receivedOn, memo: 'タカサキ様より' });
  await rig.get('documents.issueReceipt', { billId }, accessToken);
  await rig.get('documents.issueInvoice', { billId }, accessToken);
  await keepPasskey(rig, memberId, '髙﨑のスマートフォン');
  return { memberId, token: accessToken, billId };
}

describe('an organisation ends', () => {
  let dates: { effectiveOn: string; purgedBy: string };
  let member: Awaited<ReturnType<typeof memberWithBooks>>;
  let other: Office;
  let untouched: Record<string, number>;
  let otherId: string;

  test('every collection with an organisation in it has a fate', async () => {
    member = await memberWithBooks(rig.office, rig.typeId, 'haruko@example.jp');
    other = await rig.signUp('残る会');
    const { membershipTypeId } = await rig.get('membershipTypes.create', { name: '正会員', annualFee: 1000 }, other.token);
    await memberWithBooks(other, membershipTypeId, 'nokoru@example.jp');
    otherId = (await collection('organizations').findOne({ slug: other.slug }))!._id;
    // Of the platform, or keyed by something that is no person of an organisation.
    const ofPlatform = [
      'operators',
      'operator_sessions',
      'organizations',
      'account_links',
      'migrations',
      'login_attempts',
      'audit_progress',
      'boot_probe',
    ];
    const inFiles = ['files.files', 'files.chunks'];
    const names = (await rig.database.databases.server.listCollections().toArray()).map(({ name }) => name);
    expect(names.filter((name) => !(name in fates) && ![...ofPlatform, ...inFiles].includes(name))).toEqual([]);
  });

  test('IMP-07: an owner takes everything along in one archive, with the password; nobody else does, and no key is in it', async () => {
    const fetchArchive = (token: string | null, body: unknown) =>
      fetch(`${rig.url}/downloads/archive`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
        body: JSON.stringify(body),
      });
    const { token, password: own } = rig.office;
    expect((await fetchArchive(null, { password: own })).status).toBe(401);
    expect((await fetchArchive(member.token, { password })).status).toBe(401);
    expect(await (await fetchArchive(token, { password: 'falsch' })).json()).toMatchObject({ domainCode: 'IDENTITY_MISMATCH' });
    // One damaged paper does not keep the rest: it is named.
    const receipt = (await collection('receipts').findOne({ orgId: ending }))!;
    await collection('receipts').updateOne({ _id: receipt._id }, { $set: { sha256: 'other' } });
    const damaged = unzipSync(new Uint8Array(await (await fetchArchive(token, { password: own })).arrayBuffer()));
    await collection('receipts').updateOne({ _id: receipt._id }, { $set: { sha256: receipt.sha256 } });
    expect(Buffer.from(damaged['入れられなかったファイル.txt']!).toString()).toContain(`書類/領収書_${receipt.number}.pdf`);
    const answer = await fetchArchive(token, { password: own });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/zip']);
    const files = unzipSync(new Uint8Array(await answer.arrayBuffer()));
    const textOf = (name: string) => Buffer.from(files[name]!).toString();
    const rowsIn = (name: string) =>
      textOf(`データ/${name}.jsonl`)
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Loose);
    // Every collection that is taken along is there whole.
    for (const [name, share] of Object.entries(shares))
      if ('file' in share) expect(rowsIn(share.file).length, name).toBe(await collection(name).countDocuments({ orgId: ending }));
    expect(textOf('会員.csv').trimEnd().split('\r\n')).toHaveLength(1 + (await collection('members').countDocuments({ orgId: ending })));
    expect(textOf('会員.csv')).toContain('haruko@example.jp');
    expect(rowsIn('請求')).toMatchObject([{ _id: member.billId, amount: 10_000 }]);
    expect(rowsIn('操作履歴').map(({ action }) => action)).toContain('organization.archive');
    const papers = Object.keys(files).filter((name) => name.startsWith('書類/'));
    expect(files['入れられなかったファイル.txt']).toBeUndefined();
    expect(papers.map((name) => name.replace(/_.*/, '')).sort()).toEqual(['書類/請求書', '書類/領収書']);
    for (const name of papers) expect(textOf(name).startsWith('%PDF')).toBe(true);
    const all = Object.values(files)
      .map((bytes) => Buffer.from(bytes).toString('latin1'))
      .join('\n');
    for (const { passwordHash } of await collection('member_accounts')
      .find({ orgId: ending, passwordHash: { $ne: null } })
      .toArray())
      expect(all).not.toContain(passwordHash);
    expect(all).not.toMatch(/passwordHash|sealedBank|tokenHash/);
    expect(all).not.toContain(otherId);
    expect(all).not.toContain('nokoru@example.jp');
    expect((await rig.mails(rig.office.email)).map(({ text }) => text).join()).toContain('一つのファイルに書き出しました');
  });

  test('until the last day everything goes on, joining too; after it nobody enters, and owners are told', async () => {
    const { version } = await rig.get('organizations.closing', undefined, rig.office.token);
    const { requested } = await rig.get('organizations.requestClosing', { password: rig.office.password, version }, rig.office.token);
    dates = requested;
    expect(await rig.get('applications.joinPage', { org: rig.office.slug })).toMatchObject({ open: true });
    expect((await rig.apply('mada@example.jp')).memberId).toMatch(/^mem_/);
    const fresh = await rig.get('identity.memberLogin', { org: rig.office.slug, login: 'haruko@example.jp', password });

    goTo(dates.effectiveOn);
    await endContracts(rig.service.platform);
    expect((await row()).status).toBe('deletion_requested');
    expect((await rig.logIn('haruko@example.jp')).status).toBe(200);

    goTo(dayAfter(dates.effectiveOn));
    await rig.database.databases.server
      .collection<Loose>('bills')
      .updateOne({ _id: member.billId }, { $set: { charges: [{ chargeId: 'chg_1', sequence: 1, method: 'konbini', state: 'awaiting' }] } });
    await Promise.all([endContracts(rig.service.platform), endContracts(rig.service.platform)]);
    expect((await row()).status).toBe('terminated');
    expect((await rig.ask('billing.myBills', undefined, fresh.accessToken)).code).toBe('UNAUTHENTICATED');
    expect((await rig.logIn('haruko@example.jp')).code).toBe('LOGIN_FAILED');
    const { slug: org, email, password: secret } = rig.office;
    expect((await rig.ask('identity.adminLogin', { org, email, password: secret })).code).toBe('LOGIN_FAILED');
    expect(await rig.get('applications.joinPage', { org })).toMatchObject({ open: false });
    const ended = await collection('mails').countDocuments({ orgId: ending, subject: /利用が終わりました/ });
    expect(ended).toBe(1);
  });

  test('case 40: while money is under way nothing is purged; slips are voided, and it waits until they are', async () => {
    untouched = await countsOf(otherId);
    expect(asked).toContain('charges.voidForPayables');
    expect(await collection('members').countDocuments({ orgId: ending })).toBeGreaterThan(0);
    await endContracts(rig.service.platform);
    expect((await row()).closing.purgedAt ?? null).toBe(null);
    // On the last day it waits no longer: a debit whose result never came keeps nobody's data.
    const by = (day: string) => moneyRests(rig.service.platform, scope(), jstDate(day));
    const today = rig.service.platform.clock.today();
    expect([await by(dates.purgedBy), await by(today)]).toEqual([false, true]);
    await collection('bills').updateOne({ _id: member.billId }, { $set: { 'charges.0.state': 'voided' } });
  });

  test('case 40: a debit that the bank has not answered for is the operator’s to enter, of an ended organisation alone', async () => {
    const { platform } = rig.service;
    const operator = { operatorId: 'op1', name: '運営 太郎' } as never;
    const { slug } = rig.office;
    const state = (to: string) => collection('bills').updateOne({ _id: member.billId }, { $set: { 'charges.0.state': to } });
    await state('requested');
    expect(await endedDebits(platform)).toEqual([{ slug, orgName: '東雲学会', count: 1, purgedBy: dates.purgedBy }]);
    answers['debits.uploadResult'] = {
      outcome: 'taken',
      collectionId: newDebitCollectionId(),
      resultId: newDebitResultId(),
      rows: 1,
      done: 1,
      failed: 0,
      unknown: 0,
      applied: true,
    };
    expect(await takeEndedResult(platform, operator, slug, Buffer.from('x'))).toMatchObject({ outcome: 'taken' });
    expect(await collection('audit_entries').findOne({ orgId: ending, action: 'debit.result' })).toMatchObject({ actorName: '運営 太郎' });
    await expect(takeEndedResult(platform, operator, other.slug, Buffer.from('x'))).rejects.toThrow('NOT_FOUND');
    await state('voided');
    expect(await endedDebits(platform)).toEqual([]);
  });

  test('oracle 37: the month after, members go in batches; stopped anywhere and run twice at once it ends the same', async () => {
    const { platform } = rig.service;
    let [turns, done] = [0, false];
    // A service that is told to stop works on nothing: without an end this would ask it for ever.
    for (; !done && turns < 100; turns += 1) {
      // One batch each, as if killed after every one of them; two processes at once.
      const both = await Promise.all([purgeMembers(platform, scope(), 1 + turns), purgeMembers(platform, scope(), 1 + turns)]);
      done = both.every(Boolean);
    }
    expect([done, turns > 2]).toEqual([true, true]);
    // A card that its provider still keeps: the end waits for it.
    await endContracts(platform);
    expect((await row()).closing.purgedAt ?? null).toBe(null);
    answers['cards.forget'] = { left: 0 };
    await endContracts(platform);
    expect((await row()).closing.purgedAt).toBeInstanceOf(Date);
    const left = { ...(await countsOf(ending)), mails: await collection('mails').countDocuments({ orgId: ending, state: 'sent' }) };
    expect(Object.fromEntries(collectionsThat('deleted').map((name) => [name, left[name]]))).toEqual(
      Object.fromEntries(collectionsThat('deleted').map((name) => [name, 0])),
    );
    // The office's stay as long as its people; a member's says what it is called.
    expect(await collection('passkeys').countDocuments({ orgId: ending, audience: 'my' })).toBe(0);
    expect(asked).toContain('payables.forgetNames');
    expect(await countsOf(otherId)).toEqual(untouched);
  });

  test('what stays says nothing of members: books without names, receipts as issued, a log whose values are gone for good', async () => {
    for (const name of collectionsThat('nameless')) {
      const rows = await collection(name).find({ orgId: ending }).toArray();
      expect(JSON.stringify(rows), name).not.toMatch(/髙﨑|タカサキ/);
    }
    const [bill] = await collection('bills').find({ orgId: ending }).toArray();
    expect(bill).toMatchObject({ amount: 10_000, allocated: 10_000, status: 'paid', memberId: member.memberId });
    const [receipt] = await collection('receipts').find({ orgId: ending }).toArray();
    expect(receipt.content.addressee).toContain('髙﨑');
    expect(await collection('files.files').countDocuments({ _id: `${ending}/${receipt.fileKey}` })).toBe(1);
    const [paper] = await collection('papers').find({ orgId: ending }).toArray();
    expect(await collection('files.files').countDocuments({ _id: `${ending}/${paper.fileKey}` })).toBe(1);
    const history = await historyOf(rig.service.platform, scope(), member.memberId, null, 50);
    expect(history.length).toBeGreaterThan(0);
    expect(history.every(({ changes }) => changes === null)).toBe(true);
  });

  test('until the end of that month the office is still known; after it the organisation is deleted, and its log remains', async () => {
    goTo(dates.purgedBy);
    await endContracts(rig.service.platform);
    expect((await row()).status).toBe('terminated');
    expect(await collection('org_users').countDocuments({ orgId: ending })).toBe(1);
    goTo(dayAfter(dates.purgedBy));
    // Case 40: money that is still to be paid out keeps the office and its account.
    answers['payouts.list'] = { running: { ...nothing, count: 1, gross: 10_000, net: 10_000 }, payouts: [] };
    await endContracts(rig.service.platform);
    expect((await row()).status).toBe('terminated');
    expect(asked).not.toContain('payouts.forgetAccounts');
    answers['payouts.list'] = { running: nothing, payouts: [] };
    await endContracts(rig.service.platform);
    expect(asked).toContain('payouts.forgetAccounts');
    expect(await row()).toMatchObject({ status: 'deleted', contactEmail: '', emergencyContacts: [] });
    expect(await collection('org_users').countDocuments({ orgId: ending })).toBe(0);
    expect((await rig.ask('organizations.publicProfile', { slug: rig.office.slug })).code).toBe('NOT_FOUND');
    const log = await collection('audit_entries').find({ orgId: ending }).sort({ _id: 1 }).toArray();
    expect(log.map(({ action }) => action).slice(-4)).toEqual([
      'organization.terminated',
      'debit.result',
      'organization.purged',
      'organization.deleted',
    ]);
    await endContracts(rig.service.platform);
    expect(await collection('audit_entries').countDocuments({ orgId: ending })).toBe(log.length);
  });
});
