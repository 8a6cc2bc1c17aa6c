import { gunzipSync, gzipSync } from 'node:zlib';
import type { DebitFileOutput } from '@tsudoi/shared/contracts/payments/direct-debit.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { DebitCollectionId } from '@tsudoi/shared/kernel/ids';
import { commonLetters, inLettersOf } from '@tsudoi/shared/kernel/zengin-kana';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import { moveLocally } from '../charges/charge-move.service.ts';
import { type ChargeDocument, findCharges, stampCharges } from '../charges/charge.repository.ts';
import { type DebitRow, readDebitFile, writeDebitFile } from '../connectors/bank-files/debit-file.ts';
import type { Platform } from '../platform/platform.ts';
import { openSecret, sealSecret } from '../platform/secret-box.ts';
import { accountNumberOf, kindDigit } from './bank-place.service.ts';
import { type CollectionDocument, findCollection, linesOf, moveCollection, withdrawLines } from './collection.repository.ts';
import type { DebitContractDocument } from './debit-contract.repository.ts';
import { approvedContract } from './debit-contract.service.ts';
import { type MandateDocument, findMandates } from './mandate.repository.ts';

/** Given up, or just being: its bills are free, and a bank that got its file would draw them once more. */
const isGivenUp = ({ state }: CollectionDocument): boolean => state === 'dropping' || state === 'dropped';

/**
 * The file for the bank: made once, and the same whenever it is asked for again, unless the list was given up, be it in part. From
 * then on its charges cannot be taken back.
 * @throws DomainError NOT_FOUND, DEBIT_NOT_APPROVED, DEBIT_NOT_READY, DEBIT_MONTH_OVER: a bank draws on no day that has gone by
 */
export async function debitFile(
  platform: Platform,
  scope: OrgScope,
  collectionId: DebitCollectionId,
): Promise<z.output<typeof DebitFileOutput>> {
  const db = platform.databases.payments;
  const collection = await findCollection(db, scope, collectionId);
  if (!collection) throw new DomainError('NOT_FOUND');
  if (collection.sealedFile === null) await makeOnce(platform, scope, collection);
  // As it is now: of two that made it at once the first one's stands, and of one that was given up meanwhile nobody gets it.
  const made = await findCollection(db, scope, collectionId);
  if (made?.sealedFile == null || isGivenUp(made)) throw new DomainError('DEBIT_NOT_READY');
  // Of one that was given up in part some bills are free: sent again, the bank would draw those once more.
  const lines = await linesOf(db, scope, [collectionId]);
  if (lines.some(({ dropped }) => dropped)) throw new DomainError('DEBIT_NOT_READY');
  return output(platform, made, made.sealedFile);
}

async function makeOnce(platform: Platform, scope: OrgScope, collection: CollectionDocument): Promise<void> {
  const db = platform.databases.payments;
  const { _id } = collection;
  if (collection.debitOn < platform.clock.today()) throw new DomainError('DEBIT_MONTH_OVER');
  const contract = await approvedContract(platform, scope);
  if (!(await moveCollection(db, scope, _id, ['ready', 'making'], { state: 'making' }))) throw new DomainError('DEBIT_NOT_READY');
  // Accounts that are written down while it is being made are not in it.
  const madeAt = platform.clock.now();
  const bytes = await makeFile(platform, scope, contract, collection);
  if (bytes === null) {
    await moveCollection(db, scope, _id, ['making'], { state: 'ready' });
    throw new DomainError('DEBIT_NOT_READY');
  }
  const sealedFile = sealSecret(gzipSync(bytes).toString('base64'), platform.env.SECRETS_KEY);
  await moveCollection(db, scope, _id, ['making'], { state: 'made', madeAt, sealedFile });
}

const bytesOf = (platform: Platform, sealed: string): Buffer =>
  gunzipSync(Buffer.from(openSecret(sealed, platform.env.SECRETS_KEY), 'base64'));

