import type { MailId, OrgId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { tenantCollection } from './tenant-collection.ts';

/** An address to which mails did not arrive. It is the address that bounces and not its owner (domain.md case 73). */
export interface BouncedAddressRow {
  /** `<organisation>:<address>`. */
  _id: string;
  orgId: OrgId;
  address: string;
  /** `bouncing`: what can go by post does. `watched`: some mails came back, not enough of them yet. */
  state: 'bouncing' | 'watched';
  /** Mails that came back for a reason that passes (a full box), and when. */
  soft: { mailId: MailId; at: Date }[];
  /** Of the last one. */
  at: Date;
}

export const bouncedAddressCollection = 'bounced_addresses';
export const addressKey = (address: string): string => address.trim().toLowerCase();
export const bouncedAddressId = (orgId: OrgId, address: string): string => `${orgId}:${addressKey(address)}`;

/** Of some addresses, those that take no mail, as they were given. */
export async function bouncingAmong(
  db: Db,
  scope: OrgScope,
  addresses: readonly string[],
  session?: ClientSession,
): Promise<ReadonlySet<string>> {
  const asked = addresses.filter((address) => address !== '');
  if (asked.length === 0) return new Set();
  const found = await tenantCollection<BouncedAddressRow>(db, scope, bouncedAddressCollection)
    .find({ _id: { $in: asked.map((address) => bouncedAddressId(scope.orgId, address)) }, state: 'bouncing' }, session ? { session } : {})
    .toArray();
  const keys = new Set(found.map(({ address }) => address));
  return new Set(asked.filter((address) => keys.has(addressKey(address))));
}
