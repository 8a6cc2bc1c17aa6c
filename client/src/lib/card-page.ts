import { useMutation } from '@tanstack/react-query';
import type { CardSetupId } from '@tsudoi/shared/kernel/card-ids';
import { useOrg } from './org.ts';
import { useTRPC } from './trpc.ts';

/** Which card's page was opened from this tab, for when the provider leads back. It names no card and opens nothing by itself. */
const keyOf = (org: string): string => `tsudoi.card-setup.${org}`;

function rememberSetup(org: string, setupId: CardSetupId): void {
  sessionStorage.setItem(keyOf(org), setupId);
}

export const openSetup = (org: string): CardSetupId | null => sessionStorage.getItem(keyOf(org)) as CardSetupId | null;

export function forgetSetup(org: string): void {
  sessionStorage.removeItem(keyOf(org));
}

/** Opens the provider's page on which a card is entered; it leads back to お支払い方法. */
export function useCardPage() {
  const org = useOrg();
  const trpc = useTRPC();
  return useMutation(
    trpc.recurring.setUpCard.mutationOptions({
      onSuccess: ({ setupId, redirectUrl }) => {
        rememberSetup(org, setupId);
        globalThis.location.assign(redirectUrl);
      },
    }),
  );
}
