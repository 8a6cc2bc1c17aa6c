import type { ChargeTrace, DeadNotice } from '@tsudoi/shared/contracts/payments/charge.contract';
import type { PaymentsInternal } from '@tsudoi/shared/contracts/payments/payments-internal.contract';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import {
  type ChargeDocument,
  findCharge,
  findChargeByNumber,
  findChargesOfMembers,
  listMoneyEvents,
} from '../charges/charge.repository.ts';
import { orderEvents } from '../charges/charge.rules.ts';
import { endedNotices, reviveNotice } from '../inbox/ended-notice.repository.ts';
import { findArrivals, repeatsOf } from '../inbox/inbox.repository.ts';
import type { Platform } from '../platform/platform.ts';

type Asked = z.output<PaymentsInternal['traces.charges']['input']>;
const mostCharges = 100;
/** As much of a notice as people read; all of it is in the database. */
const mostVariants = 5;
const mostLetters = 2000;

async function chargesFor(platform: Platform, scope: OrgScope, asked: Asked): Promise<ChargeDocument[]> {
  const db = platform.databases.payments;
  const one = asked.chargeId
    ? await findCharge(db, scope, asked.chargeId)
    : asked.paymentNumber
      ? await findChargeByNumber(db, scope, asked.paymentNumber)
      : null;
  const ofMembers = asked.memberIds.length === 0 ? [] : await findChargesOfMembers(db, scope, asked.memberIds, mostCharges);
  return [...(one ? [one] : []), ...ofMembers.filter(({ _id }) => _id !== one?._id)];
}

/** Charges with everything that happened to them: what the provider told, what we asked, what we did ourselves. */
export async function traceCharges(platform: Platform, scope: OrgScope, asked: Asked): Promise<z.input<typeof ChargeTrace>[]> {
  const db = platform.databases.payments;
  const charges = await chargesFor(platform, scope, asked);
  const events = await listMoneyEvents(
    db,
    scope,
    charges.map(({ _id }) => _id),
  );
  const ids = [...new Set(events.map(({ inboxId }) => inboxId))];
  const arrivals = new Map((await findArrivals(db, scope, ids)).map((row) => [row._id, row]));
  const repeats = await repeatsOf(db, scope, ids);
  return charges.map((charge) => {
    const own = orderEvents(events.filter(({ chargeId }) => chargeId === charge._id));
    return {
      chargeId: charge._id,
      paymentNumber: charge.paymentNumber,
      memberId: charge.memberId,
      provider: charge.provider,
      providerIds: charge.providerIds,
      method: charge.method,
      state: charge.state,
      amount: charge.amount,
      memberFee: charge.memberFee,
      lines: charge.lines,
      createdAt: charge.createdAt.toISOString(),
      expiresAt: charge.expiresAt?.toISOString() ?? null,
      failureCode: own.findLast(({ code }) => code !== undefined)?.code ?? '',
      events: own.map((event) => {
        const arrival = arrivals.get(event.inboxId);
        const again = repeats.get(event.inboxId);
        return {
          kind: event.kind,
          occurredAt: event.occurredAt.toISOString(),
          heardAt: arrival?.receivedAt.toISOString() ?? null,
          source: arrival?.source ?? ('ourselves' as const),
          amount: event.amount,
          held: event.held,
          code: event.code ?? '',
          repeats: again?.same ?? 0,
          variants: again?.variants.slice(0, mostVariants).map((body) => body.toString('utf8').slice(0, mostLetters)) ?? [],
        };
      }),
    };
  });
}

/** Notices that were given up or set aside: signed by the provider, and not read, not worked on, or about a charge that was not here. */
export async function listDeadNotices(platform: Platform, scope: OrgScope): Promise<z.input<typeof DeadNotice>[]> {
  return (await endedNotices(platform.databases.payments, scope, mostCharges)).map((row) => ({
    id: row._id,
    name: row.provider,
    reason: row.outcome,
    attempts: row.attempts,
    at: row.receivedAt.toISOString(),
  }));
}

/** Works on one of them again, as if it had just come. */
export async function replayNotice(platform: Platform, scope: OrgScope, id: string): Promise<boolean> {
  const replayed = await reviveNotice(platform.databases.payments, scope, id, platform.clock.realNow());
  if (replayed) platform.nudgeInbox(scope.orgId);
  return replayed;
}
