import type { Holder, MemberMergePlan, MergePairInput } from '@tsudoi/shared/contracts/members/member-merge.contract';
import { isLiveMandate } from '@tsudoi/shared/contracts/payments/direct-debit.contract';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import { ifAnswered, paymentsClient } from '../../platform/payments-client.ts';
import type { Platform } from '../../platform/platform.ts';

const holderOf = (isKepts: boolean, isMergeds: boolean): Holder =>
  isKepts && isMergeds ? 'both' : isKepts ? 'kept' : isMergeds ? 'merged' : 'nobody';

/**
 * Saved cards and mandates of two records, which go along by a message once they are one (docs/decisions/0055): whoever merges
 * reads before whose goes on. Null while the payments-service does not answer; a merge waits for nobody.
 */
export async function chargedOf(
  platform: Platform,
  scope: OrgScope,
  { keptId, mergedId }: z.output<typeof MergePairInput>,
): Promise<MemberMergePlan['charged']> {
  const client = paymentsClient(platform, scope);
  const hasMandate = async (memberId: MemberId) => {
    const mandate = await client.call('debits.mandateOf', { memberId });
    return mandate !== null && isLiveMandate(mandate.state);
  };
  const asked = Promise.all([client.call('cards.ofMembers', { memberIds: [keptId, mergedId] }), hasMandate(keptId), hasMandate(mergedId)]);
  const answer = await ifAnswered(asked);
  if (answer === null) return null;
  const [cards, ofKept, ofMerged] = answer;
  const hasCard = (memberId: MemberId) => cards.some((card) => card.memberId === memberId && card.state === 'active');
  return { card: holderOf(hasCard(keptId), hasCard(mergedId)), mandate: holderOf(ofKept, ofMerged) };
}
