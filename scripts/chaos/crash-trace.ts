import type { Databases } from '@tsudoi/shared/service/mongo';
import type { OpenCharge } from './world.ts';

/** All that one piece of work leaves behind in the three databases, without ids and moments: equal work, equal trace. */
export async function traceOf(
  { server, payments, queue, sandbox }: Databases,
  { payableId, memberId }: Pick<OpenCharge, 'payableId' | 'memberId'>,
) {
  const charges = await payments
    .collection<{ _id: string; state: string; paymentNumber: string; instructions: unknown }>('charges')
    .find({ 'lines.payableId': payableId })
    .toArray();
  const chargeIds = charges.map(({ _id }) => _id);
  const rows = await server
    .collection<{ state: string; received: number; reversed: number; allocated: number }>('payments')
    .find({ chargeId: { $in: chargeIds } })
    .toArray();
  const bill = await server
    .collection<{ _id: string; status: string; allocated: number; memberId: string }>('bills')
    .findOne({ _id: payableId });
  const told = await queue
    .collection<{ name: string; state: string }>('messages')
    .find({ to: 'server', 'payload.chargeId': { $in: chargeIds } })
    .toArray();
  const asked = await sandbox
    .collection<{ status: string; amountRefunded: number }>('payments')
    .find({ externalOrderNumber: { $in: charges.map(({ paymentNumber }) => paymentNumber) } })
    .toArray();
  const noted = await server.collection<{ _id: string; action: string }>('audit_entries').find({ subjectId: payableId }).toArray();
  return {
    charges: charges.map(({ state, instructions }) => `${state} ${instructions === null ? 'without' : 'with'} a number`),
    atProvider: asked.map(({ status, amountRefunded }) => `${status}, back ${amountRefunded}`),
    posted: rows.map(({ state, received, reversed, allocated }) => ({ state, received, reversed, allocated })),
    bill: { status: bill?.status, allocated: bill?.allocated, sameMember: bill?.memberId === memberId },
    log: noted.map(({ action }) => action),
    told: told.map(({ name, state }) => `${name} ${state}`).toSorted(),
  };
}
