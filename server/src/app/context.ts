import { randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import { type Access, verifyAccess } from '../modules/identity/identity.public.ts';
import { operatorBehind } from '../modules/operations/operator-session.service.ts';
import type { Operator } from '../platform/operators.ts';
import { refusalOf } from '../platform/failure.ts';
import type { Platform } from '../platform/platform.ts';
import { type RequestContext, asTrpcError } from '../platform/trpc.ts';

/** Short enough to be read out on the phone. */
export function drawRequestNumber(): string {
  return randomBytes(5).toString('hex').toUpperCase();
}

export function accessOf(platform: Platform, request: Request): Promise<Access> {
  return verifyAccess(platform, /^Bearer ([\w.-]{1,2000})$/.exec(request.get('authorization') ?? '')?.[1] ?? null);
}

/** A header of its own: an access token of an organisation says nothing here, and the other way round. */
export async function operatorOf(platform: Platform, request: Request): Promise<Operator | null> {
  const token = request.get('x-tsudoi-operator');
  return token ? operatorBehind(platform, token.slice(0, 2000)) : null;
}

export async function createContext(platform: Platform, request: Request, response: Response): Promise<RequestContext> {
  const { actor, writesAllowed } = await accessOf(platform, request).catch((error: unknown) => {
    const refusal = refusalOf(error);
    throw refusal.code === 'UNEXPECTED' ? error : asTrpcError(refusal);
  });
  return {
    platform,
    actor,
    operator: await operatorOf(platform, request),
    writesAllowed,
    requestNumber: String(response.locals['requestNumber'] ?? ''),
    facts: {
      ip: request.ip ?? '',
      userAgent: (request.get('user-agent') ?? '').slice(0, 400),
      cookies: request.get('cookie') ?? '',
    },
    setCookie: (cookie) => void response.append('set-cookie', cookie),
  };
}
