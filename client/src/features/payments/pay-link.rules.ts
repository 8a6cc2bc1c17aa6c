import { addDays, jstDate } from '@tsudoi/shared/kernel/jst';

/** Once each, in the order they were chosen. */
export function withBill(ids: readonly string[], billId: string): string[] {
  return ids.includes(billId) ? [...ids] : [...ids, billId];
}

export function withoutBill(ids: readonly string[], billId: string): string[] {
  return ids.filter((id) => id !== billId);
}

const usualDays = 30;
/** A link is open for a month unless the office says otherwise. */
export function defaultEnd(today: string): string {
  return addDays(jstDate(today), usualDays);
}
