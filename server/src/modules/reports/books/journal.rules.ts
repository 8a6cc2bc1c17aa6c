import type { TaxCategory } from '@tsudoi/shared/contracts/billing/billing.contract';
import type { AccountRole, BookSettings } from '@tsudoi/shared/contracts/reports/books.contract';
import { type JstDate, fiscalYearRange, jstDateOf } from '@tsudoi/shared/kernel/jst';
import { type Yen, addYen, negateYen, subtractYen, sumYen, zeroYen } from '@tsudoi/shared/kernel/yen';
import { type BillDocument, groupsOf, sharesOf } from '../../billing/billing.public.ts';
import { type PaymentDocument, methodWords } from '../../payments/payments.public.ts';
import { type BillShare, type MoneyGroup, linesAt } from './money-group.rules.ts';

export interface BookTerms {
  readonly basis: 'accrual' | 'cash';
  readonly deferPrepaid: boolean;
  readonly feeTax: BookSettings['feeTax'];
  readonly fiscalYearStartMonth: number;
}

/** What is bought has tax words of its own in every program. */
export type BookTax = TaxCategory | 'purchase_10';

export interface JournalLine {
  readonly side: 'debit' | 'credit';
  readonly role: AccountRole;
  readonly tax: BookTax;
  /** Above zero. */
  readonly amount: Yen;
  readonly text: string;
}

/** One 仕訳: debits and credits are equal to the last yen (security.md 4.3, invariant 3). */
export interface Journal {
  /** Names what happened, and so stays the same for ever: one that was written out is known by it. */
  readonly key: string;
  readonly on: JstDate;
  readonly partner: string;
  readonly lines: readonly JournalLine[];
}

/** A credit above zero, a debit below. */
export interface Entry {
  readonly role: AccountRole;
  readonly tax: BookTax;
  readonly amount: Yen;
  readonly text: string;
}

type Billed = Pick<
  BillDocument,
  | '_id'
  | 'billName'
  | 'category'
  | 'fiscalYear'
  | 'memberName'
  | 'memberNumber'
  | 'amount'
  | 'lines'
  | 'amendments'
  | 'termMonths'
  | 'confirmedAt'
  | 'cancelledAt'
>;
type Paid = Pick<PaymentDocument, '_id' | 'method' | 'memberName' | 'memberNumber'>;

const roleOfMethod: Readonly<Record<PaymentDocument['method'], AccountRole>> = {
  card: 'clearing',
  konbini: 'clearing',
  payeasy: 'clearing',
  virtual_account: 'clearing',
  // Straight to the organisation's own account (docs/decisions/0039): it is in no payout.
  direct_debit: 'debit',
  bank_transfer: 'bank',
  postal_transfer: 'postal',
  cash: 'cash',
  write_off: 'writeOff',
};
/** Money that came through the platform waits there for its payout. */
export const isOwedByPlatform = (method: PaymentDocument['method']): boolean => roleOfMethod[method] === 'clearing';

const person = ({ memberName, memberNumber }: Pick<Paid, 'memberName' | 'memberNumber'>): string =>
  memberNumber === '' ? memberName : `${memberName} ${memberNumber}`;
const billText = (what: string, bill: Billed): string => [what, bill.billName, person(bill)].join(' ').trim();

/** Null where nothing moves. Entries of one account, tax and wording are one line. */
export function journalOf(key: string, on: JstDate, partner: string, entries: readonly Entry[]): Journal | null {
  const sums = new Map<string, Entry>();
  for (const entry of entries) {
    const name = [entry.role, entry.tax, entry.text].join('\n');
    const known = sums.get(name);
    sums.set(name, known ? { ...known, amount: addYen(known.amount, entry.amount) } : entry);
  }
  const moved = [...sums.values()].filter(({ amount }) => amount !== 0);
  if (moved.length === 0) return null;
  if (sumYen(moved.map(({ amount }) => amount)) !== 0) throw new RangeError(`${key} does not balance`);
  const lines = moved.map(({ role, tax, amount, text }): JournalLine =>
    amount < 0 ? { side: 'debit', role, tax, amount: negateYen(amount), text } : { side: 'credit', role, tax, amount, text },
  );
  return { key, on, partner, lines: [...lines.filter(({ side }) => side === 'debit'), ...lines.filter(({ side }) => side === 'credit')] };
}

export const isJournal = (journal: Journal | null): journal is Journal => journal !== null;
const later = (left: JstDate, right: JstDate): JstDate => (left > right ? left : right);

/** From when on the dues of a bill are of the year they are for; money that came before waits as 前受会費. */
export function recognisedOn(bill: Billed, { basis, deferPrepaid, fiscalYearStartMonth }: BookTerms): JstDate {
  const { from } = fiscalYearRange(bill.fiscalYear, fiscalYearStartMonth);
  if (basis === 'accrual') return bill.confirmedAt === null ? from : later(jstDateOf(bill.confirmedAt), from);
  return deferPrepaid ? from : ('0000-01-01' as JstDate);
}

function incomeEntries(bill: Billed, lines: readonly BillDocument['lines'][number][], text: string): Entry[] {
  return groupsOf(lines).map(({ taxCategory, amount }) => ({ role: bill.category, tax: taxCategory, amount, text }));
}

