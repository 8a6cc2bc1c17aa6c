import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type Request, type Response, type Router, Router as createRouter, json } from 'express';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { refusalOf } from '../../platform/failure.ts';
import { type Permission, isAllowed } from '../../platform/permissions.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Access } from './access-memory.service.ts';

interface LetterDoor<S extends z.ZodType> {
  readonly path: string;
  readonly permission: Permission;
  readonly input: S;
  /** As express writes it. */
  readonly limit: string;
  readonly print: (actor: UserActor, input: z.output<S>) => Promise<Buffer>;
}

/** POST of what an office prints and puts into envelopes, as one file. Printing writes, so it needs what writing needs. */
export function letterRoutes<S extends z.ZodType>(
  platform: Platform,
  accessOf: (request: Request) => Promise<Access>,
  { path, permission, input, limit, print }: LetterDoor<S>,
): Router {
  const routes = createRouter();
  const send = async (request: Request, response: Response) => {
    const { actor, writesAllowed } = await accessOf(request);
    if (actor.kind !== 'user') throw new DomainError('UNAUTHENTICATED');
    if (!isAllowed(actor, permission)) throw new DomainError('FORBIDDEN', { permission });
    if (!writesAllowed) throw new DomainError('ORGANIZATION_NOT_ACTIVE');
    const wish = input.safeParse(request.body);
    if (!wish.success) throw new DomainError('INVALID_INPUT');
    const bytes = await print(actor, wish.data);
    response.set({
      'content-type': 'application/pdf',
      'content-length': String(bytes.length),
      'content-disposition': 'attachment; filename="letters.pdf"',
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    });
    response.end(bytes);
  };
  routes.post(path, json({ limit }), (request, response) => {
    send(request, response).catch((error: unknown) => {
      const known = refusalOf(error);
      if (known.httpStatus >= 500) platform.log.error({ err: error }, 'letters could not be made');
      response.status(known.httpStatus).json({ domainCode: known.code, params: known.params });
    });
  });
  return routes;
}
