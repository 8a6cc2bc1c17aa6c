import { randomUUID } from 'node:crypto';
import type { CorrectionAsk } from '@tsudoi/shared/contracts/payments/correction.contract';
import type { CorrectionId, MembershipTypeId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PositiveYen } from '@tsudoi/shared/kernel/yen';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueReceipt } from '../../server/src/modules/documents/receipt.service.ts';
import { correct, previewCorrection } from '../../server/src/modules/payments/correction.service.ts';
import { undoCorrection } from '../../server/src/modules/payments/correction-undo.service.ts';
import { recordOffline } from '../../server/src/modules/payments/offline.service.ts';
import { carryOut, openBills, plan } from '../../server/test/billing.factory.ts';
import { type TestOrganization, openOrganization } from '../../server/test/organization.factory.ts';
import { type TestServer, startTestServer } from '../../server/test/server.factory.ts';
import type { CheckResult } from './ledger.ts';
import type { BillRow, PaymentRow } from './rows.ts';
import { verifyLedger } from './verify.ts';

/** One sequence for each: a few in every run of the tests, 200 by `npm run sequences` (security.md G7). */
const members = Number(process.env['TSUDOI_SEQUENCES'] ?? '24');
const years = [2025, 2026];

let server: TestServer;
let org: TestOrganization;
let types: MembershipTypeId[];
let memberIds: string[];

beforeAll(async () => {
  server = await startTestServer('2026-05-20T03:00:00Z');
  org = await openOrganization(server);
  types = [org.regular, await org.addType('学生会員', 3000), await org.addType('名誉会員', 0)];
  memberIds = (await org.addMembers(members)).map(({ _id }) => _id);
  for (const fiscalYear of years) {
    const run = await plan(server, org, { fiscalYear, dueOn: '2026-06-30' });
    await carryOut(server, org, run._id);
    await openBills(server, org, run._id);
  }
});
afterAll(() => server.close());

type Bill = BillRow & { readonly fiscalYear: number };
const rows = <T extends object>(name: string, memberId: string): Promise<T[]> =>
  server.platform.databases.server.collection(name).find({ memberId }).sort({ _id: 1 }).toArray() as unknown as Promise<T[]>;
const living = async (memberId: string) => (await rows<Bill>('bills', memberId)).filter(({ live }) => live);
/** What a member sees of their dues: states, not the ids behind them. */
async function seen(memberId: string): Promise<string[]> {
  const bills = (await living(memberId)).map(
    ({ fiscalYear, amount, allocated, status }) => `${fiscalYear} ${amount} ${allocated} ${status}`,
  );
  const payments = await rows<PaymentRow>('payments', memberId);
  return [...bills, ...payments.map(({ _id, unallocated }) => `${_id} ${unallocated}`)].toSorted();
}

/** What somebody saw earlier, with what has changed between two later looks: money that came onto a bill beside it. */
function sinceThen(earlier: readonly string[], from: readonly string[], to: readonly string[]): string[] {
  const rest = [...earlier];
  const take = (list: string[], one: string) => {
    const at = list.indexOf(one);
    if (at >= 0) list.splice(at, 1);
    return at >= 0;
  };
  const [gone, come] = [[...from], [...to]];
  for (const one of from) if (take(come, one)) take(gone, one);
  for (const one of gone) take(rest, one);
  return [...rest, ...come].toSorted();
}
const held = async (memberId: string) =>
  (await rows<PaymentRow>('payments', memberId)).reduce((sum, { received, reversed }) => sum + received - reversed, 0);

const commands = fc.array(
  fc.record({
    what: fc.constantFrom('pay', 'pay', 'receipt', 'type', 'year', 'amount', 'surplus', 'misplaced', 'undo', 'undo'),
    bill: fc.nat({ max: 5 }),
    other: fc.nat({ max: 5 }),
    amount: fc.constantFrom(1, 3000, 5000, 10_000, 13_000, 20_000, 25_000),
    rest: fc.constantFrom('keep' as const, 'next_year' as const),
    type: fc.nat({ max: 2 }),
    year: fc.integer({ min: 2024, max: 2027 }),
  }),
  { minLength: 4, maxLength: members > 24 ? 20 : 10 },
);
type Command = typeof commands extends fc.Arbitrary<infer List> ? (List extends readonly (infer One)[] ? One : never) : never;

