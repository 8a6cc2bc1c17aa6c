const isOne = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase();

/** Whether mail about money reaches a member though this address takes none: of a body it goes to another, its 請求先 (docs/decisions/0010). */
export function isBilledElsewhere(
  { contacts }: { readonly contacts: { readonly billing: { readonly email: string } } | null },
  address: string,
  bouncing: readonly string[],
): boolean {
  const billing = contacts?.billing.email ?? '';
  return billing !== '' && !isOne(billing, address) && !bouncing.some((one) => isOne(one, billing));
}
