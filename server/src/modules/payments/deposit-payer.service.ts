import type { DeskLink, DeskPayersInput } from '@tsudoi/shared/contracts/payments/deposit.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { PayLinkId } from '@tsudoi/shared/kernel/ids';
import { foldLetters } from '@tsudoi/shared/kernel/letters';
import type { Yen } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import { paymentsClient } from '../../platform/payments-client.ts';
import type { Platform } from '../../platform/platform.ts';
import { isOverdue } from '../billing/billing.public.ts';
import { invoiceNumbersIn } from './deposit.rules.ts';
import { type PayLinkFacts, askingBills, factsOfLinks, payLinkFacts } from './pay-link-facts.service.ts';
import { findPayLinks, payersOfLinks } from './pay-link.repository.ts';
import { isPaidWhole, takesDeposit, takesTransfer } from './pay-link.rules.ts';
import { suggestSplit } from './split.rules.ts';

/** So many payers of a name are shown, and of one name so many links are looked into, some together: most of them are paid. */
const shown = 10;
const mostAlike = 1000;
const factsAtOnce = 25;

/** A link as the desk offers it for a deposit: what is open of it, and how the sum fills that. */
function deskLink(platform: Platform, facts: PayLinkFacts, amount: Yen, invoiceNumber: string | null): DeskLink {
  const { link, state, open } = facts;
  const today = platform.clock.today();
  const { shares, advance } = suggestSplit(askingBills(facts), amount);
  return {
    payLinkId: link._id,
    payerName: link.payerName,
    expired: state === 'expired',
    paid: isPaidWhole(facts),
    invoiceNumber,
    open,
    bills: shares.map(({ bill, amount: suggested }) => ({
      billId: bill._id,
      billName: bill.billName,
      billNumber: bill.billNumber,
      memberId: bill.memberId,
      memberName: bill.memberName,
      memberNumber: bill.memberNumber,
      dueOn: bill.dueOn,
      overdue: isOverdue(bill.status, bill.dueOn, today),
      outstanding: bill.outstanding as unknown as DeskLink['bills'][number]['outstanding'],
      suggested: suggested as unknown as DeskLink['bills'][number]['suggested'],
    })),
    advance,
  };
}

interface Asked {
  readonly amount: Yen;
  readonly remitter: string;
  /** Links that hold bills of whoever it may be from. */
  readonly linkIds: readonly PayLinkId[];
}

/** The payers that each of these deposits may be from, those first whose invoice is named; read together for a page. */
export async function offeredLinks(platform: Platform, scope: OrgScope, asked: readonly Asked[]): Promise<DeskLink[][]> {
  const numbers = asked.map(({ remitter }) => invoiceNumbersIn(remitter));
  const every = [...new Set(numbers.flat())];
  const named = every.length === 0 ? new Map<string, PayLinkId>() : await platform.hooks.linksOfInvoices(scope, every);
  const ids = [...new Set([...named.values(), ...asked.flatMap(({ linkIds }) => linkIds)])];
  const open = ids.length === 0 ? [] : (await factsOfLinks(platform, scope, ids)).filter(takesDeposit);
  const facts = new Map(open.map((one) => [one.link._id, one]));
  return asked.map(({ amount, linkIds }, at) => {
    const byNumber = new Map(numbers[at]!.flatMap((number) => (named.has(number) ? [[named.get(number)!, number] as const] : [])));
    const offered = [...new Set([...byNumber.keys(), ...linkIds])].flatMap((id) => facts.get(id) ?? []);
    return offered.map((one) => deskLink(platform, one, amount, byNumber.get(one.link._id) ?? null));
  });
}

/** As the roll compares names: 髙 and 高 are one letter to whoever looks for a payer. */
const nameKey = (name: string): string => foldLetters(name).replaceAll(/\s/g, '');

/**
 * Of all links there are, the newest that still take a transfer and whose payer is called so; `known` are had already. Those that are
 * paid come behind them, since most are: one of them may have been paid twice.
 */
async function payersNamed(platform: Platform, scope: OrgScope, words: string, known: ReadonlySet<PayLinkId>): Promise<PayLinkFacts[]> {
  const found: PayLinkFacts[] = [];
  const paid: PayLinkFacts[] = [];
  let left = mostAlike;
  for await (const names of payersOfLinks(platform.databases.server, scope)) {
    const isMeant = ({ _id, payerName, withdrawnAt }: (typeof names)[number]): boolean =>
      withdrawnAt === null && !known.has(_id) && nameKey(payerName).includes(words);
    const alike = names.filter(isMeant).slice(0, left);
    left -= alike.length;
    for (let at = 0; at < alike.length && found.length < shown; at += factsAtOnce) {
      const ids = alike.slice(at, at + factsAtOnce).map(({ _id }) => _id);
      const facts = (await factsOfLinks(platform, scope, ids)).toSorted((one, other) => (one.link._id > other.link._id ? -1 : 1));
      found.push(...facts.filter(({ state }) => takesTransfer(state)));
      paid.push(...facts.filter(isPaidWhole).slice(0, shown - paid.length));
    }
    if (found.length >= shown || left === 0) break;
  }
  return [...found, ...paid].slice(0, shown);
}

/** Payers whom the office looks for itself, for a deposit. @throws DomainError NOT_FOUND */
export async function deskPayers(
  platform: Platform,
  scope: OrgScope,
  { depositId, payLinkIds, q }: z.output<typeof DeskPayersInput>,
): Promise<DeskLink[]> {
  const db = platform.databases.server;
  const named = await findPayLinks(db, scope, payLinkIds);
  // Nothing is asked elsewhere about links that are not this organisation's.
  if (named.length < new Set(payLinkIds).size) throw new DomainError('NOT_FOUND');
  const deposit = await paymentsClient(platform, scope).call('deposits.get', { depositId });
  if (!deposit) throw new DomainError('NOT_FOUND');
  const words = nameKey(q);
  const facts = (await payLinkFacts(platform, scope, named)).filter(takesDeposit);
  const alike = words === '' ? [] : await payersNamed(platform, scope, words, new Set<PayLinkId>(payLinkIds));
  return [...facts, ...alike].map((one) => deskLink(platform, one, deposit.amount, null));
}
