import { randomUUID } from 'node:crypto';
import { termSettingsAtFirst } from '@tsudoi/shared/contracts/renewals/renewal.contract';
import { until } from './hands.ts';
import { askChange, imports, memberJobs } from './member-scene.ts';
import { settlements } from './settlement-scene.ts';
import {
  type Enrolled,
  type World,
  billFor,
  cancelMany,
  enrol,
  issueNumber,
  notify,
  openJoining,
  openWorld,
  startPaying,
  inDays,
} from './world.ts';

/** An organisation with one of everything a page can show: a bill, a run, a member and a matter in each of their states. */
export interface Scene {
  readonly world: World;
  readonly member: Enrolled;
  /** Ids by what they are: `bill.paid`, `run.planned`, `member.verified`. */
  readonly ids: Readonly<Record<string, string>>;
}

async function bills(world: World, member: Enrolled): Promise<Record<string, string>> {
  const asked = (name: string, amount = 10_000) => billFor(world, member, name, amount);
  const received = (billId: string, amount: number) =>
    world.office.payments.recordOffline.mutate({
      billId: billId as never,
      amount: amount as never,
      method: 'bank_transfer',
      receivedOn: '2026-04-10' as never,
      memo: 'ﾃﾞﾜ ﾖﾐ',
      idempotencyKey: randomUUID(),
    });
  const { billId: draft } = await world.office.billing.createBill.mutate({
    memberId: member.memberId as never,
    billName: '講習会費',
    amount: 8000 as never,
    dueOn: '2030-09-30' as never,
    idempotencyKey: randomUUID(),
  });
  const unpaid = await asked('2026年度 年会費');
  const [konbini, seven, payeasy, card] = [
    await asked('大会参加費'),
    await asked('会誌代'),
    await asked('要旨集代'),
    await asked('資料代'),
  ];
  await issueNumber(member, konbini);
  await startPaying(member, seven, { method: 'konbini', store: 'seven-eleven' });
  await startPaying(member, payeasy, { method: 'payeasy', store: null });
  await startPaying(member, card, { method: 'card', store: null });
  const [partly, paid, over, cancelled, receipted] = [
    await asked('寄稿料', 30_000),
    await asked('懇親会費', 6000),
    await asked('入会金', 5000),
    await asked('見学会費', 2000),
    await asked('2025年度 年会費'),
  ];
  await received(partly, 12_000);
  await received(over, 7000);
  await world.office.billing.cancelBill.mutate({ billId: cancelled as never, reason: '中止になったため' });
  await received(receipted, 10_000);
  await member.me.documents.issueReceipt.mutate({ billId: receipted as never });
  const paymentNumber = await issueNumber(member, paid);
  await notify({ paymentNumber, type: 'payment.captured' });
  // Money of another sum, once to be looked at and once put away.
  const odd = await asked('写真代', 4000);
  await notify({ paymentNumber: await issueNumber(member, odd), type: 'payment.captured', amount: 3600 });
  const odder = await asked('名札代', 1200);
  await notify({ paymentNumber: await issueNumber(member, odder), type: 'payment.captured', amount: 1000 });
  const tasks = () => world.office.payments.tasks.query({ state: 'open', cursor: null, direction: 'next', size: 20 });
  const open = await until('both matters and the overpayment', async () => {
    const { rows } = await tasks();
    return rows.filter((row) => row.billId === odd || row.billId === odder).length === 2 ? rows : null;
  });
  await world.office.payments.closeTask.mutate({
    taskId: open.find((row) => row.billId === odder)!.taskId,
    note: '差額を受け取り、現金で記録した',
  });
  const cancelJob = await cancelMany(world, [await asked('観察会費', 1000), partly], 1000);
  await until('the konbini money', async () =>
    (await world.office.billing.bill.query({ billId: paid as never })).status === 'paid' ? true : null,
  );
  return { draft, unpaid, konbini, seven, payeasy, card, partly, paid, over, cancelled, receipted, odd, cancelJob };
}

/** Money of last year: its month is long to be closed, and is at once. */
async function payouts(world: World, member: Enrolled): Promise<Record<string, string>> {
  const paymentNumber = await issueNumber(member, await billFor(world, member, '研究会費', 12_000));
  await notify({ paymentNumber, type: 'payment.captured', at: '2025-04-12T03:00:00Z' });
  const closed = await until(
    'a payout',
    async () => (await world.office.payouts.list.query()).payouts.find(({ state }) => state === 'closed') ?? null,
  );
  return { closed: closed.payoutId };
}

