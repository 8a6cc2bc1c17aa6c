import type { DepositLine } from '../connectors/bank-files/parse.ts';

export interface KeyedLine {
  readonly line: DepositLine;
  readonly lineKey: string;
  /** Of a 取消: what it takes back. */
  readonly takesBack: string | null;
}

/**
 * What makes a line the same money in another file: account, day, inquiry number and sum, and its remitter where the bank gives
 * no number. Two alike in one file are two deposits, told apart by their order: money is never dropped as a repeat of itself.
 */
export function keyLines(lines: readonly DepositLine[]): KeyedLine[] {
  const seen = new Map<string, number>();
  const count = (key: string): number => {
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    return before;
  };
  return lines.map((line) => {
    const { account, bookedOn, inquiryNumber, amount, remitter, cancels } = line;
    const where = `${account.bankCode}-${account.branchCode}-${account.kind}-${account.number}`;
    const what = `${where}|${bookedOn}|${inquiryNumber === '' ? `:${remitter}` : inquiryNumber}|${amount}`;
    const own = cancels ? `x|${what}` : what;
    const place = count(own);
    return { line, lineKey: `${own}|${place}`, takesBack: cancels ? `${what}|${place}` : null };
  });
}
