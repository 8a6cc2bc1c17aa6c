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
import { findPayLinks, pageOfPayLinks } from './pay-link.repository.ts';
import { takesTransfer } from './pay-link.rules.ts';
import { suggestSplit } from './split.rules.ts';

/** So many of the newest links are looked through for a name, and so many are shown. */
const lookedThrough = 200;
const shown = 10;

/** A link as the desk offers it for a deposit: what is open of it, and how the sum fills that. */
function deskLink(platform: Platform, facts: PayLinkFacts, amount: Yen, invoiceNumber: string | null): DeskLink {
  const { link, state, open } = facts;
  const today = platform.clock.today();
  const { shares, advance } = suggestSplit(askingBills(facts), amount);
  return {
    payLinkId: link._id,
    payerName: link.payerName,
    expired: state === 'expired',
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
  const open = ids.length === 0 ? [] : (await factsOfLinks(platform, scope, ids)).filter(({ state }) => takesTransfer(state));
  const facts = new Map(open.map((one) => [one.link._id, one]));
  return asked.map(({ amount, linkIds }, at) => {
    const byNumber = new Map(numbers[at]!.flatMap((number) => (named.has(number) ? [[named.get(number)!, number] as const] : [])));
    const offered = [...new Set([...byNumber.keys(), ...linkIds])].flatMap((id) => facts.get(id) ?? []);
    return offered.map((one) => deskLink(platform, one, amount, byNumber.get(one.link._id) ?? null));
  });
}

/** As the roll compares names: 髙 and 高 are one letter to whoever looks for a payer. */
const nameKey = (name: string): string => foldLetters(name).replaceAll(/\s/g, '');

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
  const looked = words === '' ? [] : await pageOfPayLinks(db, scope, null, lookedThrough);
  const alike = looked.filter(({ payerName, withdrawnAt }) => withdrawnAt === null && nameKey(payerName).includes(words)).slice(0, shown);
  const facts = await payLinkFacts(platform, scope, [...named, ...alike]);
  return facts.filter(({ state }) => takesTransfer(state)).map((one) => deskLink(platform, one, deposit.amount, null));
}