async function runs(world: World): Promise<Record<string, string>> {
  const [item] = await world.office.billing.items.query();
  const plan = async (fiscalYear: number) => {
    const run = await world.office.billing.planRun.mutate({
      billingItemId: item!.billingItemId,
      fiscalYear: fiscalYear as never,
      allocationStartMonth: `${fiscalYear}-04` as never,
      dueOn: '2030-06-30' as never,
      billName: `${fiscalYear}年度 年会費`,
      excludedMembershipTypeIds: [],
    });
    return run.billingRunId;
  };
  const now = (billingRunId: string) => world.office.billing.run.query({ billingRunId: billingRunId as never });
  const make = async (billingRunId: string) => {
    await world.office.billing.startRun.mutate({ billingRunId: billingRunId as never });
    await until('the bills of a run', async () => ((await now(billingRunId)).state === 'completed' ? true : null));
  };
  const confirmed = await plan(2027);
  await make(confirmed);
  await world.office.billing.confirmRun.mutate({ billingRunId: confirmed as never });
  await until('a confirmed run', async () => ((await now(confirmed)).confirmation.state === 'completed' ? true : null));
  const made = await plan(2028);
  await make(made);
  const discarded = await plan(2029);
  await world.office.billing.discardRun.mutate({ billingRunId: discarded as never });
  const undone = await plan(2029);
  await make(undone);
  await world.office.billing.cancelRun.mutate({ billingRunId: undone as never, reason: '年度の誤り' });
  await until('a run that is taken back', async () => ((await now(undone)).cancellation?.state === 'completed' ? true : null));
  return { planned: await plan(2029), made, confirmed, discarded, undone };
}

const prefixed = (prefix: string, ids: Record<string, string>) =>
  Object.fromEntries(Object.entries(ids).map(([name, id]) => [`${prefix}.${name}`, id]));

/** A corporate member of a rank, with a tag and two people. */
async function addBody({ office }: World, membershipTypeId: string): Promise<string> {
  const { version } = await office.memberSettings.get.query();
  const { ranks } = await office.memberSettings.save.mutate({ corporateMyPage: true, ranks: [{ name: 'ゴールド' }], version });
  const person = (familyName: string, givenName: string, familyNameKana: string, givenNameKana: string) => ({
    familyName,
    givenName,
    familyNameKana,
    givenNameKana,
    department: '総務部',
    title: '',
    email: `${familyNameKana === 'ミズハラ' ? 'mizuhara' : 'kawana'}@kasumi.example`,
    phone: '',
  });
  const { memberId } = await office.members.createCorporate.mutate({
    corporateName: '株式会社かすみ',
    corporateNameKana: 'カスミ',
    membershipTypeId: membershipTypeId as never,
    memberNumber: '',
    phone: '',
    postalCode: '1000001' as never,
    address: '東京都千代田区千代田1-1',
    rankId: ranks[0]!.rankId,
    tags: ['協賛'],
    joinedOn: '2024-04-01' as never,
    memo: '',
    contacts: {
      liaison: person('水原', '涼', 'ミズハラ', 'リョウ'),
      representative: person('川名', '徹', 'カワナ', 'トオル'),
      billing: { familyName: '', givenName: '', familyNameKana: '', givenNameKana: '', department: '', title: '', email: '', phone: '' },
    },
    issueProvisional: false,
  });
  return memberId;
}

/** Links for a payer over bills of somebody who has no page of their own. */
async function payLinks(world: World, memberId: string): Promise<Record<string, string>> {
  const link = async (billName: string) => {
    const billId = await billFor(world, { memberId }, billName, 20_000);
    const { payLinkId } = await world.office.payLinks.create.mutate({
      lines: [{ billId: billId as never, amount: 20_000 as never }],
      payerName: '学校法人 青葉学園',
      contactName: '経理課',
      email: '',
      expiresOn: inDays(60) as never,
      sendMail: false,
      idempotencyKey: randomUUID(),
    });
    return payLinkId;
  };
  const [open, withdrawn] = [await link('賛助会費'), await link('展示料')];
  await world.office.payLinks.withdraw.mutate({ payLinkId: withdrawn, reason: '会員が支払うため' });
  return { open, withdrawn };
}

