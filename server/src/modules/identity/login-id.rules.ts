import { normaliseIdentifier } from '@tsudoi/shared/kernel/kana';

/** 4–20 of A–Z and 0–9; by default the member number without its signs, padded with zeros to four. */
export function loginIdFromNumber(memberNumber: string): string {
  return memberNumber
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .padStart(4, '0')
    .slice(-20);
}

/** What stands for a member number among the login ids, which nobody else may have: A-1 and A1 are the same one. */
export function loginKeyOfNumber(memberNumber: string): string {
  return loginIdKey(loginIdFromNumber(memberNumber));
}

/** How login ids are compared (ACC-16): full-width and lower case are the same id. */
export function loginIdKey(typed: string): string {
  return typed.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase();
}

/** How a log-in is counted and remembered: an id is one however it is written; what has an at sign is an address. */
export function loginKey(typed: string): string {
  const login = normaliseIdentifier(typed);
  return login.includes('@') ? login : loginIdKey(login);
}
