import { Secret, TOTP } from 'otpauth';

/** Half-minutes of the authenticator apps; every app knows SHA-1, six figures and thirty seconds. */
const period = 30;

export type TypedCode = { readonly kind: 'totp'; readonly code: string } | { readonly kind: 'recovery'; readonly code: string };

/** What was typed: figures of the app, a recovery code, or null. Width, case, spaces and hyphens do not matter. */
export function readCode(typed: string): TypedCode | null {
  const plain = typed
    .normalize('NFKC')
    .replace(/[\s\-‐‑–—−ー]/g, '')
    .toUpperCase();
  if (/^\d{6}$/.test(plain)) return { kind: 'totp', code: plain };
  return /^[A-HJKMNP-Z2-9]{12}$/.test(plain) ? { kind: 'recovery', code: plain } : null;
}

/** As it stands on paper: three groups of four. */
export function showRecoveryCode(code: string): string {
  return code.replace(/(.{4})(?=.)/g, '$1-');
}

function totpOf(secret: string): TOTP {
  return new TOTP({ secret: Secret.fromBase32(secret), algorithm: 'SHA1', digits: 6, period });
}

/**
 * The half-minute a code belongs to, one before or after the present one allowed for slow fingers and clocks; null for a
 * wrong code and for one of a half-minute that was used already (T42).
 */
export function stepOfCode(secret: string, code: string, nowMs: number, lastStep: number): number | null {
  const delta = totpOf(secret).validate({ token: code, timestamp: nowMs, window: 1 });
  if (delta === null) return null;
  const step = Math.floor(nowMs / 1000 / period) + delta;
  return step > lastStep ? step : null;
}

/** The address an authenticator app reads from the QR code. */
export function totpUri(secret: string, organizationName: string, email: string): string {
  return new TOTP({
    issuer: organizationName,
    label: email,
    secret: Secret.fromBase32(secret),
    algorithm: 'SHA1',
    digits: 6,
    period,
  }).toString();
}

/** 160 random bits, as the standard asks. */
export function drawTotpSecret(): string {
  return new Secret({ size: 20 }).base32;
}
