import {
  type MandateForm,
  type MandateListInput,
  type MandatePage,
  type MandateView,
  type MoveMandateInput,
  isLiveMandate,
} from '@tsudoi/shared/contracts/payments/direct-debit.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type MemberId, newMandateId } from '@tsudoi/shared/kernel/ids';
import { isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { Platform } from '../platform/platform.ts';
import { kanaOf, placeOfForm, sealPlace, shownPlace } from './bank-place.service.ts';
import { approvedContract } from './debit-contract.service.ts';
import { drawCustomerNumber } from './debit-contract.repository.ts';
import { canMove } from './debit.rules.ts';
import { changeMandateAlone } from './mandate-change.service.ts';
import { type MandateDocument, countActive, findMandate, insertMandate, mandateOfMember, pageOfMandates } from './mandate.repository.ts';

const pageSize = 100;

/** One as screens see it: its account by the last digits only. */
export function viewOf(mandate: MandateDocument): MandateView {
  const { _id, memberId, state, customerNumber, account, requestedAt, endedBy = null, version } = mandate;
  const shown = account && { ...shownPlace(account), holder: account.holder };
  return { mandateId: _id, memberId, state, customerNumber, account: shown, requestedAt: requestedAt.toISOString(), endedBy, version };
}

export async function listMandates(
  platform: Platform,
  scope: OrgScope,
  input: z.output<typeof MandateListInput>,
): Promise<z.output<typeof MandatePage>> {
  const db = platform.databases.payments;
  const found = await pageOfMandates(db, scope, input.state ?? null, input.cursor ?? null, pageSize);
  const page = found.slice(0, pageSize);
  return { mandates: page.map(viewOf), next: found.length > pageSize ? page.at(-1)!._id : null, active: await countActive(db, scope) };
}

export async function mandateOf(platform: Platform, scope: OrgScope, memberId: MemberId): Promise<MandateView | null> {
  const mandate = await mandateOfMember(platform.databases.payments, scope, memberId);
  return mandate && viewOf(mandate);
}

/** A member's wish to pay from a bank account; asked twice it is one. @throws DomainError DEBIT_NOT_APPROVED */
export async function requestMandate(platform: Platform, scope: OrgScope, memberId: MemberId): Promise<MandateView> {
  await approvedContract(platform, scope);
  return viewOf(await liveMandate(platform, scope, memberId));
}

async function liveMandate(platform: Platform, scope: OrgScope, memberId: MemberId): Promise<MandateDocument> {
  const db = platform.databases.payments;
  for (let attempt = 1; ; attempt += 1) {
    const known = await mandateOfMember(db, scope, memberId);
    if (known && isLiveMandate(known.state)) return known;
    const customerNumber = await drawCustomerNumber(db, scope);
    if (customerNumber === null) throw new DomainError('DEBIT_NOT_APPROVED');
    const mandate: MandateDocument = {
      _id: newMandateId(),
      orgId: scope.orgId,
      memberId,
      state: 'requested',
      generation: (known?.generation ?? 0) + 1,
      customerNumber,
      account: null,
      debited: false,
      requestedAt: platform.clock.now(),
      version: 0,
    };
    try {
      await insertMandate(db, scope, mandate);
      return mandate;
    } catch (error) {
      // Either the same wish came twice at once, or two members drew one number.
      if (!isDuplicateKey(error) || attempt === 5) throw error;
    }
  }
}

/**
 * The paper has come back: the account is written down, its number sealed. One that draws already begins anew with the other
 * account, because the bank has to see the new paper. @throws DomainError DEBIT_NOT_APPROVED, KANA_NOT_ALLOWED, CONFLICT
 */
export async function registerMandate(platform: Platform, scope: OrgScope, memberId: MemberId, form: MandateForm): Promise<MandateView> {
  await approvedContract(platform, scope);
  const account = { ...sealPlace(platform, placeOfForm(form)), holder: kanaOf(form.holder, 30) };
  const mandate = await liveMandate(platform, scope, memberId);
  const changes = { account, accountSince: platform.clock.now(), debited: false, state: 'paper_or_web_pending' as const };
  return viewOf(await changeMandateAlone(platform, scope, mandate, changes));
}

/** @throws DomainError NOT_FOUND, INVALID_TRANSITION, ACCOUNT_NUMBER_MISSING, CONFLICT */
export async function moveMandate(
  platform: Platform,
  scope: OrgScope,
  { mandateId, to, version }: z.output<typeof MoveMandateInput>,
): Promise<MandateView> {
  const mandate = await findMandate(platform.databases.payments, scope, mandateId);
  if (!mandate) throw new DomainError('NOT_FOUND');
  // The same press again, by somebody whose answer was lost, is the same.
  if (mandate.version === version + 1 && mandate.state === to) return viewOf(mandate);
  if (mandate.version !== version) throw new DomainError('CONFLICT');
  if (!canMove(mandate.state, to)) throw new DomainError('INVALID_TRANSITION');
  if (to === 'active' && mandate.account === null) throw new DomainError('ACCOUNT_NUMBER_MISSING');
  const changes = { state: to, ...(to === 'stopped' ? { endedBy: 'office' as const } : {}) };
  return viewOf(await changeMandateAlone(platform, scope, mandate, changes));
}
