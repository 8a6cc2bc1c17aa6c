import { isDeepStrictEqual } from 'node:util';
import type { DebitContractView, DebitOverview, SaveDebitContractInput } from '@tsudoi/shared/contracts/payments/direct-debit.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { newProviderAccountId } from '@tsudoi/shared/kernel/ids';
import { commonLetters } from '@tsudoi/shared/kernel/zengin-kana';
import { bankDayFrom } from '@tsudoi/shared/service/bank-days';
import { isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { Platform } from '../platform/platform.ts';
import { accountNumberOf, kanaOf, sealPlace, shownPlace } from './bank-place.service.ts';
import { type DebitContractDocument, findContract, insertContract, updateContract } from './debit-contract.repository.ts';
import { nextDebit } from './debit.rules.ts';
import { liveMandates } from './mandate.repository.ts';

/** What others see of a contract. */
export function viewOfContract(contract: DebitContractDocument): DebitContractView {
  const { consignorCode, consignorName, debitDay, leadDays, letters = commonLetters, state, version } = contract;
  return { consignorCode, consignorName, ...shownPlace(contract), debitDay, leadDays, letters, state, version };
}

/** The contract and the debit that comes next; null where none is open. */
export async function debitOverview(platform: Platform, scope: OrgScope): Promise<z.output<typeof DebitOverview>> {
  const contract = await findContract(platform.databases.payments, scope);
  if (!contract) return { contract: null, next: null };
  return {
    contract: viewOfContract(contract),
    next: contract.state === 'approved' ? nextDebit(platform.clock.today(), contract, bankDayFrom) : null,
  };
}

/**
 * Asks for direct debit, or changes what was told. An account that money comes to is looked at by the operator again. Another
 * consignor is another contract: mandates name theirs, so the one before has to end (docs/decisions/0039).
 * @throws DomainError CONFLICT, DEBIT_CONSIGNOR_FIXED, KANA_NOT_ALLOWED, KANA_TOO_LONG, ACCOUNT_NUMBER_MISSING
 */
export async function saveContract(
  platform: Platform,
  scope: OrgScope,
  input: z.output<typeof SaveDebitContractInput>,
): Promise<DebitContractView> {
  const db = platform.databases.payments;
  const known = await findContract(db, scope);
  const { version, accountNumber, consignorName, ...typed } = input;
  const number = accountNumber === '' ? known && accountNumberOf(platform, known) : accountNumber;
  if (number === null) throw new DomainError('ACCOUNT_NUMBER_MISSING');
  const place = sealPlace(platform, { ...typed, accountNumber: number });
  const { consignorCode, debitDay, leadDays, letters } = typed;
  const facts = { ...place, consignorCode, consignorName: kanaOf(consignorName, 40), debitDay, leadDays, letters };
  if (!known) {
    const contract: DebitContractDocument = {
      _id: newProviderAccountId(),
      orgId: scope.orgId,
      ...facts,
      state: 'requested',
      lastCustomer: 0,
      version: 1,
    };
    try {
      await insertContract(db, scope, contract);
    } catch (error) {
      throw isDuplicateKey(error) ? new DomainError('CONFLICT') : error;
    }
    return viewOfContract(contract);
  }
  // The same press again, by somebody whose answer was lost, is the same.
  if (known.version === version + 1 && hasFacts(platform, known, facts)) return viewOfContract(known);
  const isOther = known.consignorCode !== consignorCode;
  const hasEnded = known.state === 'ended';
  // One that has ended begins anew: with a paper that is looked at, and with mandates that name it.
  const state = isOther || hasEnded || !sameAccount(platform, known, place) ? 'requested' : known.state;
  if ((isOther || hasEnded) && (await liveMandates(db, scope)).length > 0)
    throw new DomainError(hasEnded ? 'CONFLICT' : 'DEBIT_CONSIGNOR_FIXED');
  const changes = { ...facts, state, ...(isOther ? { mandatesFrom: platform.clock.now() } : {}) };
  if (!(await updateContract(db, scope, version, changes))) throw new DomainError('CONFLICT');
  return viewOfContract({ ...known, ...facts, state, version: version + 1 });
}

function hasFacts(platform: Platform, known: DebitContractDocument, facts: ReturnType<typeof sealPlace> & Partial<DebitContractDocument>) {
  return isDeepStrictEqual(viewOfContract({ ...known, ...facts }), viewOfContract(known)) && sameAccount(platform, known, facts);
}

function sameAccount(platform: Platform, known: DebitContractDocument, place: ReturnType<typeof sealPlace>): boolean {
  const name = (one: ReturnType<typeof sealPlace>) =>
    [one.bankCode, one.branchCode, one.accountKind, accountNumberOf(platform, one)].join();
  return name(known) === name(place);
}

/** PAY-04: from now on mandates are collected. @throws DomainError NOT_FOUND, CONFLICT when it was changed since it was looked at or has ended */
export async function approveContract(platform: Platform, scope: OrgScope, version: number): Promise<DebitContractView> {
  const db = platform.databases.payments;
  const contract = await findContract(db, scope);
  if (!contract) throw new DomainError('NOT_FOUND');
  // The same press again, by somebody whose answer was lost, is the same.
  if (contract.state === 'approved' && contract.version === version + 1) return viewOfContract(contract);
  if (contract.state === 'ended' || !(await updateContract(db, scope, version, { state: 'approved' }))) throw new DomainError('CONFLICT');
  return viewOfContract({ ...contract, state: 'approved', version: version + 1 });
}

/** @throws DomainError DEBIT_NOT_APPROVED */
export async function approvedContract(platform: Platform, scope: OrgScope): Promise<DebitContractDocument> {
  const contract = await findContract(platform.databases.payments, scope);
  if (contract?.state !== 'approved') throw new DomainError('DEBIT_NOT_APPROVED');
  return contract;
}