const reversed = (entries: readonly Entry[]): Entry[] => entries.map((entry) => ({ ...entry, amount: negateYen(entry.amount) }));

/** Income against what is owed for it. */
function owed(income: readonly Entry[], text: string): Entry[] {
  const total = sumYen(income.map(({ amount }) => amount));
  return [{ role: 'receivable', tax: 'out_of_scope', amount: negateYen(total), text }, ...income];
}

/**
 * What a bill itself is in the books: dues become income on the day they are billed or, billed ahead, on the first day of
 * their year; what was added or taken off later, and a cancellation, on its own day. Whatever happened before the dues were
 * income is part of them, or of nothing. By 現金主義 a bill is no journal.
 */
export function billJournals(bill: Billed, terms: BookTerms): Journal[] {
  if (terms.basis === 'cash' || bill.confirmedAt === null) return [];
  const on = recognisedOn(bill, terms);
  const cancelledOn = bill.cancelledAt === null ? null : jstDateOf(bill.cancelledAt);
  if (cancelledOn !== null && cancelledOn < on) return [];
  const amendments = (bill.amendments ?? []).map((amendment, index) => ({ ...amendment, index, on: jstDateOf(amendment.at) }));
  const late = amendments.filter((amendment) => amendment.on >= on);
  const opened = bill.lines.slice(0, bill.lines.length - late.reduce((count, { lines }) => count + lines.length, 0));
  const write = (key: string, day: JstDate, what: string, lines: readonly BillDocument['lines'][number][], undo = false) => {
    const text = billText(what, bill);
    const entries = owed(incomeEntries(bill, lines, text), text);
    return journalOf(`${bill._id}:${key}`, day, bill.memberName, undo ? reversed(entries) : entries);
  };
  return [
    write('open', on, '請求計上', opened),
    ...late.map((amendment) => write(`amend:${amendment.index}`, amendment.on, '請求の調整', amendment.lines)),
    cancelledOn === null ? null : write('cancel', cancelledOn, '請求取消', bill.lines, true),
  ].filter(isJournal);
}

/** What of a bill's taxed sums each step from one paid sum to another is; all steps together are the bill to the yen. */
function paidIncome(bill: Billed, { steps }: BillShare, text: string): Entry[] {
  return steps.flatMap(({ at, before, after }) => {
    const groups = groupsOf(linesAt(bill, at));
    const [from, to] = [sharesOf(before, groups), sharesOf(after, groups)];
    return groups.map(({ taxCategory }, index) => ({
      role: bill.category,
      tax: taxCategory,
      amount: subtractYen(to[index]!, from[index]!),
      text,
    }));
  });
}

const wordOf = ({ moneyIn, moneyOut }: MoneyGroup): string =>
  moneyIn > 0 ? '入金' : moneyOut > 0 ? '返金' : moneyOut < 0 ? '返金の組戻し' : '充当';

/**
 * One movement of money: what came or went against what it settled. What no bill asks for is 預り金. Money for a year to
 * come is 前受会費, and a second journal on the first day of that year moves it on.
 */
export function groupJournals(
  payment: Paid,
  group: MoneyGroup,
  settled: readonly { readonly bill: Billed; readonly share: BillShare }[],
  terms: BookTerms,
): Journal[] {
  // A shortage that was waived is no money.
  if (terms.basis === 'cash' && payment.method === 'write_off') return [];
  const isAccrual = terms.basis === 'accrual';
  const what = payment.method === 'write_off' ? '' : `${wordOf(group)} `;
  const way = `${what}${methodWords[payment.method]}`;
  const own = `${way} ${person(payment)}`.trim();
  const entries: Entry[] = [];
  const transfers: (Journal | null)[] = [];
  let rest = subtractYen(group.moneyIn, group.moneyOut);
  entries.push({ role: roleOfMethod[group.method], tax: 'out_of_scope', amount: negateYen(rest), text: own });
  for (const { bill, share } of settled) {
    const text = billText(way, bill);
    rest = subtractYen(rest, share.asked);
    const day = recognisedOn(bill, terms);
    const prepaid: Entry = { role: 'prepaid', tax: 'out_of_scope', amount: share.asked, text };
    const moved = (words: string): Entry[] =>
      isAccrual ? [{ role: 'receivable', tax: 'out_of_scope', amount: share.asked, text: words }] : paidIncome(bill, share, words);
    if (group.on >= day) {
      entries.push(...moved(text));
      continue;
    }
    entries.push(prepaid);
    const words = billText('前受会費の振替', bill);
    const back = { ...prepaid, amount: negateYen(share.asked), text: words };
    transfers.push(journalOf(`${group.key}:year:${bill._id}`, day, bill.memberName, [back, ...moved(words)]));
  }
  entries.push({ role: 'deposit', tax: 'out_of_scope', amount: rest, text: own });
  return [journalOf(group.key, group.on, payment.memberName, entries), ...transfers].filter(isJournal);
}

/** What journals come to, by account and tax: credits above zero. For checks and previews. */
export function balanceOf(journals: Iterable<Journal>, role: AccountRole): Yen {
  let balance = zeroYen;
  for (const { lines } of journals)
    for (const line of lines)
      if (line.role === role) balance = line.side === 'credit' ? addYen(balance, line.amount) : subtractYen(balance, line.amount);
  return balance;
}