/** Monthly products: one that takes members, one that takes nobody new. */
async function recurring({ office }: World): Promise<Record<string, string>> {
  const product = async (name: string, isOpen: boolean) => {
    const form = { name, amount: 3000 as never, chargeDay: 27, description: '', taxCategory: 'out_of_scope' as const, isOpen };
    const products = await office.recurring.saveProduct.mutate({ ...form, productId: null, version: 0 });
    return products.find((one) => one.name === name)!.productId;
  };
  return { closed: await product('書道教室 月謝', false), open: await product('茶道教室 月謝', true) };
}

/** What the payments-service knows of two of the bills. */
async function charges({ office }: World, ids: Record<string, string>): Promise<Record<string, string>> {
  const of = async (billId: string | undefined) => (await office.payments.chargeForOffice.query({ billId: billId as never }))!.chargeId;
  return { paid: await of(ids['paid']), waiting: await of(ids['konbini']) };
}

/** A system that nobody answers at. */
async function addWebhook({ office }: World): Promise<string> {
  const { webhook } = await office.webhooks.add.mutate({
    url: 'http://127.0.0.1:9/tsudoi',
    label: '',
    events: ['bill.paid', 'bill.overdue', 'payment.refunded'],
  });
  return webhook.webhookEndpointId;
}

/** A term that ends soon, of a type that renews itself for whoever wants it. Last of all: its members are in no run any more. */
async function beginTerms({ office }: World, memberId: string, membershipTypeId: string): Promise<void> {
  const settings = { ...termSettingsAtFirst, hasTerms: true, autoRenewal: true };
  await office.renewals.saveSettings.mutate({ membershipTypeId: membershipTypeId as never, ...settings, version: 0 });
  const term = { from: '2025-04-01' as never, through: inDays(5) as never, reason: '移行', idempotencyKey: randomUUID() };
  await office.renewals.enterTerm.mutate({ memberId: memberId as never, ...term });
}

export async function setScene(slug: string): Promise<Scene> {
  const world = await openWorld(slug, 'しののめ環境学会');
  const member = await enrol(world, '出羽', '美佐子', `misako@${slug}.example`);
  const { office } = world;
  await office.membershipTypes.create.mutate({ name: '学生会員', annualFee: 0 as never });
  const away = await enrol(world, '勅使河原', '𠮷彦', `yoshihiko@${slug}.example`);
  await office.members.changeStatus.mutate({
    memberId: away.memberId as never,
    status: 'withdrawn',
    effectiveOn: '2026-04-01' as never,
    reason: '本人の希望',
  });
  await office.billing.addAdjustment.mutate({
    memberId: member.memberId as never,
    kind: 'permanent',
    amount: -2000 as never,
    reason: '名誉会員の減額',
    idempotencyKey: randomUUID(),
  });
  const [type] = await office.membershipTypes.list.query();
  const corporate = await addBody(world, type!.membershipTypeId);
  await askChange(world, member);
  await openJoining(world);
  const { applicationId } = await office.applications.submitByStaff.mutate({
    email: `hoshino@${slug}.example`,
    fields: {
      familyName: '星野',
      givenName: '葵',
      familyNameKana: 'ホシノ',
      givenNameKana: 'アオイ',
      membershipTypeId: type!.membershipTypeId,
      phone: '',
      postalCode: '',
      address: '',
      affiliation: '',
      birthDate: '',
    },
    agreed: true,
  });
  const unreached = await addWebhook(world);
  const made = await bills(world, member);
  const ids = {
    'webhook.unreached': unreached,
    ...prefixed('charge', await charges(world, made)),
    ...prefixed('recurring', await recurring(world)),
    ...prefixed('payLink', await payLinks(world, corporate)),
    'application.submitted': applicationId,
    ...prefixed('bill', made),
    ...prefixed('payout', await payouts(world, member)),
    ...prefixed('settlement', await settlements(world)),
    ...prefixed('run', await runs(world)),
    ...prefixed('import', await imports(world)),
    ...prefixed('memberJob', await memberJobs(world, [away.memberId, corporate])),
    ...prefixed('member', { verified: member.memberId, withdrawn: away.memberId, corporate }),
  };
  await beginTerms(world, member.memberId, type!.membershipTypeId);
  return { world, member, ids };
}
