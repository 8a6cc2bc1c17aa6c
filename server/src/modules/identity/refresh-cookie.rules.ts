import type { Audience } from '@tsudoi/shared/contracts/identity/identity.contract';

/** `__Host-` binds the cookie to this very origin; it needs Secure, so plain http in development goes without. */
export function refreshCookieName(audience: Audience, slug: string, secure: boolean): string {
  return `${secure ? '__Host-' : ''}rt-${audience}-${slug}`;
}

export function refreshCookie(audience: Audience, slug: string, token: string, secure: boolean, maxAgeSeconds: number): string {
  return hostCookie(refreshCookieName(audience, slug, secure), token, secure, maxAgeSeconds);
}

/** A cookie that no script reads and no other site sends. */
export function hostCookie(name: string, value: string, secure: boolean, maxAgeSeconds: number): string {
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAgeSeconds}${secure ? '; Secure' : ''}`;
}

const cookieSeconds: Readonly<Record<Audience, number>> = { my: 90 * 86_400, admin: 7 * 86_400 };

/** One cookie's value from the header, or null. */
export function readCookie(header: string | undefined, name: string): string | null {
  for (const part of (header ?? '').split(';')) {
    const split = part.indexOf('=');
    if (split > 0 && part.slice(0, split).trim() === name) return part.slice(split + 1).trim();
  }
  return null;
}

/** The cookie of a new sign-in. */
export function grantCookie(audience: Audience, slug: string, token: string, publicUrl: string): string {
  return refreshCookie(audience, slug, token, publicUrl.startsWith('https://'), cookieSeconds[audience]);
}
