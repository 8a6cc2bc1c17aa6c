import { randomUUID } from 'node:crypto';
import { JstDate, addDays, fiscalYearOf, jstDateOf } from '@tsudoi/shared/kernel/jst';
import type { DemoCaller } from '../demo/demo-session.ts';
import { payAtCounter } from './counter.ts';
import { until } from './until.ts';

type Row = Record<string, unknown>;

/** The fiscal year of the demo organisation, which begins in April. */
const thisYear = () => fiscalYearOf(jstDateOf(new Date()), 4);

/** Invoices with a registration number and an account; the number checks, and belongs to nobody. */
export async function setUpPapers(caller: DemoCaller, password: string): Promise<void> {
  const { version } = (await caller.call('documents.paperSettings', undefined)) as Row;
  await caller.call('documents.updatePaperSettings', {
    settings: {
      form: 'qualified',
      registrationNumber: 'T9000000000000',
      registeredAs: 'corporation',
      taxRounding: 'floor',
      businessReceipts: false,
      bankPrinted: true,
      bankName: '見本銀行',
      bankBranch: '神保町支店',
      bankAccountType: 'ordinary',
      bankAccountNumber: '1234567',
      bankHolder: 'シノノメカンキヨウガツカイ',
    },
    version,
    password,
  });
}

async function planYear(caller: DemoCaller, billingItemId: unknown, fiscalYear: number, dueOn: string, billName: string): Promise<unknown> {
  const plan = (await caller.call('billing.planRun', {
    billingItemId,
    fiscalYear,
    allocationStartMonth: `${fiscalYear}-04`,
    dueOn,
    billName,
    excludedMembershipTypeIds: [],
  })) as Row;
  return plan['billingRunId'];
}

async function billYear(caller: DemoCaller, fiscalYear: number, dueOn: string): Promise<unknown> {
  const [item] = (await caller.call('billing.items', undefined)) as Row[];
  const billingRunId = await planYear(caller, item!['billingItemId'], fiscalYear, dueOn, `${fiscalYear}年度 年会費`);
  await caller.call('billing.startRun', { billingRunId });
  await until('the billing run', async () =>
    ((await caller.call('billing.run', { billingRunId })) as Row)['state'] === 'completed' ? true : null,
  );
  await caller.call('billing.confirmRun', { billingRunId });
  await until('the confirmation', async () => {
    const { confirmation } = (await caller.call('billing.run', { billingRunId })) as { confirmation: { state: string } };
    return confirmation.state === 'completed' ? true : null;
  });
  return billingRunId;
}

async function openBills(caller: DemoCaller): Promise<Row[]> {
  const { rows } = (await caller.call('billing.bills', { status: 'open', size: 100 })) as { rows: Row[] };
  return rows;
}

async function receive(caller: DemoCaller, bill: Row, amount: unknown, method: string, receivedOn: string): Promise<void> {
  await caller.call('payments.recordOffline', {
    billId: bill['billId'],
    amount,
    method,
    receivedOn,
    memo: '',
    idempotencyKey: randomUUID(),
  });
}

async function issuePapers(caller: DemoCaller, billingRunId: unknown, kind: 'invoice' | 'receipt'): Promise<void> {
  const job = (await caller.call('documents.issueRun', { billingRunId, kind, idempotencyKey: randomUUID() })) as Row;
  await until('the papers of a run', async () => {
    const { state } = (await caller.call('documents.paperJob', { paperJobId: job['paperJobId'] })) as Row;
    return state === 'done' ? true : null;
  });
}

/** Who owes last year's dues still, for the arrears. */
const stillOwing = ['藤井 亮', '山崎 千尋', '福田 勇気'];

/** The bill a member has got last. */
export async function newestBill(member: DemoCaller): Promise<unknown> {
  return until('a bill on My Page', async () => {
    const { bills } = (await member.call('billing.myBills', undefined)) as { bills: Row[] };
    return bills.find((bill) => bill['status'] === 'unpaid')?.['billId'] ?? null;
  });
}

