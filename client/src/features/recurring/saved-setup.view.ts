/** Which card's page was opened from this tab, for when the provider leads back. It names no card and opens nothing by itself. */
const keyOf = (org: string): string => `tsudoi.card-setup.${org}`;

export function rememberSetup(org: string, setupId: string): void {
  sessionStorage.setItem(keyOf(org), setupId);
}

export const openSetup = (org: string): string | null => sessionStorage.getItem(keyOf(org));

export function forgetSetup(org: string): void {
  sessionStorage.removeItem(keyOf(org));
}
