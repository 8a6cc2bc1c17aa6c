import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Platform } from '../../platform/platform.ts';
import { findBills } from '../billing/billing.public.ts';
import { asksForNothing, factsOfLinks } from '../payments/payments.public.ts';
import type { FoundPaper } from './paper-search.repository.ts';

/**
 * Which of these papers hold no more: replaced or taken back, an invoice whose bill was cancelled, and an employer's whose link was
 * taken back or is over, or whose bills were cancelled or paid by others. Derived, so that whatever cancels a bill need not know of papers (docs/decisions/0028).
 */
export async function voidPapers(platform: Platform, scope: OrgScope, papers: readonly FoundPaper[]): Promise<ReadonlySet<string>> {
  const live = papers.filter(({ voided }) => !voided);
  const billIds = new Set(live.flatMap(({ kind, billId }) => (kind === 'invoice' ? (billId ?? []) : [])));
  const linkIds = new Set(live.flatMap((paper) => (paper.kind === 'payer_invoice' ? [paper.payLinkId] : [])));
  const [bills, links] = await Promise.all([
    billIds.size > 0 ? findBills(platform.databases.server, scope, [...billIds]) : [],
    linkIds.size > 0 ? factsOfLinks(platform, scope, [...linkIds]) : [],
  ]);
  const cancelled = new Set<string>(bills.filter(({ status }) => status === 'cancelled').map(({ _id }) => _id));
  const nobodys = new Set<string>(links.filter(asksForNothing).map(({ link }) => link._id));
  const isVoid = (paper: FoundPaper): boolean =>
    paper.voided ||
    (paper.kind === 'invoice' && cancelled.has(paper.billId)) ||
    (paper.kind === 'payer_invoice' && nobodys.has(paper.payLinkId));
  return new Set(papers.filter(isVoid).map(({ _id }) => _id));
}
