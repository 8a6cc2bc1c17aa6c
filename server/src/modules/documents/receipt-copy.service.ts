import { createHash } from 'node:crypto';
import type { ReceiptView, ReissueReceiptInput } from '@tsudoi/shared/contracts/documents/receipt.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { newReceiptId } from '@tsudoi/shared/kernel/ids';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { gridFileStore } from '../../platform/files.ts';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { getBill } from '../billing/billing.public.ts';
import { receiptPdf } from './receipt.document.ts';
import { type ReceiptCopy, type ReceiptDocument, addCopy, getReceipt } from './receipt.repository.ts';
import { pressOf } from './paper-facts.service.ts';
import { ownNamesOf } from './paper-title.service.ts';
import { counterpartyKey } from './paper.rules.ts';
import { honorificOf } from './receipt.rules.ts';
import { receiptView } from './receipt.service.ts';

/**
 * Issues a receipt once more, marked 再発行, under its own number and day of receipt (domain.md 4.2). The first issue and
 * every earlier copy stay as they are. The same key again is the same copy.
 * @throws DomainError NOT_FOUND, RECEIPT_NOT_AVAILABLE when it has been voided, CONFLICT when a colleague was faster
 */
export async function reissueReceipt(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  input: z.output<typeof ReissueReceiptInput>,
): Promise<z.output<typeof ReceiptView>> {
  return receiptView(await reissuedReceipt(platform, scope, actor, input));
}

async function titleBehind(platform: Platform, scope: OrgScope, { billId }: ReceiptDocument, addressee: string): Promise<string> {
  const bill = await getBill(platform.databases.server, scope, billId);
  return honorificOf(addressee, (await ownNamesOf(scope, await pressOf(platform, scope), [bill])).get(billId) ?? null);
}

/** The same, as its row. */
export async function reissuedReceipt(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  input: z.output<typeof ReissueReceiptInput>,
): Promise<ReceiptDocument> {
  const db = platform.databases.server;
  const receipt = await getReceipt(db, scope, input.receiptId);
  if (receipt.copies.some((copy) => copy.key === input.idempotencyKey)) return receipt;
  if (receipt.voided) throw new DomainError('RECEIPT_NOT_AVAILABLE');
  const before = receipt.copies.at(-1) ?? receipt.content;
  const addressee = input.addressee ?? before.addressee;
  const honorific = addressee === before.addressee ? before.honorific : await titleBehind(platform, scope, receipt, addressee);
  const issuedOn = platform.clock.today();
  const issuedAt = platform.clock.now();
  const medium = input.medium ?? 'electronic';
  const bytes = await receiptPdf({ ...receipt.content, addressee, honorific, medium }, issuedAt, { issuedOn, reason: input.reason });
  // Stored before the copy is written: a try that fails leaves bytes that nothing names, never a copy without bytes.
  const fileKey = `receipts/${receipt._id}/${newReceiptId()}`;
  await gridFileStore(db).put(scope, fileKey, bytes, 'application/pdf');
  const copy: ReceiptCopy = {
    key: input.idempotencyKey,
    addressee,
    honorific,
    reason: input.reason,
    issuedOn,
    issuedAt,
    fileKey,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    actor: actor.name,
    medium,
  };
  const counterparty = counterpartyKey(receipt.counterparty, addressee);
  return inTransaction(platform.databases.client, async (session) => {
    const current = await getReceipt(db, scope, receipt._id, session);
    if (current.copies.some((known) => known.key === copy.key)) return current;
    const changed = await addCopy(db, scope, receipt, copy, counterparty, session);
    if (!changed) throw new DomainError('CONFLICT');
    await recordAudit(
      platform,
      scope,
      actor,
      {
        action: 'receipt.reissue',
        subjectKind: 'receipt',
        subjectId: receipt._id,
        subjectName: receipt.number,
        fields: ['addressee', 'reason'],
      },
      session,
    );
    await recordLive(db, scope, [{ topic: 'receipts', ref: receipt._id, memberId: receipt.memberId }], issuedAt, session);
    return changed;
  });
}
