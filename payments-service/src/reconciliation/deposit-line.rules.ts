import type { DepositLine } from '../connectors/bank-files/parse.ts';

export interface KeyedLine {
  readonly line: DepositLine;
  readonly lineKey: string;
  /** Of a 取消: the key of what it takes back, which is of the day that the 取消 counts from (起算日) and not of its own. */
  readonly takesBack: string | null;
}

/**
 * What makes a line the same money in another file: account, day, inquiry number and sum, and its remitter where the bank gives
 * no number. Two alike in one file are two deposits, told apart by their order: money is never dropped as a repeat of itself.
 */
export function* keyLines(lines: Iterable<DepositLine>): Generator<KeyedLine, undefined, undefined> {
  // By account and day first: what is left is a short text, and there is one for every line of a file.
  const seen = new Map<string, Map<string, number>>();
  const count = (where: string, what: string): number => {
    const some = seen.get(where) ?? new Map<string, number>();
    if (some.size === 0) seen.set(where, some);
    const before = some.get(what) ?? 0;
    some.set(what, before + 1);
    return before;
  };
  for (const line of lines) {
    const { account, bookedOn, valuedOn, inquiryNumber, amount, remitter, cancels } = line;
    const whose = `${account.bankCode}-${account.branchCode}-${account.kind}-${account.number}`;
    const what = `${inquiryNumber === '' ? `:${remitter}` : inquiryNumber}|${amount}`;
    const own = `${cancels ? 'x|' : ''}${whose}|${bookedOn}`;
    const lineKey = `${own}|${what}|${count(own, what)}`;
    const theirs = `${whose}|${valuedOn}`;
    yield { line, lineKey, takesBack: cancels ? `${theirs}|${what}|${count(`takes|${theirs}`, what)}` : null };
  }
}
