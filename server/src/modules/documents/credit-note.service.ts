import type { CreditNoteView, CreditNotesOutput, IssueCreditNoteInput } from '@tsudoi/shared/contracts/documents/paper.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type CreditNoteId, type ReceiptId, newCreditNoteId } from '@tsudoi/shared/kernel/ids';
import { subtractYen, sumYen, yen } from '@tsudoi/shared/kernel/yen';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { SignedInActor, UserActor } from '../../platform/actor.ts';
import { takeNumbers } from '../../platform/counters.ts';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { type Draw, drawAtOnce } from './drawing.service.ts';
import { pressOf } from './paper-facts.service.ts';
import { type CreditNoteDocument, creditNotesOfReceipt, getPaper, insertPapers, namePaperFile } from './paper.repository.ts';
import { counterpartyKey, needsCreditNote, paperNumber, returnedLines, seriesOf } from './paper.rules.ts';
import { taxGroups } from '../billing/billing.public.ts';
import { bodyOf } from './receipt.document.ts';
import { getReceipt, touchReceipt } from './receipt.repository.ts';
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

const returned = (notes: readonly CreditNoteDocument[]) => sumYen(notes.map(({ amount }) => amount));

/** What has been given back of a receipt's sum, and what can be. */
export async function creditNotes(platform: Platform, scope: OrgScope, receiptId: ReceiptId): Promise<z.output<typeof CreditNotesOutput>> {
  const receipt = await getReceipt(platform.databases.server, scope, receiptId);
  const notes = await creditNotesOfReceipt(platform.databases.server, scope, receiptId);
  const left = subtractYen(receipt.content.amount, returned(notes));
  return { notes: notes.map(toView), left, required: receipt.voided && needsCreditNote(bodyOf(receipt.content), left) };
}

/**
 * Issues a 返還請求書 for money given back: shared among the rates as it was asked for, each taxed once. Never more in all
 * than the receipt was for. The same key again is the same note.
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
    const receipt = await getReceipt(db, scope, input.receiptId, session);
    const before = await creditNotesOfReceipt(db, scope, receipt._id, session);
    const known = before.find(({ requestKey }) => requestKey === input.idempotencyKey);
    if (known) return known;
    if (input.returnedOn < receipt.content.receivedOn || input.returnedOn > issuedOn) throw new DomainError('INVALID_INPUT');
    const left = subtractYen(receipt.content.amount, returned(before));
    if (amount > left) throw new DomainError('CREDIT_NOTE_TOO_LARGE', { left });
    // Two notes at once meet on the receipt, so that together they never give back more than came.
    await touchReceipt(db, scope, receipt._id, session);
    const last = receipt.copies.at(-1) ?? receipt.content;
    const original = bodyOf(receipt.content);
    const lines = returnedLines(original, amount);
    const number = paperNumber('credit_note', issuedOn, await takeNumbers(db, scope, seriesOf('credit_note', issuedOn), 1, session));
    const row: CreditNoteDocument = {
      _id: newCreditNoteId(),
      orgId: scope.orgId,
      kind: 'credit_note',
      receiptId: receipt._id,
      requestKey: input.idempotencyKey,
      number,
      billId: receipt.billId,
      memberId: receipt.memberId,
      billName: receipt.billName,
      amount,
      datedOn: input.returnedOn,
      counterparty: counterpartyKey(last.addressee, receipt.content.addressee, receipt.content.memberNumber),
      content: {
        number,
        addressee: last.addressee,
        honorific: last.honorific,
        amount,
        body: { ...original, lines, taxes: taxGroups(lines, 'gross', press.settings.taxRounding) },
        memberNumber: receipt.content.memberNumber,
        issuedOn,
        issuer: press.issuer,
        returnedOn: input.returnedOn,
        reason: input.reason,
        receiptNumber: receipt.number,
        receivedOn: receipt.content.receivedOn,
      },
      issuedOn,
      issuedAt: platform.clock.now(),
      fileKey: null,
      sha256: '',
      voided: false,
      voidedAt: null,
    };
    await insertPapers(db, scope, [row], session);
    await recordAudit(
      platform,
      scope,
      actor,
      { action: 'creditNote.issue', subjectKind: 'receipt', subjectId: receipt._id, subjectName: number, fields: ['amount', 'reason'] },
      session,
    );
    await recordLive(db, scope, [{ topic: 'receipts', ref: row._id, memberId: receipt.memberId }], platform.clock.now(), session);
    return row;
  });
  await creditNoteBytes(platform, scope, note);
  return toView(note);
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
