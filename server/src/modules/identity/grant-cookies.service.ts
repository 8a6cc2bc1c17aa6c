import type { Audience } from '@tsudoi/shared/contracts/identity/identity.contract';
import type { RequestContext } from '../../platform/trpc.ts';
import { knownDeviceCookie } from './known-device.service.ts';
import { grantCookie } from './refresh-cookie.rules.ts';

interface Opened {
  readonly accessToken: string;
  readonly expiresAt: string;
  readonly refreshToken: string;
}

/** The refresh token goes into its cookie, the rest into the answer. */
export function keep(ctx: RequestContext, audience: Audience, org: string, grant: Opened) {
  ctx.setCookie(grantCookie(audience, org, grant.refreshToken, ctx.platform.env.PUBLIC_URL));
  return { accessToken: grant.accessToken, expiresAt: grant.expiresAt };
}

/** After a log-in: the device is known from now on, for what was typed. */
export function keepKnown(ctx: RequestContext, login: Parameters<typeof knownDeviceCookie>[1], grant: Opened) {
  const kept = keep(ctx, login.audience, login.org, grant);
  ctx.setCookie(knownDeviceCookie(ctx.platform, login));
  return kept;
}