/** Last year: everybody was billed, nearly everybody has paid, and has a receipt. Who paid at a store did so last month: it is paid out. */
export async function billLastYear(caller: DemoCaller, sandbox: string, atStore: readonly DemoCaller[]): Promise<void> {
  const year = thisYear() - 1;
  const today = jstDateOf(new Date());
  // A run takes no due day that has passed: what is owed is overdue from tomorrow on.
  const billingRunId = await billYear(caller, year, today);
  const lastMonth = addDays(JstDate.parse(`${today.slice(0, 7)}-01`), -16);
  for (const payer of atStore) {
    const billId = await newestBill(payer);
    await payAtCounter(sandbox, payer, { billId, at: `${lastMonth}T03:00:00Z` });
    await until('the money from the store', async () =>
      (await openBills(caller)).some((bill) => bill['billId'] === billId) ? null : true,
    );
  }
  const bills = (await openBills(caller)).filter((bill) => !stillOwing.includes(String(bill['memberName'])));
  for (const [index, bill] of bills.entries()) {
    const method = index % 5 === 0 ? 'postal_transfer' : 'bank_transfer';
    await receive(caller, bill, bill['outstanding'], method, addDays(JstDate.parse(`${year}-05-10`), index));
  }
  await issuePapers(caller, billingRunId, 'receipt');
}

/** This year: billed, with an invoice for everybody. */
export async function billThisYear(caller: DemoCaller): Promise<void> {
  const billingRunId = await billYear(caller, thisYear(), addDays(jstDateOf(new Date()), 20));
  await issuePapers(caller, billingRunId, 'invoice');
}

const byBank = ['齋藤 大輔', '伊藤 誠', '中村 直子', '柏木 隆', '有限会社青空 環境部', '石川 葵', '木村 洋', '井上 拓海'];
const inPart = '林 真由美';

/** What came in by bank since, one part payment, and a student who was billed as a regular member and had paid. */
export async function receiveThisYear(caller: DemoCaller): Promise<void> {
  const yesterday = addDays(jstDateOf(new Date()), -1);
  const bills = (await openBills(caller)).filter((bill) => bill['fiscalYear'] === thisYear());
  for (const bill of bills) {
    const name = String(bill['memberName']);
    if (byBank.includes(name)) await receive(caller, bill, bill['outstanding'], 'bank_transfer', yesterday);
    if (name === inPart) await receive(caller, bill, 4000, 'cash', yesterday);
  }
  const billed = bills.find((bill) => bill['memberName'] === '井上 拓海')!;
  const types = (await caller.call('membershipTypes.list', undefined)) as Row[];
  const membershipTypeId = types.find((type) => type['name'] === '学生会員')!['membershipTypeId'];
  const ask = { billId: billed['billId'], rest: 'keep', dueOn: null, wrong: 'type', membershipTypeId };
  const { digest } = (await caller.call('payments.planCorrection', ask)) as Row;
  await caller.call('payments.correct', {
    ask,
    digest,
    reason: '学生証の提出があったため',
    tellMember: false,
    idempotencyKey: randomUUID(),
  });
}

const byEmployer = ['池田 悟', '西村 静香'];

/** An employer was given a link over the bills of two members. */
export async function letEmployerPay(caller: DemoCaller): Promise<void> {
  const bills = (await openBills(caller)).filter((bill) => byEmployer.includes(String(bill['memberName'])));
  await caller.call('payLinks.create', {
    lines: bills.map((bill) => ({ billId: bill['billId'], amount: bill['outstanding'] })),
    payerName: '湖東環境センター',
    contactName: '総務課',
    email: '',
    expiresOn: addDays(jstDateOf(new Date()), 30),
    sendMail: false,
    idempotencyKey: randomUUID(),
  });
}

/** A fee of another kind, taxed, planned and not yet billed. */
export async function planProceedings(caller: DemoCaller): Promise<void> {
  const types = (await caller.call('membershipTypes.list', undefined)) as Row[];
  const made = (await caller.call('billing.createItem', {
    name: '大会論文集代',
    proviso: '{年度} 大会論文集代として',
    category: 'adhoc',
    taxCategory: 'standard_10',
    feesFrom: 'table',
  })) as Row;
  let item = made;
  for (const type of types) {
    if (type['name'] === '名誉会員') continue;
    const amount = type['name'] === '学生会員' ? 1100 : 2200;
    const { membershipTypeId } = type;
    item = (await caller.call('billing.setItemPrice', {
      billingItemId: made['billingItemId'],
      membershipTypeId,
      from: null,
      amount,
      version: item['version'],
    })) as Row;
  }
  await planYear(caller, made['billingItemId'], thisYear(), addDays(jstDateOf(new Date()), 45), `${thisYear()}年度 大会論文集代`);
}
