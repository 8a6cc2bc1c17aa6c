import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Audience } from '@tsudoi/shared/contracts/identity/identity.contract';
import type { Platform } from '../../platform/platform.ts';
import { loginKey } from './login-id.rules.ts';
import { hostCookie, readCookie } from './refresh-cookie.rules.ts';

/** Whose log-in it is: the door and what was typed. It is known however it is typed, as the delay counts it. */
interface Login {
  readonly audience: Audience;
  readonly org: string;
  readonly login: string;
}

const seconds = 180 * 86_400;
const isSecure = (platform: Platform): boolean => platform.env.PUBLIC_URL.startsWith('https://');
const nameOf = ({ audience, org }: Login, secure: boolean): string => `${secure ? '__Host-' : ''}kd-${audience}-${org}`;
const proofOf = (platform: Platform, { audience, org, login }: Login, device: string): string =>
  createHmac('sha256', platform.env.JWT_SECRET)
    .update(['known-device', audience, org, loginKey(login), device].join('\u0000'))
    .digest('base64url');

/**
 * Remembers on a device that this log-in succeeded there. It opens nothing: it only has the device's failures counted
 * apart, so that whoever types wrong passwords elsewhere does not keep the owner waiting (T33).
 */
export function knownDeviceCookie(platform: Platform, login: Login): string {
  const device = randomBytes(16).toString('base64url');
  return hostCookie(nameOf(login, isSecure(platform)), `${device}.${proofOf(platform, login, device)}`, isSecure(platform), seconds);
}

/** The device of a request, when it proves that this very log-in succeeded there; else null. */
export function knownDevice(platform: Platform, login: Login, cookies: string): string | null {
  const [device, proof] = (readCookie(cookies, nameOf(login, isSecure(platform))) ?? '').split('.');
  if (!device || !proof) return null;
  const given = Buffer.from(proof);
  const right = Buffer.from(proofOf(platform, login, device));
  return given.length === right.length && timingSafeEqual(given, right) ? device : null;
}
