import { type DebitContractView, type MandateState, isLiveMandate } from '@tsudoi/shared/contracts/payments/direct-debit.contract';

interface Owned {
  readonly state: MandateState;
}

const weight: Readonly<Record<MandateState, number>> = { invalid: 0, stopped: 0, requested: 1, paper_or_web_pending: 2, active: 3 };

/**
 * Of the live mandates of two records that become one, the one that is further along goes on; where both are equally far, the
 * kept record's (docs/decisions/0014). Null: neither has one that counts.
 */
export function survivorOf<M extends Owned>(kept: M | null, merged: M | null): M | null {
  const [first, second] = [kept, merged].map((one) => (one && isLiveMandate(one.state) ? one : null));
  if (!first || !second) return first ?? second ?? null;
  return weight[second.state] > weight[first.state] ? second : first;
}

/** Whether a file for the bank was made with the account that a mandate has now. One without a day is as old as its mandate. */
export function isOfAccount({ accountSince }: { readonly accountSince?: Date }, madeAt: Date | null): boolean {
  return accountSince === undefined || madeAt === null || accountSince <= madeAt;
}

/** Whether a mandate was asked for under a contract that is over: it allows nobody to draw any more, whatever brings it back. */
export function isOfBefore(
  { requestedAt }: { readonly requestedAt: Date },
  contract: { readonly state: DebitContractView['state']; readonly mandatesFrom?: Date } | null,
): boolean {
  if (!contract || contract.state === 'ended') return true;
  return contract.mandatesFrom !== undefined && requestedAt <= contract.mandatesFrom;
}
