import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { type ChargeDocument, findCharge } from '../charges/charge.repository.ts';
import { findNamedCharges, moneyEventOfNotice } from '../charges/named-charge.repository.ts';
import { chargeNamedBy } from '../charges/own-payment.rules.ts';
import type { Reading } from '../connectors/connector.ts';
import type { Connectors } from '../connectors/registry.ts';
import type { Platform } from '../platform/platform.ts';
import { type InboxRow, findNotice } from './inbox.repository.ts';

/** What a kept notice says. */
export function readRow(connectors: Connectors, row: InboxRow): Reading {
  const connector = connectors.get(row.provider);
  if (!connector) return { outcome: 'unreadable' };
  const body = Buffer.from(row.body.buffer);
  if (row.source === 'inquiry') return connector.readInquiry(body);
  // What is not signed never gets here: see hint.jobs.ts and UnsignedConnector.
  return connector.authenticity === 'signed' ? connector.readNotice({ body, headers: row.headers }) : { outcome: 'nothing' };
}

/** The charge that a notice was about: as it was worked on, or as it reads where it has not been yet. Null: of none that is known. */
export async function chargeOfNotice(
  { databases }: Platform,
  connectors: Connectors,
  scope: OrgScope,
  inboxId: string,
): Promise<ChargeDocument | null> {
  const db = databases.payments;
  const event = await moneyEventOfNotice(db, scope, inboxId);
  if (event) return findCharge(db, scope, event.chargeId);
  const row = await findNotice(db, scope, inboxId);
  const reading = row && readRow(connectors, row);
  if (reading?.outcome !== 'event') return null;
  const named = await findNamedCharges(db, scope, [reading.event]);
  // Only charges of the very account that was called (case 23).
  const own = named.filter(({ accountId }) => accountId === row!.accountId);
  return chargeNamedBy(own, reading.event) ?? null;
}