/** The code under which the bank got a request: its result names that one, whatever the contract says since. */
export function consignorOf(platform: Platform, sealedFile: string): string | null {
  const file = readDebitFile(bytesOf(platform, sealedFile));
  return file.outcome === 'read' ? file.header.consignorCode : null;
}

function output(platform: Platform, collection: CollectionDocument, sealed: string): z.output<typeof DebitFileOutput> {
  const bytes = bytesOf(platform, sealed);
  return { fileName: `direct-debit-${collection.debitOn}.txt`, base64: bytes.toString('base64') };
}

/** Null when nothing of the list is left to be drawn. */
async function makeFile(
  platform: Platform,
  scope: OrgScope,
  contract: DebitContractDocument,
  collection: CollectionDocument,
): Promise<Buffer | null> {
  const db = platform.databases.payments;
  const lines = await linesOf(db, scope, [collection._id]);
  const mandates = new Map(
    (
      await findMandates(
        db,
        scope,
        lines.map(({ mandateId }) => mandateId),
      )
    ).map((mandate) => [mandate._id, mandate]),
  );
  const chargeIds = lines.map(({ _id }) => _id);
  // A mandate that ended since the list was closed draws no more.
  const ended = new Set<string>(lines.filter(({ mandateId }) => mandates.get(mandateId)?.state !== 'active').map(({ _id }) => _id));
  for (const charge of await findCharges(db, scope, chargeIds))
    if (ended.has(charge._id) && charge.state === 'requested')
      await moveLocally(platform, scope, charge, 'voided', { nextInquiryAt: null });
  await stampCharges(db, scope, chargeIds, 'requested', 'debitFile', collection._id);
  const charges = new Map((await findCharges(db, scope, chargeIds)).map((charge) => [charge._id, charge]));
  const isDrawn = (charge: ChargeDocument | undefined) =>
    charge?.state === 'requested' && charge.providerIds['debitFile'] === collection._id;
  await withdrawLines(
    db,
    scope,
    lines.filter(({ _id }) => !isDrawn(charges.get(_id))).map(({ _id }) => _id),
  );
  const drawn = lines
    .filter(({ _id }) => isDrawn(charges.get(_id)))
    .toSorted((left, right) => (left.customerNumber < right.customerNumber ? -1 : 1));
  if (drawn.length === 0) return null;
  const { consignorCode, bankCode, branchCode, letters = commonLetters } = contract;
  const written: Written = (name) => inLettersOf(name, letters);
  const header = {
    consignorCode,
    consignorName: written(contract.consignorName),
    monthDay: monthDayOf(collection),
    bankCode,
    bankName: written(contract.bankName),
    branchCode,
    branchName: written(contract.branchName),
    accountKind: kindDigit(contract.accountKind),
    accountNumber: accountNumberOf(platform, contract),
  };
  return writeDebitFile(
    header,
    drawn.map((line) => rowOf(platform, mandates.get(line.mandateId)!, line, written)),
  );
}

/** The header's date has no year. */
export function monthDayOf({ debitOn }: Pick<CollectionDocument, 'debitOn'>): string {
  return debitOn.slice(5).replace('-', '');
}

/** A name in the letters of the bank that gets the file. */
type Written = (name: string) => string;

function rowOf(
  platform: Platform,
  mandate: MandateDocument,
  line: Pick<DebitRow, 'amount' | 'customerNumber'>,
  written: Written,
): DebitRow {
  const account = mandate.account!;
  const { bankCode, branchCode } = account;
  return {
    bankCode,
    bankName: written(account.bankName),
    branchCode,
    branchName: written(account.branchName),
    accountKind: kindDigit(account.accountKind),
    accountNumber: accountNumberOf(platform, account),
    holder: written(account.holder),
    amount: line.amount,
    newCode: mandate.debited ? '0' : '1',
    customerNumber: line.customerNumber,
    result: '0',
  };
}
