import type {
  MailPayLinkInput,
  PayLinkDetail,
  PayLinkListInput,
  PayLinkListOutput,
  PayLinkMade,
  RecordPayLinkInput,
  WithdrawPayLinkInput,
} from '@tsudoi/shared/contracts/payments/pay-link.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { PayLinkId, type PaymentId } from '@tsudoi/shared/kernel/ids';
import { zeroYen } from '@tsudoi/shared/kernel/yen';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { enqueueMail } from '../../platform/mail-outbox.ts';
import { paymentsClient } from '../../platform/payments-client.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { saveBills } from '../billing/billing.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { type PayLinkFacts, askingBills, factsOfLink, payLinkFacts } from './pay-link-facts.service.ts';
import { tellingOfLink } from './pay-link-happening.service.ts';
import { drawAddress, noteOf, tellMembers } from './pay-link-making.service.ts';
import { postPayerTransfer } from './pay-link-transfer.service.ts';
import { payLinkMail } from './pay-link.mail.ts';
import { changePayLink, countPayLinks, pageOfPayLinks } from './pay-link.repository.ts';
import { isPayable, withHash } from './pay-link.rules.ts';
import { payLinkDetail, payLinkRow } from './pay-link.view.ts';
import { suggestSplit } from './split.rules.ts';

const pageSize = 20;
const countedTo = 1000;

export async function listPayLinks(
  platform: Platform,
  scope: OrgScope,
  input: z.output<typeof PayLinkListInput>,
): Promise<z.output<typeof PayLinkListOutput>> {
  const db = platform.databases.server;
  const after = input.cursor == null || input.cursor === '' ? null : PayLinkId.safeParse(input.cursor);
  if (after !== null && !after.success) throw new DomainError('INVALID_INPUT');
  const found = await pageOfPayLinks(db, scope, after?.data ?? null, pageSize);
  const links = found.slice(0, pageSize);
  const total = await countPayLinks(db, scope, countedTo);
  return {
    rows: (await payLinkFacts(platform, scope, links)).map(payLinkRow),
    nextCursor: found.length > pageSize ? links.at(-1)!._id : null,
    previousCursor: null,
    total: Math.min(total, countedTo),
    totalCapped: total > countedTo,
  };
}

/** @throws DomainError NOT_FOUND */
export async function payLinkOfOffice(platform: Platform, scope: OrgScope, payLinkId: PayLinkId): Promise<z.output<typeof PayLinkDetail>> {
  return payLinkDetail(await factsOfLink(platform, scope, payLinkId));
}

/** A link that can still be paid. @throws DomainError NOT_FOUND, PAY_LINK_CLOSED */
async function openLink(platform: Platform, scope: OrgScope, payLinkId: PayLinkId, session?: ClientSession): Promise<PayLinkFacts> {
  const facts = await factsOfLink(platform, scope, payLinkId, session);
  if (!isPayable(facts.state)) throw new DomainError('PAY_LINK_CLOSED');
  return facts;
}

/** Another address for the same link, to be copied: an address is shown once. @throws DomainError NOT_FOUND, PAY_LINK_CLOSED, CONFLICT */
export async function renewPayLink(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  payLinkId: PayLinkId,
): Promise<z.output<typeof PayLinkMade>> {
  const db = platform.databases.server;
  const { hash, url } = drawAddress(platform, await findOrganization(scope));
  return inTransaction(platform.databases.client, async (session) => {
    const { link } = await openLink(platform, scope, payLinkId, session);
    await changePayLink(db, scope, link, { hashes: withHash(link.hashes, hash) }, session);
    await recordAudit(platform, scope, actor, noteOf('payLink.renew', link), session);
    return { payLinkId, url, mailed: link.mailedAt !== null };
  });
}

/** Mails an address of its own to the payer, once per key. @throws DomainError NOT_FOUND, PAY_LINK_CLOSED, CONFLICT */
export async function mailPayLink(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  { payLinkId, email, idempotencyKey }: z.output<typeof MailPayLinkInput>,
): Promise<void> {
  const db = platform.databases.server;
  const organization = await findOrganization(scope);
  const { hash, url } = drawAddress(platform, organization);
  await inTransaction(platform.databases.client, async (session) => {
    const now = platform.clock.now();
    const { link, open } = await openLink(platform, scope, payLinkId, session);
    await changePayLink(db, scope, link, { hashes: withHash(link.hashes, hash), email, mailedAt: now }, session);
    await enqueueMail(db, scope, payLinkMail(email, organization, link, open, url, idempotencyKey), now, session);
    await recordAudit(platform, scope, actor, noteOf('payLink.mail', link), session);
  });
  platform.nudgeMail();
}

/**
 * Takes a link back: its numbers are voided at the provider first, and its bills are the members' to pay again.
 * @throws DomainError NOT_FOUND, CHARGE_IN_PROGRESS where money is on its way, CONFLICT, PROVIDER_UNAVAILABLE
 */
export async function withdrawPayLink(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  { payLinkId, reason }: z.output<typeof WithdrawPayLinkInput>,
): Promise<void> {
  const db = platform.databases.server;
  const before = await factsOfLink(platform, scope, payLinkId);
  if (before.link.withdrawnAt !== null) return;
  const payableIds = askingBills(before).map((bill) => bill._id);
  if (payableIds.length > 0) {
    const { voided } = await paymentsClient(platform, scope).call('charges.voidForPayables', { payableIds });
    if (!voided) throw new DomainError('CHARGE_IN_PROGRESS');
  }
  await inTransaction(platform.databases.client, async (session) => {
    const { link, parts } = await factsOfLink(platform, scope, payLinkId, session);
    if (link.withdrawnAt !== null) return;
    await changePayLink(db, scope, link, { withdrawnAt: platform.clock.now(), withdrawnReason: reason }, session);
    const held = parts.map(({ bill }) => bill).filter((bill) => bill.payLink?.payLinkId === link._id);
    await saveBills(
      db,
      scope,
      held.map((bill) => ({ bill, change: { payLink: null } })),
      session,
    );
    await recordAudit(platform, scope, actor, noteOf('payLink.withdraw', link), session);
    await tellMembers(platform, scope, held, session);
  });
}

/**
 * The payer's transfer is one payment of theirs over the bills, each with its own figure (case 62). A bank's fee may be missing: the
 * earliest due day is filled first. What is too much is the payer's, on no bill.
 * @throws DomainError NOT_FOUND, PAY_LINK_CLOSED, PAY_LINK_CHANGED where something else is open, IDEMPOTENCY_MISMATCH, INVALID_INPUT
 */
export function recordPayLink(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  input: z.output<typeof RecordPayLinkInput>,
): Promise<PaymentId> {
  return tellingOfLink(platform, scope, input.payLinkId, () =>
    postPayerTransfer(platform, scope, actor, input, input, (facts) => {
      if (facts.open !== input.open) throw new DomainError('PAY_LINK_CHANGED');
      const { shares } = suggestSplit(askingBills(facts), input.amount);
      return shares.filter(({ amount }) => amount > zeroYen).map(({ bill, amount }) => ({ billId: bill._id, amount }));
    }),
  );
}
