import { type TransferState, transferStates } from '@tsudoi/shared/contracts/payments/settlement.contract';
import { yen } from '@tsudoi/shared/kernel/yen';
import * as z from 'zod';
import type { ConnectorSettlements } from '../connector.ts';
import type { ReportedLine, SettlementReport, SettlementResult } from '../settlement-report.ts';
import type { KomojuClient } from './client.ts';

const Instant = z.iso.datetime({ offset: true });
/** `…_cents` is the smallest unit of the currency: whole yen. */
const Settlement = z.looseObject({
  id: z.string().min(1).max(64),
  reference: z.string().max(100).nullish(),
  status: z.string().max(40).nullish(),
  currency: z.string(),
  cutoff_time: Instant,
  remittance_amount_cents: z.number().int().min(-9_999_999_999).max(9_999_999_999),
});
const Listed = z.looseObject({ id: z.string().min(1).max(64), status: z.string().max(40).nullish() });
const SettlementList = z.looseObject({ data: z.array(Listed) });

/** KOMOJU's five words are ours; a sixth one says nothing. */
const transferOf = (status: unknown): TransferState | null => transferStates.find((state) => state === status) ?? null;

/** What a row is called there, as we call it, and which way its sum goes; a correction says its way itself. */
const kinds: Readonly<Record<string, { readonly kind: ReportedLine['kind']; readonly sign: 1 | -1 | 0 }>> = {
  payment: { kind: 'payment', sign: 1 },
  refund: { kind: 'refund', sign: -1 },
  chargeback: { kind: 'refund', sign: -1 },
  fee: { kind: 'fee', sign: -1 },
  fee_tax: { kind: 'fee_tax', sign: -1 },
  stamp_duty: { kind: 'stamp', sign: -1 },
  bank_transfer_fee: { kind: 'transfer_fee', sign: -1 },
};
const correction = { kind: 'correction', sign: 0 } as const;

/**
 * KOMOJU's settlements (精算). `GET /settlements/{id}` has the sums and the cut-off, the rows are in the file beside it. Its pages
 * name the file but not its columns: they are read by name, and a file that says it otherwise is refused whole
 * (docs/decisions/0050).
 */
export function komojuSettlements(client: KomojuClient): ConnectorSettlements {
  return {
    async fetch(credentials, settlementId): Promise<SettlementResult> {
      const path = `/settlements/${encodeURIComponent(settlementId)}`;
      const [head, file] = [await client.get(credentials, path), await client.getFile(credentials, `${path}/csv`)];
      // Its file is gone with it.
      if (head.outcome === 'answered' && head.status < 300 && wasCancelled(head.json)) return { outcome: 'cancelled' };
      if (head.outcome === 'unknown' || file.outcome === 'unknown') return { outcome: 'unknown' };
      if (head.status === 404) return { outcome: 'none' };
      // Our key was refused, or too many calls: nothing is said about the settlement.
      if (head.status >= 300 || file.status >= 300) return { outcome: 'unknown' };
      const report = reportOf(head.json, file.text);
      return report ? { outcome: 'found', report } : { outcome: 'unreadable' };
    },
    async recent(credentials, since) {
      const answer = await client.get(credentials, `/settlements?start_time=${encodeURIComponent(since.toISOString())}&per_page=100`);
      const list = SettlementList.safeParse(answer.outcome === 'answered' && answer.status < 300 ? answer.json : null);
      // Theirs begins with the newest.
      return list.success
        ? list.data.data.map(({ id, status }) => ({ settlementId: id, transfer: transferOf(status) })).toReversed()
        : null;
    },
  };
}

const wasCancelled = (head: unknown): boolean => transferOf(Settlement.safeParse(head).data?.status) === 'cancelled';

/** Sums and rows together, or null: a settlement is read whole or not at all. */
export function reportOf(head: unknown, file: string): SettlementReport | null {
  const settlement = Settlement.safeParse(head);
  if (!settlement.success || settlement.data.currency !== 'JPY') return null;
  const lines = linesOf(file);
  if (lines === null) return null;
  const { id, reference, cutoff_time, remittance_amount_cents, status } = settlement.data;
  return {
    reference: reference ?? id,
    cutoffAt: new Date(cutoff_time),
    remittance: yen(remittance_amount_cents),
    transfer: transferOf(status),
    lines,
  };
}

const columns = ['type', 'payment_id', 'external_order_num', 'currency', 'amount_cents', 'happened_at'] as const;

function linesOf(file: string): ReportedLine[] | null {
  const [head, ...rows] = rowsOf(file.replace(/^\uFEFF/, ''));
  if (!head) return null;
  const places = columns.map((name) => head.indexOf(name));
  if (places.includes(-1)) return null;
  const lines = rows.map((row) => (row.length === head.length ? lineOf(places.map((place) => row[place]!)) : null));
  return lines.every((line) => line !== null) ? lines : null;
}

function lineOf([type = '', paymentId = '', orderNumber = '', currency = '', amount = '', happenedAt = '']: readonly string[]) {
  // Ten digits and no more, none of them full-width (case 37).
  if (currency !== 'JPY' || !/^-?[0-9]{1,10}$/.test(amount) || !Instant.safeParse(happenedAt).success) return null;
  const { kind, sign } = kinds[type] ?? correction;
  const size = Number(amount);
  // A fee below nothing is one that is given back: what it says is not guessed at.
  if (sign !== 0 && size < 0) return null;
  return {
    kind,
    orderNumber: orderNumber === '' ? null : orderNumber,
    providerPaymentId: paymentId === '' ? null : paymentId,
    amount: yen(sign === -1 && size !== 0 ? -size : size),
    happenedAt: new Date(happenedAt),
  };
}

/** Rows of a file with commas; a field in quotes may hold commas, breaks and doubled quotes. None where quotes are broken. */
function rowsOf(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    const quoted = text[at] === '"' ? /"((?:[^"]|"")*)"/y : /([^",\r\n]*)/y;
    quoted.lastIndex = at;
    const field = quoted.exec(text);
    if (!field) return [];
    row.push(field[1]!.replaceAll('""', '"'));
    const end = /,|\r?\n|$/y;
    end.lastIndex = quoted.lastIndex;
    const stop = end.exec(text);
    if (!stop) return [];
    at = end.lastIndex;
    if (stop[0] === ',') continue;
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
    if (stop[0] === '') break;
  }
  if (row.length > 0) rows.push([...row, '']);
  return rows;
}
