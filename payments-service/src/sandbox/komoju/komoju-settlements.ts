import { newStandInId } from '../stand-in.repository.ts';
import type { SettlementTwist, StandInPayment, StandInSettlement, StandInSettlementRow, StandInStore } from '../stand-in.repository.ts';

/** The trial's own fees: 3.6 % of a card, 190 yen of a number, 10 % of tax on them, and 300 yen for the transfer. */
const cardBasisPoints = 360;
const numberFee = 190;
const transferFee = 300;
/** A receipt of a store bears a stamp from here on. */
const stampFrom = 50_000;

/**
 * Makes a settlement of all that was captured up to the cut-off and stands in none yet, with what went back since. What is
 * twisted is wrong in the way that stores and statements are wrong. Null where there is nothing to settle.
 */
export async function settle(
  store: StandInStore,
  accountId: string,
  cutoffAt: Date,
  createdAt: Date,
  twist: SettlementTwist,
): Promise<StandInSettlement | null> {
  const captured = await store.payments
    .find({ accountId, status: { $in: ['captured', 'refunded'] }, capturedAt: { $lte: cutoffAt } })
    .sort({ capturedAt: 1 })
    .toArray();
  const paid = captured.filter(({ _id, settlement }) => !twist.leaveOut.includes(_id) && (!settlement || twist.again.includes(_id)));
  const returned = captured.filter(
    (payment) => (payment.settlement !== undefined || paid.includes(payment)) && payment.amountRefunded > (payment.refundSettled ?? 0),
  );
  const rows = [
    ...paid.flatMap((payment) => rowsOfPayment(payment, twist)),
    ...returned.map((payment) => row('refund', payment, payment.amountRefunded - (payment.refundSettled ?? 0), createdAt)),
    ...twist.strangers.map(({ order, amount }) => ({ ...row('payment', null, amount, cutoffAt), order, paymentId: newStandInId() })),
  ];
  if (rows.length === 0) return null;
  const fees = total(rows.filter(({ type }) => type === 'fee'));
  rows.push(row('fee_tax', null, Math.floor(fees / 10), createdAt), row('bank_transfer_fee', null, transferFee, createdAt));
  const settlement: StandInSettlement = { _id: newStandInId(), accountId, cutoffAt, createdAt, rows, off: twist.off };
  await store.settlements.insertOne(settlement);
  await store.payments.updateMany({ _id: { $in: paid.map(({ _id }) => _id) } }, { $set: { settlement: settlement._id } });
  for (const payment of returned) await store.payments.updateOne({ _id: payment._id }, { $set: { refundSettled: payment.amountRefunded } });
  return settlement;
}

function rowsOfPayment(payment: StandInPayment, twist: SettlementTwist): StandInSettlementRow[] {
  const billed = payment.amount + payment.tax;
  const at = payment.capturedAt!;
  const isStore = payment.details['type'] === 'konbini';
  const fee = payment.details['type'] === 'credit_card' ? Math.floor((billed * cardBasisPoints) / 10_000) : numberFee;
  return [
    row('payment', payment, twist.amounts[payment._id] ?? billed, at),
    row('fee', payment, fee, at),
    ...(isStore && billed >= stampFrom ? [row('stamp_duty', payment, twist.stamp, at)] : []),
  ];
}

function row(type: string, payment: StandInPayment | null, amount: number, at: Date): StandInSettlementRow {
  return { id: newStandInId(), type, paymentId: payment?._id ?? '', order: payment?.externalOrderNumber ?? '', amount, at };
}

const total = (rows: readonly StandInSettlementRow[]): number => rows.reduce((sum, { amount }) => sum + amount, 0);
const ofType = ({ rows }: StandInSettlement, ...types: readonly string[]): number => total(rows.filter(({ type }) => types.includes(type)));

/** Its transfer goes on, by one of the provider's words. What stood in one that is taken back stands in the next one. */
export async function moveTransfer(store: StandInStore, settlementId: string, status: string): Promise<boolean> {
  const settlement = await store.settlements.findOneAndUpdate({ _id: settlementId }, { $set: { status } });
  if (!settlement || status !== 'cancelled' || settlement.status === 'cancelled') return settlement !== null;
  await store.payments.updateMany({ settlement: settlementId }, { $unset: { settlement: '' } });
  for (const { type, paymentId, amount } of settlement.rows)
    if (type === 'refund') await store.payments.updateOne({ _id: paymentId }, { $inc: { refundSettled: -amount } });
  return true;
}

/** The settlement as the real interface writes it: sums alone, its rows are in the file. */
export function settlementToWire(settlement: StandInSettlement, publicUrl: string): Record<string, unknown> {
  const { _id, off, cutoffAt, createdAt, status = 'pending' } = settlement;
  const [captured, refunded] = [ofType(settlement, 'payment'), ofType(settlement, 'refund')];
  const [fees, tax, transfer] = [
    ofType(settlement, 'fee', 'stamp_duty'),
    ofType(settlement, 'fee_tax'),
    ofType(settlement, 'bank_transfer_fee'),
  ];
  const settled = captured - refunded - fees - tax + off;
  const file = `${publicUrl}/komoju/api/v1/settlements/${_id}/csv`;
  return {
    id: _id,
    resource: 'settlement',
    reference: `ST-${_id.slice(0, 8).toUpperCase()}`,
    status,
    merchant_name: 'お試しの団体',
    company_name: null,
    cycle: 'monthly',
    currency: 'JPY',
    transaction_amount_cents: captured - refunded,
    fee_amount_cents: fees,
    fee_tax_amount_cents: tax,
    settlement_amount_cents: settled,
    bank_transfer_fee_amount_cents: transfer,
    remittance_amount_cents: settled - transfer,
    cutoff_time: cutoffAt.toISOString(),
    created_at: createdAt.toISOString(),
    download: { csv: status === 'cancelled' ? null : file },
    payments: { captured_amount_total_cents: captured, processing_fees_cents: fees, total_cents: captured - fees },
    refunds: {
      refunded_amount_total_cents: refunded,
      refund_processing_fees_cents: 0,
      refunded_customer_fees_cents: 0,
      total_cents: refunded,
    },
  };
}

/** The rows, as the file beside it has them. */
export function settlementFile({ rows }: StandInSettlement): string {
  const head = 'type,id,payment_id,external_order_num,currency,amount_cents,happened_at';
  const lines = rows.map(({ type, id, paymentId, order, amount, at }) =>
    [type, id, paymentId, `"${order}"`, 'JPY', amount, at.toISOString()].join(','),
  );
  return `\uFEFF${[head, ...lines].join('\r\n')}\r\n`;
}
