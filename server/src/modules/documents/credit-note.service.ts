import type {
  CreditNoteView,
  CreditNotesInput,
  CreditNotesOutput,
  IssueCreditNoteInput,
} from '@tsudoi/shared/contracts/documents/paper.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type CreditNoteId, newCreditNoteId } from '@tsudoi/shared/kernel/ids';
import { type Yen, maxYen, subtractYen, yen, zeroYen } from '@tsudoi/shared/kernel/yen';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { SignedInActor, UserActor } from '../../platform/actor.ts';
import { takeNumbers } from '../../platform/counters.ts';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { type Draw, drawAtOnce } from './drawing.service.ts';
import { type CreditOrigin, creditOf } from './credit-origin.service.ts';
import { type Press, pressOf } from './paper-facts.service.ts';
import { type CreditNoteDocument, getPaper, insertPapers, namePaperFile } from './paper.repository.ts';
import { counterpartyKey, needsCreditNote, paperNumber, returnedLines, seriesOf } from './paper.rules.ts';
import { taxGroups, touchBills } from '../billing/billing.public.ts';
import { touchReceipt } from './receipt.repository.ts';
import { bytesOnce } from './stored-bytes.service.ts';

type View = z.output<typeof CreditNoteView>;

function toView(note: CreditNoteDocument): View {
  return {
    creditNoteId: note._id,
    number: note.number,
    amount: note.amount as unknown as View['amount'],
    returnedOn: note.content.returnedOn,
    reason: note.content.reason,
    downloadPath: `/documents/credit-notes/${note._id}.pdf`,
  };
}

const lessNoted = (sum: Yen, { noted }: CreditOrigin): Yen => maxYen(zeroYen, subtractYen(sum, noted));

/** What has been given back of a paper's sum, and what can be. @throws DomainError NOT_FOUND */
export async function creditNotes(
  platform: Platform,
  scope: OrgScope,
  source: z.output<typeof CreditNotesInput>,
): Promise<z.output<typeof CreditNotesOutput>> {
  const { origin, notes } = await creditOf(platform, scope, source);
  const views = notes.map(toView);
  if (!origin) return { notes: views, left: zeroYen, due: zeroYen, required: false };
  const due = lessNoted(origin.returned, origin);
  return {
    notes: views,
    left: lessNoted(origin.whole, origin),
    due,
    required: origin.isGone && needsCreditNote(origin.body, due),
    ...(origin.payerInvoiceId === null ? {} : { payer: origin.addressee }),
  };
}

/**
 * Issues a 返還請求書 for money given back: shared among the rates as it was asked for, each taxed once. Never more in all
 * than the receipt was for or, of a bill that had none, than went back of its money. The same key again is the same note.
 * @throws DomainError NOT_FOUND, CREDIT_NOTE_TOO_LARGE, INVALID_INPUT for a day before the money came or after today
 */
export async function issueCreditNote(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  input: z.output<typeof IssueCreditNoteInput>,
): Promise<View> {
  const db = platform.databases.server;
  const press = await pressOf(platform, scope);
  const issuedOn = platform.clock.today();
  const amount = yen(input.amount);
  const note = await inTransaction(platform.databases.client, async (session) => {
    const { origin, notes } = await creditOf(platform, scope, input, session);
    const known = notes.find(({ requestKey }) => requestKey === input.idempotencyKey);
    if (known) return known;
    if (!origin) throw new DomainError('CREDIT_NOTE_TOO_LARGE', { left: zeroYen });
    if (input.returnedOn < origin.receivedOn || input.returnedOn > issuedOn) throw new DomainError('INVALID_INPUT');
    const left = lessNoted(origin.whole, origin);
    if (amount > left) throw new DomainError('CREDIT_NOTE_TOO_LARGE', { left });
    // Two notes at once meet on the receipt or the bill, so that together they never give back more than came; a receipt
    // that is issued in this moment meets the second on the bill as well.
    if (origin.receiptId === null) await touchBills(db, scope, [origin.billId], session);
    else await touchReceipt(db, scope, origin.receiptId, session);
    const number = paperNumber('credit_note', issuedOn, await takeNumbers(db, scope, seriesOf('credit_note', issuedOn), 1, session));
    const row = noteRow(platform, scope, origin, press, { amount, number, input });
    await insertPapers(db, scope, [row], session);
    const { kind, id } = origin.subject;
    await recordAudit(
      platform,
      scope,
      actor,
      { action: 'creditNote.issue', subjectKind: kind, subjectId: id, subjectName: number, fields: ['amount', 'reason'] },
      session,
    );
    await recordLive(db, scope, [{ topic: 'receipts', ref: row._id, memberId: origin.memberId }], platform.clock.now(), session);
    return row;
  });
  await creditNoteBytes(platform, scope, note);
  return toView(note);
}