function askFor(command: Command, bills: readonly Bill[]): CorrectionAsk {
  const bill = bills[command.bill % bills.length]!;
  const common = { billId: bill._id as never, rest: command.rest };
  switch (command.what) {
    case 'type':
      return { ...common, wrong: 'type', membershipTypeId: types[command.type]!, dueOn: null };
    case 'year':
      return { ...common, wrong: 'year', fiscalYear: command.year as never, dueOn: null };
    case 'amount':
      return { ...common, wrong: 'amount', amount: (command.amount - 1) as never, dueOn: null };
    case 'surplus':
      return { ...common, wrong: 'surplus', toBillIds: [] };
    default:
      return { ...common, wrong: 'misplaced', toBillIds: [bills[command.other % bills.length]!._id as never] };
  }
}

/** Refusals are answers too: they must leave everything as it was. */
const refusals = new Set(['CORRECTION_REFUSED', 'BILL_CANCELLED', 'BILL_NOT_PAYABLE', 'RECEIPT_NOT_AVAILABLE']);
async function tried(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (refusals.has((error as { code?: string }).code ?? '')) return false;
    throw error;
  }
}

async function carry(memberId: string, list: readonly Command[]): Promise<{ corrections: number; undos: number }> {
  const { platform } = server;
  const done: { correctionId: CorrectionId; before: string[] }[] = [];
  let [corrections, undos] = [0, 0];
  for (const command of list) {
    const bills = await living(memberId);
    const bill = bills[command.bill % bills.length]!;
    const [before, money] = [await seen(memberId), await held(memberId)];
    if (command.what === 'pay') {
      const asked = {
        billId: bill._id as never,
        amount: PositiveYen.parse(command.amount),
        method: 'cash' as const,
        receivedOn: jstDate('2026-05-12'),
        memo: '',
        idempotencyKey: randomUUID(),
      };
      const paid = await tried(recordOffline(platform, org.scope, org.owner, asked));
      expect(await held(memberId)).toBe(money + (paid ? command.amount : 0));
      const now = await seen(memberId);
      // An undo is refused when the money came onto what the correction touched; else it leaves that money alone.
      for (const one of done) one.before = sinceThen(one.before, before, now);
      continue;
    }
    if (command.what === 'receipt') await tried(issueReceipt(platform, org.owner, bill._id as never, undefined));
    else if (command.what === 'undo') {
      const last = done.at(-1);
      if (!last) continue;
      const { correctionId } = last;
      if (await tried(undoCorrection(platform, org.scope, org.owner, { correctionId, idempotencyKey: randomUUID() }))) {
        expect(await seen(memberId)).toEqual(last.before);
        done.pop();
        undos += 1;
      } else expect(await seen(memberId)).toEqual(before);
    } else {
      const ask = askFor(command, bills);
      const act = async () => {
        const { digest } = await previewCorrection(platform, org.scope, org.owner, ask);
        const more = { reason: '登録まちがい', tellMember: false, idempotencyKey: randomUUID() };
        done.push({ ...(await correct(platform, org.scope, org.owner, { ask, digest, ...more })), before });
      };
      if (await tried(act())) corrections += 1;
      else expect(await seen(memberId)).toEqual(before);
    }
    expect(await held(memberId)).toBe(money);
  }
  return { corrections, undos };
}

describe('random ledgers and corrections of them', () => {
  it(
    'PAY-16, ADJ-06, G7: the sum of money and every invariant hold after any of them, and an undo restores what was seen',
    async () => {
      const seed = Number(process.env['TSUDOI_SEED'] ?? '1');
      let [corrections, undos] = [0, 0];
      for (const [index, list] of fc.sample(commands, { numRuns: members, seed }).entries()) {
        const counted = await carry(memberIds[index]!, list);
        corrections += counted.corrections;
        undos += counted.undos;
      }
      expect(corrections).toBeGreaterThan(members);
      expect(undos).toBeGreaterThan(2);
      const broken: CheckResult[] = [];
      await verifyLedger(server.platform.databases, (result) => void (result.broken > 0 && broken.push(result)), 1);
      expect(broken).toEqual([]);
      // Minutes where there are hundreds of them.
    },
    30_000 + members * 5000,
  );
});
