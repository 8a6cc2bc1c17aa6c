import type { TestDatabase } from '@tsudoi/shared/service/test-database';

/** Bodies that are kept as bytes are looked through as what they say. */
const readable = (_name: string, value: unknown): unknown =>
  typeof value === 'string' && value.length >= 8 && /^[A-Za-z0-9+/]+={0,2}$/.test(value)
    ? `${value} ${Buffer.from(value, 'base64').toString('latin1')}`
    : value;

/** Every row of every collection of the product's own three databases, as one text: the stand-in's database is the provider's. */
export async function storedRows({ server, payments, queue }: TestDatabase['databases']): Promise<string> {
  const collections = (await Promise.all([server, payments, queue].map((one) => one.collections()))).flat();
  const texts = await Promise.all(collections.map(async (rows) => JSON.stringify(await rows.find({}).toArray(), readable)));
  return texts.join('\n');
}
