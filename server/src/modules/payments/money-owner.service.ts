import type { MemberId, PayLinkId } from '@tsudoi/shared/kernel/ids';
import type { PayloadOf } from '@tsudoi/shared/queue/define-message';
import type { moneySettled } from '@tsudoi/shared/queue/payments.messages';
import type { Delivery } from '@tsudoi/shared/service/consumer';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { Platform } from '../../platform/platform.ts';
import { personOf } from '../members/members.public.ts';
import type { Ledger } from './ledger.service.ts';
import { findPayLinks } from './pay-link.repository.ts';

/** Facts about money that are posted together, with their bills loaded. */
interface Posted {
  readonly ledger: Ledger;
  readonly session: ClientSession;
  readonly fresh: readonly Delivery<PayloadOf<typeof moneySettled>>[];
}

/**
 * Whose the money is, by message, where it is not simply the one who opened the charge: records become one, and two again,
 * while a slip lies about. The bill knows; where there is none, the record that the payer's became part of (docs/decisions/0014).
 */
export async function ownersOf(platform: Platform, scope: OrgScope, { ledger, session, fresh }: Posted): Promise<Map<string, MemberId>> {
  const owners = new Map<string, MemberId>();
  for (const { messageId, payload } of fresh) {
    const bills = payload.lines.map((line) => ledger.bill(line.payableId));
    if (payload.payLinkId || bills.every((bill) => bill?.memberId === payload.memberId)) continue;
    const { memberIds, presentId } = await personOf(platform.databases.server, scope, payload.memberId, session);
    owners.set(messageId, bills.find((bill) => bill && memberIds.has(bill.memberId))?.memberId ?? presentId);
  }
  return owners;
}

/** The names of those who paid through a link. */
export async function payersOf(platform: Platform, scope: OrgScope, { session, fresh }: Posted): Promise<Map<PayLinkId, string>> {
  const ids = fresh.flatMap(({ payload }) => payload.payLinkId ?? []);
  const links = await findPayLinks(platform.databases.server, scope, [...new Set(ids)], session);
  return new Map(links.map(({ _id, payerName }) => [_id, payerName]));
}
