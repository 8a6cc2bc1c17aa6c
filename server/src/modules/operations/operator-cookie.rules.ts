import { hostCookie } from '../identity/identity.public.ts';

const seconds = 12 * 3600;
const isSecure = (publicUrl: string): boolean => publicUrl.startsWith('https://');

/** `__Host-` binds the cookie to this very origin; it needs Secure, so plain http in development goes without. */
export const operatorCookieName = (publicUrl: string): string => `${isSecure(publicUrl) ? '__Host-' : ''}rt-ops`;

/** No script reads it and no other site sends it; empty, it is taken away. */
export function operatorCookie(token: string, publicUrl: string): string {
  return hostCookie(operatorCookieName(publicUrl), token, isSecure(publicUrl), token === '' ? 0 : seconds);
}
