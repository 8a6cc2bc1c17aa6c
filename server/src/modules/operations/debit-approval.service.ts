import type { ApproveDebitInput, DebitContractOfOrg } from '@tsudoi/shared/contracts/payments/direct-debit.contract';
import type * as z from 'zod';
import type { Operator } from '../../platform/operators.ts';
import { paymentsClient } from '../../platform/payments-client.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordWithAnswer } from '../audit/audit.public.ts';
import { gateOf } from '../identity/identity.public.ts';
import { assertMayDebit, endDebit } from '../payments/payments.public.ts';

type View = z.output<typeof DebitContractOfOrg>;

/** What an organisation has told of its contract with the bank. @throws DomainError NOT_FOUND */
export async function debitContractOf(platform: Platform, slug: string): Promise<View> {
  const { organization, scope } = await gateOf(slug);
  const { contract } = await paymentsClient(platform, scope).call('debits.overview', {});
  return { orgName: organization.name, contract };
}

/**
 * PAY-04: the paper agrees with what was told, so that from now on bank accounts are drawn on. Stands in the organisation's
 * own log. @throws DomainError NOT_FOUND, INDIVIDUAL_CARD_ONLY, CONFLICT when it was changed since it was looked at
 */
export async function approveDebit(
  platform: Platform,
  operator: Operator,
  { slug, version }: z.output<typeof ApproveDebitInput>,
): Promise<View> {
  const { organization, scope } = await gateOf(slug);
  await assertMayDebit(scope);
  const payments = paymentsClient(platform, scope);
  const { contract: asked } = await payments.call('debits.overview', {});
  const actor = { kind: 'system', name: operator.name } as const;
  const subject = { subjectKind: 'directDebit', subjectId: scope.orgId, subjectName: asked?.consignorName ?? '' };
  const note = { action: 'debit.approve', ...subject, fields: ['state'] } as const;
  const contract = await recordWithAnswer(platform, scope, actor, note, () => payments.call('debits.approveContract', { version }));
  return { orgName: organization.name, contract };
}

/** The organisation's contract with its bank is over, or ought never to have been. @throws DomainError NOT_FOUND, CONFLICT */
export async function endDebitOf(
  platform: Platform,
  operator: Operator,
  { slug, version }: z.output<typeof ApproveDebitInput>,
): Promise<View> {
  const { organization, scope } = await gateOf(slug);
  return { orgName: organization.name, contract: await endDebit(platform, scope, { kind: 'system', name: operator.name }, version) };
}
