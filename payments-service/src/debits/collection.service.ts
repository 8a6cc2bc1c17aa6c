import type { DebitClaim, DebitCollectionView } from '@tsudoi/shared/contracts/payments/direct-debit.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type DebitCollectionId, newChargeId, newDebitCollectionId } from '@tsudoi/shared/kernel/ids';
import type { JstMonth } from '@tsudoi/shared/kernel/jst';
import { sumYen, zeroYen } from '@tsudoi/shared/kernel/yen';
import { chargeChanged, debitDue } from '@tsudoi/shared/queue/payments.messages';
import { bankDayFrom } from '@tsudoi/shared/service/bank-days';
import { inTransaction, isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { insertOutbox, outboxRow } from '@tsudoi/shared/service/outbox';
import {
  type ChargeDocument,
  drawPaymentNumber,
  findChargeByKey,
  findChargesOfPayables,
  insertCharge,
} from '../charges/charge.repository.ts';
import { isDead } from '../charges/charge-end.service.ts';
import { voidAtProvider } from '../charges/charge-void.service.ts';
import { mayBePaid } from '../charges/inquiry.rules.ts';
import type { Connectors } from '../connectors/registry.ts';
import { takeTurn } from '../payables/payable.repository.ts';
import { knownPayables } from '../payables/payable.service.ts';
import type { Platform } from '../platform/platform.ts';
import {
  type CollectionDocument,
  type DebitLineDocument,
  answerPart,
  collectionOfMonth,
  findCollection,
  findLine,
  insertCollection,
  insertLine,
  linesOf,
  moveCollection,
} from './collection.repository.ts';
import { type DebitContractDocument, findContract } from './debit-contract.repository.ts';
import { viewOf } from './collection-list.service.ts';
import { approvedContract } from './debit-contract.service.ts';
import { debitDates, monthAfter } from './debit.rules.ts';
import { type MandateDocument, activeMandates, findMandates } from './mandate.repository.ts';

/** Provider of charges that go to a bank by file. */
export const directDebit = 'direct-debit';
const partSize = 100;
/** What the keys of all charges of a list begin with. */
export const keysOf = (collectionId: DebitCollectionId): string => `debit:${collectionId}:`;

/**
 * Closes the list of a month, once, whoever is first: the server is asked what the members of all active mandates owe.
 * @throws DomainError DEBIT_NOT_APPROVED, DEBIT_MONTH_OVER
 */
export async function openCollection(platform: Platform, scope: OrgScope, month: JstMonth): Promise<DebitCollectionView> {
  const db = platform.databases.payments;
  const contract = await approvedContract(platform, scope);
  const known = await collectionOfMonth(db, scope, month);
  if (known) return viewOf(known, await linesOf(db, scope, [known._id]));
  const { debitOn } = debitDates(month, contract, bankDayFrom);
  if (debitOn < platform.clock.today()) throw new DomainError('DEBIT_MONTH_OVER');
  try {
    return viewOf(await insertOpened(platform, scope, contract, month), []);
  } catch (error) {
    const first = isDuplicateKey(error) ? await collectionOfMonth(db, scope, month) : null;
    if (!first) throw error;
    return viewOf(first, await linesOf(db, scope, [first._id]));
  }
}

async function insertOpened(
  platform: Platform,
  scope: OrgScope,
  contract: DebitContractDocument,
  month: JstMonth,
): Promise<CollectionDocument> {
  const { clock, databases } = platform;
  const mandates = await activeMandates(databases.payments, scope);
  const partCount = Math.ceil(mandates.length / partSize);
  const collection: CollectionDocument = {
    _id: newDebitCollectionId(),
    orgId: scope.orgId,
    month,
    debitOn: debitDates(month, contract, bankDayFrom).debitOn,
    state: partCount === 0 ? 'ready' : 'gathering',
    partCount,
    parts: [],
    openedAt: clock.now(),
    madeAt: null,
    sealedFile: null,
  };
  const nextDebitOn = debitDates(monthAfter(month), contract, bankDayFrom).debitOn;
  const messages = Array.from({ length: partCount }, (_, part) => {
    const some = mandates.slice(part * partSize, (part + 1) * partSize).map(({ _id, memberId }) => ({ mandateId: _id, memberId }));
    return outboxRow(debitDue, scope.orgId, { collectionId: collection._id, part, nextDebitOn, mandates: some }, collection._id, clock);
  });
  await inTransaction(databases.client, async (session) => {
    await insertCollection(databases.payments, scope, collection, session);
    await insertOutbox(databases.payments, messages, session);
  });
  platform.nudgeOutbox();
  return collection;
}

/**
 * What the members of one part owe becomes a charge for each mandate, once: the key of the charge is the collection and the
 * mandate, so that a repeated message, two processes and a killed one all end with the same. @throws DomainError NOT_FOUND
 */
export async function collect(
  platform: Platform,
  connectors: Connectors,
  scope: OrgScope,
  input: { readonly collectionId: DebitCollectionId; readonly part: number; readonly claims: readonly DebitClaim[] },
): Promise<{ collected: number }> {
  const db = platform.databases.payments;
  const collection = await findCollection(db, scope, input.collectionId);
  if (!collection) throw new DomainError('NOT_FOUND');
  const known = await findContract(db, scope);
  // A contract that ended meanwhile draws nothing: the part is answered, so that the list can be given up.
  const contract = known?.state === 'ended' ? null : await approvedContract(platform, scope);
  let collected = 0;
  // The file may have been made since, when this is a message that comes again.
  if (collection.state === 'gathering') {
    const mandates = await findMandates(
      db,
      scope,
      input.claims.map(({ mandateId }) => mandateId),
    );
    for (const claim of input.claims) {
      const mandate = mandates.find(({ _id, state }) => _id === claim.mandateId && state === 'active');
      if (contract && mandate && (await collectFrom(platform, connectors, scope, contract, collection, mandate, claim))) collected += 1;
    }
    await answerPart(db, scope, collection._id, input.part);
    const now = await findCollection(db, scope, collection._id);
    if (now && now.parts.length >= now.partCount) await moveCollection(db, scope, collection._id, ['gathering'], { state: 'ready' });
  }
  platform.nudgeOutbox();
  return { collected };
}

async function collectFrom(
  platform: Platform,
  connectors: Connectors,
  scope: OrgScope,
  contract: DebitContractDocument,
  collection: CollectionDocument,
  mandate: MandateDocument,
  claim: DebitClaim,
): Promise<boolean> {
  const db = platform.databases.payments;
  const idempotencyKey = `${keysOf(collection._id)}${mandate._id}`;
  const charge =
    (await findChargeByKey(db, scope, idempotencyKey)) ??
    (await chargeFor(platform, connectors, scope, contract, mandate, claim, idempotencyKey));
  if (!charge) return false;
  if (await findLine(db, scope, charge._id)) return false;
  const line: DebitLineDocument = {
    _id: charge._id,
    orgId: scope.orgId,
    collectionId: collection._id,
    mandateId: mandate._id,
    memberId: charge.memberId,
    customerNumber: mandate.customerNumber,
    amount: charge.amount,
    withdrawn: false,
    result: null,
    resultAt: null,
  };
  try {
    await inTransaction(platform.databases.client, async (session) => {
      await insertLine(db, scope, line, session);
      await insertOutbox(db, [toldOf(platform, charge)], session);
    });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return false;
  }
  return true;
}

/** The bill then says that it is being drawn, and is not asked for by other ways meanwhile. */
function toldOf(platform: Platform, charge: ChargeDocument) {
  const { _id, orgId, paymentNumber, memberId, provider, method, lines } = charge;
  const facts = { chargeId: _id, paymentNumber, memberId, provider, method, sequence: 0, lines };
  return outboxRow(chargeChanged, orgId, { ...facts, state: 'requested' as const, expiresAt: null }, _id, platform.clock);
}

const mostTurns = 5;

/** Null where nothing of the claim is open: a bill that is being paid another way is left to that. */
async function chargeFor(
  platform: Platform,
  connectors: Connectors,
  scope: OrgScope,
  contract: DebitContractDocument,
  mandate: MandateDocument,
  claim: DebitClaim,
  idempotencyKey: string,
): Promise<ChargeDocument | null> {
  const db = platform.databases.payments;
  const payableIds = claim.lines.map(({ payableId }) => payableId);
  // Whoever was overtaken by another charge of one of the bills looks again, and finds it in the way.
  for (let attempt = 1; ; attempt += 1) {
    const payables = await knownPayables(platform, scope, payableIds);
    const busy = await stillBusy(platform, connectors, scope, payableIds);
    const lines = claim.lines.filter(({ payableId, amount }) => {
      const payable = payables.get(payableId);
      return payable?.state === 'open' && amount <= payable.amount && !busy.has(payableId);
    });
    // What is in the way may be the charge of this very claim, when a message came twice at once.
    if (lines.length === 0 || attempt > mostTurns) return findChargeByKey(db, scope, idempotencyKey);
    const charge = newCharge(platform, scope, contract, mandate, lines, idempotencyKey);
    try {
      const isFirst = await inTransaction(platform.databases.client, async (session) => {
        const read = lines.map(({ payableId }) => payables.get(payableId)!);
        if (!(await takeTurn(db, scope, read, session))) return false;
        await insertCharge(db, scope, charge, session);
        return true;
      });
      if (isFirst) return charge;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }
}

function newCharge(
  platform: Platform,
  scope: OrgScope,
  contract: DebitContractDocument,
  mandate: MandateDocument,
  lines: DebitClaim['lines'],
  idempotencyKey: string,
): ChargeDocument {
  return {
    _id: newChargeId(),
    orgId: scope.orgId,
    memberId: mandate.memberId,
    payLinkId: null,
    accountId: contract._id,
    provider: directDebit,
    method: 'direct_debit',
    paymentNumber: drawPaymentNumber(),
    lines,
    amount: sumYen(lines.map(({ amount }) => amount)),
    memberFee: zeroYen,
    base: 'requested',
    state: 'requested',
    version: 0,
    providerIds: { customerNumber: mandate.customerNumber },
    redirectUrl: null,
    instructions: null,
    expiresAt: null,
    idempotencyKey,
    createdAt: platform.clock.now(),
    settledBy: null,
    voidWanted: false,
    inquiries: 0,
    nextInquiryAt: null,
  };
}

/** Other slips of these bills are taken back; those whose money is on its way, or that nobody can take back now, keep their bills. */
async function stillBusy(
  platform: Platform,
  connectors: Connectors,
  scope: OrgScope,
  payableIds: ChargeDocument['lines'][number]['payableId'][],
): Promise<Set<string>> {
  const busy = new Set<string>();
  const now = platform.clock.now();
  const open = (await findChargesOfPayables(platform.databases.payments, scope, payableIds)).filter((charge) => mayBePaid(charge, now));
  for (const charge of open) {
    const onItsWay = charge.state === 'authorized' || charge.state === 'provisional' || charge.state === 'unknown';
    const voided = !onItsWay && charge.method !== 'direct_debit' && (await voidAtProvider(platform, connectors, scope, charge));
    const isFree =
      voided === 'voided' ||
      (charge.state === 'failed' && voided === 'not_voidable' && (await isDead(platform, connectors, scope, charge)));
    if (!isFree) for (const { payableId } of charge.lines) busy.add(payableId);
  }
  return busy;
}
