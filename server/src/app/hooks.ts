import type { Hooks, Platform } from '../platform/platform.ts';
import { membersWithApplication, waitsForDecision } from '../modules/applications/applications.public.ts';
import { createDefaultItem, membersWithDues, registerCreditSource } from '../modules/billing/billing.public.ts';
import { voidReceiptsOf } from '../modules/documents/documents.public.ts';
import { memberCardOf, takeContactEmail } from '../modules/members/members.public.ts';
import { registerMoneyReversedHook, unallocatedByMember } from '../modules/payments/payments.public.ts';

/** Where earlier modules are given what later ones provide; the only place that knows both. */
export function createHooks(platform: () => Platform): Hooks {
  registerCreditSource((given, scope, memberIds) => unallocatedByMember(given.databases.server, scope, memberIds));
  registerMoneyReversedHook(voidReceiptsOf);
  return {
    organizationActivated: (scope, session) => createDefaultItem(platform(), scope, session),
    async memberCard(scope, memberId) {
      const card = await memberCardOf(scope, memberId);
      if (!card || card.mayLogIn || card.pending) return card;
      return { ...card, pending: await waitsForDecision(platform(), scope, memberId) };
    },
    async membersInUse(scope, memberIds, session) {
      const dues = await membersWithDues(platform(), scope, memberIds, session);
      return new Set([...dues, ...(await membersWithApplication(platform(), scope, memberIds, session))]);
    },
    memberGaveEmail: takeContactEmail,
  };
}
