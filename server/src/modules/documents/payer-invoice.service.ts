import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { newInvoiceId } from '@tsudoi/shared/kernel/ids';
import { sumYen, zeroYen } from '@tsudoi/shared/kernel/yen';
import { inTransaction, isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import { takeNumbers } from '../../platform/counters.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { goesOn } from '../organizations/organizations.public.ts';
import { type OpenedLink, type PayLinkFacts, asksForNothing, factsOfLink, isPayLinkOpen, payerActor } from '../payments/payments.public.ts';
import { bankOn, demandOn, invoiceBytes, isPrintedAsNow } from './invoice.service.ts';
import { type Press, feeNoteOf, pressOf } from './paper-facts.service.ts';
import { voidMembersInvoices } from './invoice-void.service.ts';
import { type PayerInvoiceDocument, insertPapers, liveInvoicesOfBills, livePayerInvoice, voidPaper } from './paper.repository.ts';
import { counterpartyKey, isSameDemand, paperBody, paperNumber, seriesOf } from './paper.rules.ts';
import { payerLines } from './payer-paper.rules.ts';
import { honorificOf } from './receipt.rules.ts';

function linesOf({ parts }: PayLinkFacts, press: Press) {
  const open = parts.filter(({ state }) => state === 'open');
  return payerLines(
    open.map(({ bill, open: amount }) => ({
      billName: bill.billName,
      memberName: bill.memberName,
      lines: bill.lines,
      amount,
      feeNote: feeNoteOf(bill, press),
    })),
  );
}

function invoiceOf(
  platform: Platform,
  scope: OrgScope,
  facts: PayLinkFacts,
  press: Press,
  { number, ...instead }: { readonly number: string; readonly replaces: string; readonly standsFor: readonly string[] },
): PayerInvoiceDocument {
  const { link, open } = facts;
  const issuedOn = platform.clock.today();
  const numbers = facts.parts.filter(({ state }) => state === 'open').map(({ bill }) => bill.memberNumber);
  return {
    _id: newInvoiceId(),
    orgId: scope.orgId,
    kind: 'payer_invoice',
    number,
    billId: null,
    memberId: null,
    payLinkId: link._id,
    billName: `会員${new Set(numbers).size}名分`,
    amount: open,
    datedOn: issuedOn,
    counterparty: counterpartyKey(link.payerName, ...numbers),
    content: {
      number,
      addressee: link.payerName,
      honorific: honorificOf(link.payerName, null),
      amount: open,
      body: paperBody(linesOf(facts, press), press.settings),
      memberNumber: '',
      issuedOn,
      issuer: press.issuer,
      proviso: `会員${new Set(numbers).size}名分の会費等`,
      period: '',
      dueOn: link.expiresOn,
      received: zeroYen,
      open,
      bank: bankOn(press),
      payUrl: '',
      ...instead,
    },
    issuedOn,
    issuedAt: platform.clock.now(),
    fileKey: null,
    sha256: '',
    voided: false,
    voidedAt: null,
  };
}

async function issueIn(
  platform: Platform,
  { scope, organization, facts: { link } }: OpenedLink,
  press: Press,
  session: ClientSession,
): Promise<PayerInvoiceDocument> {
  const db = platform.databases.server;
  const facts = await factsOfLink(platform, scope, link._id, session);
  const known = await livePayerInvoice(db, scope, link._id, session);
  // Paid by it: the invoice stays what it was.
  if (facts.state === 'paid' && known && !asksForNothing(facts)) return known;
  if (!isPayLinkOpen(facts.state)) throw new DomainError('INVOICE_NOT_AVAILABLE');
  const lines = linesOf(facts, press);
  const demand = { amount: sumYen(lines.map(({ amount }) => amount)), dueOn: link.expiresOn, lines };
  const asked = facts.parts.filter(({ state }) => state === 'open').map(({ bill }) => bill._id);
  const members = await liveInvoicesOfBills(db, scope, asked, session);
  if (known && members.length === 0 && isSameDemand(demandOn(known), demand) && isPrintedAsNow(known, press)) return known;
  if (!goesOn(organization)) throw new DomainError('ORGANIZATION_NOT_ACTIVE');
  const issuedOn = platform.clock.today();
  const number = paperNumber('invoice', issuedOn, await takeNumbers(db, scope, seriesOf('invoice', issuedOn), 1, session));
  if (known) await voidPaper(db, scope, known, platform.clock.now(), session);
  await voidMembersInvoices(platform, scope, members, session);
  const standsFor = members.map((invoice) => invoice.number).toSorted();
  const invoice = invoiceOf(platform, scope, facts, press, { number, replaces: known?.number ?? '', standsFor });
  await insertPapers(db, scope, [invoice], session);
  const action = known || members.length > 0 ? 'invoice.replace' : 'invoice.issue';
  const note = { action, subjectKind: 'invoice', subjectId: invoice._id, subjectName: number, fields: ['addressee'] } as const;
  await recordAudit(platform, scope, payerActor, note, session);
  return invoice;
}

/**
 * The one invoice in the payer's name over all that is open, issued once: members' own over these bills hold no more, and it names
 * them. Where a bill was paid, changed or taken back since, or
 * the account has changed, the next one has its own number and says which it replaces. @throws DomainError INVOICE_NOT_AVAILABLE
 */
export async function issuePayerInvoice(platform: Platform, opened: OpenedLink): Promise<PayerInvoiceDocument> {
  const press = await pressOf(platform, opened.scope);
  const once = () => inTransaction(platform.databases.client, (session) => issueIn(platform, opened, press, session));
  const invoice = await once().catch((error: unknown) => {
    // Two tabs at once: theirs is found the second time.
    if (!isDuplicateKey(error)) throw error;
    return once();
  });
  await invoiceBytes(platform, opened.scope, invoice);
  return invoice;
}
