import type { DepositEvidence } from '@tsudoi/shared/contracts/payments/deposit.contract';
import type { BillId, MemberId } from '@tsudoi/shared/kernel/ids';
import type { Yen } from '@tsudoi/shared/kernel/yen';
import { type NamedNumber, numbersMeant } from '../payables/payable-keys.rules.ts';
import type { RemitterDocument } from './deposit.repository.ts';

export interface FoundPayable {
  readonly payableId: BillId;
  readonly memberId: MemberId;
  readonly amount: Yen;
  /** The member's numbers, former ones too, and reading as they are compared. */
  readonly numbers: readonly string[];
  readonly kana: string;
}

/** More people of one name are no help to anybody. */
const mostCandidates = 20;

/** Under what a remitter is remembered: the code of the sender, and the line as it was written. */
export function remitterKeys({ senderCode, remitter }: { readonly senderCode: string; readonly remitter: string }): string[] {
  const line = remitter.normalize('NFKC').toUpperCase().replace(/\s+/g, '');
  return [...(senderCode === '' ? [] : [`c:${senderCode}`]), ...(line === '' ? [] : [`m:${line}`])];
}

type Open = { -readonly [K in keyof DepositEvidence]: DepositEvidence[K] } & { sameAmount: boolean };

/**
 * Everything that points to somebody, one entry a member, the strongest first: a number or a code, then what was learned, then a
 * name. It says what was found, and decides nothing.
 */
export function evidenceOf(
  deposit: { readonly amount: Yen; readonly from: string },
  numbers: readonly NamedNumber[],
  name: string,
  byKey: ReadonlyMap<string, readonly FoundPayable[]>,
  learned: readonly RemitterDocument[],
): DepositEvidence[] {
  const found = new Map<MemberId, Open>();
  const entry = (memberId: MemberId): Open => {
    const known = found.get(memberId);
    if (known) return known;
    const fresh: Open = { memberId, number: null, reference: null, billIds: [], kana: false, learned: null, sameAmount: false };
    found.set(memberId, fresh);
    return fresh;
  };
  const each = (key: string, note: (one: Open, payable: FoundPayable) => void) => {
    for (const payable of byKey.get(key) ?? []) {
      const one = entry(payable.memberId);
      note(one, payable);
      one.kana ||= name !== '' && payable.kana === name;
      one.sameAmount ||= payable.amount === deposit.amount;
    }
  };
  for (const { shown, key } of numbersMeant(numbers, byKey)) {
    each(`#${key}`, (one, { payableId, numbers: own }) => {
      if (own.includes(key)) {
        one.number ??= shown;
        return;
      }
      one.reference ??= shown;
      if (!one.billIds.includes(payableId)) one.billIds.push(payableId);
    });
  }
  for (const row of learned) {
    const one = entry(row.memberId);
    // A code is the sender's own; a line may be anybody's of that name, unless it comes from the same branch as before.
    const sameCode = row.key.startsWith('c:');
    const sameSender = sameCode || (row.from !== '' && row.from === deposit.from);
    const before = one.learned;
    one.learned = {
      times: Math.max(before?.times ?? 0, row.times),
      lastOn: before && before.lastOn > row.lastOn ? before.lastOn : row.lastOn,
      sameSender: (before?.sameSender ?? false) || sameSender,
      sameCode: (before?.sameCode ?? false) || sameCode,
    };
  }
  each(`k:${name}`, () => undefined);
  return [...found.values()]
    .toSorted((left, right) => strengthOf(right) - strengthOf(left))
    .slice(0, mostCandidates)
    .map(({ sameAmount: _sameAmount, ...evidence }) => evidence);
}

function strengthOf({ number, reference, learned, kana, sameAmount }: Open): number {
  const identity = reference !== null || number !== null ? 8 : learned ? (learned.sameSender ? 6 : 4) : 0;
  return identity + (kana ? 2 : 0) + (sameAmount ? 1 : 0);
}
