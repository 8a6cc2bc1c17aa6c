import type { KeptReason } from '@tsudoi/shared/contracts/billing/cancel-job.contract';
import type { BillId } from '@tsudoi/shared/kernel/ids';
import type { CancelPartDocument } from './cancel-job.repository.ts';

/** Bills of one step, which is one transaction: with their log and messages below what the engine takes (docs/decisions/0009). */
const billsOfPart = 100;

/** The chosen bills, each once, in steps. */
export function partsOf(billIds: readonly BillId[]): BillId[][] {
  const once = [...new Set(billIds)];
  return Array.from({ length: Math.ceil(once.length / billsOfPart) }, (_, part) =>
    once.slice(part * billsOfPart, (part + 1) * billsOfPart),
  );
}

interface Outcome {
  readonly billId: BillId;
  /** Null for a bill that was cancelled. */
  readonly reason: KeptReason | null;
}

/** Some of what became of the bills, from a place on; a step that is not done says nothing yet, nor does one behind it. */
export async function placesOf(
  parts: AsyncIterable<Pick<CancelPartDocument, 'billIds' | 'kept'>> | Iterable<Pick<CancelPartDocument, 'billIds' | 'kept'>>,
  show: 'kept' | 'cancelled',
  from: number,
  most: number,
): Promise<Outcome[]> {
  const found: Outcome[] = [];
  let place = 0;
  for await (const { billIds, kept } of parts) {
    if (kept === null || found.length >= most) break;
    const reasons = new Map(kept.map(({ billId, reason }) => [billId, reason]));
    for (const billId of billIds) {
      const reason = reasons.get(billId) ?? null;
      if ((reason === null) !== (show === 'cancelled')) continue;
      if (place >= from && found.length < most) found.push({ billId, reason });
      place += 1;
    }
  }
  return found;
}
