import type { Databases } from '@tsudoi/shared/service/mongo';

/**
 * The ids of payments at the provider beyond the one that each of our charges may have there: under a number that no charge names,
 * or under one that has a payment already. All of the account are read: whoever asks for the numbers in our own rows alone never
 * sees what was opened twice and written down once.
 */
export async function straysOf({ payments, sandbox }: Pick<Databases, 'payments' | 'sandbox'>, accountId: string): Promise<string[]> {
  const charges = payments.collection<{ paymentNumber: string }>('charges').find({}, { projection: { paymentNumber: 1 } });
  const unmet = new Set((await charges.toArray()).map(({ paymentNumber }) => paymentNumber));
  const there = sandbox
    .collection<{ _id: string; externalOrderNumber: string }>('payments')
    .find({ accountId }, { projection: { externalOrderNumber: 1 } });
  const strays: string[] = [];
  for await (const { _id, externalOrderNumber } of there) if (!unmet.delete(externalOrderNumber)) strays.push(_id);
  return strays;
}
