/** The key of somebody of the operator: in memory only, gone with the page, and sent from the operator's pages alone. */
let key = '';

export function giveOperatorKey(typed: string): void {
  key = typed.trim();
}

export function operatorHeader(): Record<string, string> {
  return key !== '' && location.pathname.startsWith('/ops') ? { 'x-tsudoi-operator': key } : {};
}
