import type { PayBy, PayWays } from '@tsudoi/shared/contracts/applications/application.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { Platform } from '../../platform/platform.ts';

/** What a form offers for the dues besides paying oneself; nothing that cannot be asked for just now. */
export async function payWays({ hooks }: Pick<Platform, 'hooks'>, scope: OrgScope): Promise<z.output<typeof PayWays>> {
  const [debit, card] = await Promise.all([hooks.offersDebit(scope), hooks.offersCard(scope)]);
  return { offersDebit: debit === true, offersCard: card === true };
}

/**
 * What is not offered any more is refused. Where nobody could be asked, the wish is kept: it is looked at again once somebody is
 * admitted. A card is asked for by mail, and no charge goes untold: without an address it is no way to pay.
 * @throws DomainError DEBIT_NOT_APPROVED, METHOD_NOT_AVAILABLE, INVALID_INPUT without an address
 */
export async function refuseWay({ hooks }: Pick<Platform, 'hooks'>, scope: OrgScope, payBy: PayBy | null, email: string): Promise<void> {
  if (payBy === 'direct_debit' && (await hooks.offersDebit(scope)) === false) throw new DomainError('DEBIT_NOT_APPROVED');
  if (payBy !== 'card') return;
  if (email === '') throw new DomainError('INVALID_INPUT', {}, [{ path: ['payBy'], code: 'needs_email' }]);
  if ((await hooks.offersCard(scope)) === false) throw new DomainError('METHOD_NOT_AVAILABLE');
}