function noteRow(
  platform: Platform,
  scope: OrgScope,
  origin: CreditOrigin,
  press: Press,
  given: { readonly amount: Yen; readonly number: string; readonly input: z.output<typeof IssueCreditNoteInput> },
): CreditNoteDocument {
  const { receiptId, payerInvoiceId, billId, memberId, billName, addressee, honorific, memberNumber, awaitsNumber } = origin;
  const { receiptNumber, receivedOn, invoice } = origin;
  const { amount, number, input } = given;
  const issuedOn = platform.clock.today();
  const lines = returnedLines(origin.body, amount);
  return {
    _id: newCreditNoteId(),
    orgId: scope.orgId,
    kind: 'credit_note',
    receiptId,
    payerInvoiceId,
    requestKey: input.idempotencyKey,
    number,
    billId,
    memberId,
    billName,
    amount,
    datedOn: input.returnedOn,
    counterparty: counterpartyKey(addressee, ...origin.names),
    content: {
      number,
      addressee,
      honorific,
      amount,
      body: { ...origin.body, lines, taxes: taxGroups(lines, 'gross', press.settings.taxRounding) },
      memberNumber,
      ...(awaitsNumber ? { awaitsNumber } : {}),
      issuedOn,
      issuer: press.issuer,
      returnedOn: input.returnedOn,
      reason: input.reason,
      receiptNumber,
      receivedOn,
      ...(invoice ? { invoice } : {}),
    },
    issuedOn,
    issuedAt: platform.clock.now(),
    fileKey: null,
    sha256: '',
    voided: false,
    voidedAt: null,
  };
}

/** The bytes as they were issued; `draw` is for one that has none yet. */
export function creditNoteBytes(platform: Platform, scope: OrgScope, note: CreditNoteDocument, draw: Draw = drawAtOnce): Promise<Buffer> {
  const db = platform.databases.server;
  return bytesOnce(db, scope, note, {
    folder: `credit-notes/${note._id}`,
    render: () => draw({ kind: 'credit_note', content: note.content, issuedAt: note.issuedAt }),
    name: (fileKey, sha256) => namePaperFile(db, scope, note._id, fileKey, sha256),
    again: () => getPaper(db, scope, note._id),
  });
}

/** @throws DomainError NOT_FOUND for anybody else's */
export async function downloadCreditNote(
  platform: Platform,
  actor: SignedInActor,
  creditNoteId: CreditNoteId,
): Promise<{ fileName: string; bytes: Buffer }> {
  const note = await getPaper(platform.databases.server, actor.scope, creditNoteId);
  if (note.kind !== 'credit_note' || (actor.kind === 'member' && note.memberId !== actor.memberId)) throw new DomainError('NOT_FOUND');
  if (actor.kind === 'user') platform.reads.taken(actor, 'document', creditNoteId, [note.memberId]);
  return { fileName: `返還請求書_${note.number}.pdf`, bytes: await creditNoteBytes(platform, actor.scope, note) };
}
