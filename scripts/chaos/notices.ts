import type { Databases } from '@tsudoi/shared/service/mongo';
import type { SignedNotice } from './world.ts';

/** The engine takes no more in one look. */
const pageSize = 700;

/** The id that its provider gave to a notice. */
export const idOf = ({ body }: Pick<SignedNotice, 'body'>): string => (JSON.parse(body) as { id: string }).id;

/**
 * Which of the notices that were sent to an address do not stand in the inbox, each looked up by its own key: a number of rows says
 * nothing, as one that is there and was answered "again" would stand for one that is not there and was answered "yes".
 */
export async function missingFrom(
  { payments }: Pick<Databases, 'payments'>,
  callbackUrl: string,
  noticeIds: Iterable<string>,
): Promise<string[]> {
  const [provider, accountId] = new URL(callbackUrl).pathname.split('/').slice(-2);
  const keyOf = (id: string) => `${provider}:${accountId}:${id}`;
  const ids = [...noticeIds];
  const missing: string[] = [];
  for (let from = 0; from < ids.length; from += pageSize) {
    const page = ids.slice(from, from + pageSize);
    const rows = await payments
      .collection<{ _id: string }>('inbox')
      .find({ _id: { $in: page.map(keyOf) } }, { projection: { _id: 1 } })
      .toArray();
    const kept = new Set(rows.map(({ _id }) => _id));
    missing.push(...page.filter((id) => !kept.has(keyOf(id))));
  }
  return missing;
}
