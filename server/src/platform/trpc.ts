import { TRPCError, type TRPCProcedureType, initTRPC } from '@trpc/server';
import { DomainError, type DomainErrorCode } from '@tsudoi/shared/kernel/domain-error';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import * as z from 'zod';
import type { MemberActor, RequestActor, UserActor } from './actor.ts';
import { refusalOf } from './failure.ts';
import { type Operator, operatorAdmin, someOperator } from './operators.ts';
import { type Permission, isAllowed } from './permissions.ts';
import type { Platform } from './platform.ts';
import { memberIdsIn, readKindOf } from './read-log.ts';

export interface RequestFacts {
  readonly ip: string;
  readonly userAgent: string;
  /** The cookie header; nothing that grants anything is read from it here. */
  readonly cookies: string;
}

export interface RequestContext {
  readonly platform: Platform;
  readonly actor: RequestActor;
  /** Somebody of the operator, by their own log-in; beside the actor, since neither gives the other's rights (ADM-07). */
  readonly operator: Operator | null;
  /** Shown to people who hit an unexpected error, and written in the log beside it. */
  readonly requestNumber: string;
  readonly facts: RequestFacts;
  /** Whether the organisation of the actor takes writes; a suspended one keeps log-in and reading (domain.md 3.1). */
  readonly writesAllowed: boolean;
  setCookie(cookie: string): void;
}

/** Every procedure says who may call it and what it touches; the tenant matrix walks these. */
export interface ProcedureMeta {
  readonly audience: 'public' | 'admin' | 'my' | 'signed_in' | 'operator';
  /** Of the office: any of these opens it. */
  readonly rights?: readonly Permission[];
  /** Of the office, on their own account only: no permission is asked. */
  readonly own?: true;
  /** Its work stops when whoever asked has left: only then does a query or mutation get a `signal`. */
  readonly heedsLeaving?: true;
  /** Its input names the member whose data it tells, and one who is not there is refused. */
  readonly about?: 'member';
  readonly resource: string;
}

const statusToTrpc: Readonly<Record<number, TRPCError['code']>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  429: 'TOO_MANY_REQUESTS',
  503: 'SERVICE_UNAVAILABLE',
};

/** What a client learns of an error: a code it has words for, what the words name, and a number to quote. */
interface ErrorFacts {
  readonly domainCode: DomainErrorCode;
  readonly params: Readonly<Record<string, string | number>>;
  readonly issues: readonly { readonly path: readonly (string | number)[]; readonly code: string }[];
  readonly requestNumber: string;
}

const t = initTRPC
  .context<RequestContext>()
  .meta<ProcedureMeta>()
  .create({
    isDev: false,
    sse: { ping: { enabled: true, intervalMs: 15_000 }, client: { reconnectAfterInactivityMs: 30_000 } },
    errorFormatter({ shape, error, ctx }) {
      const facts = describeError(error, ctx?.requestNumber ?? '');
      return { ...shape, message: facts.domainCode, data: { code: shape.data.code, httpStatus: shape.data.httpStatus, ...facts } };
    },
  });

/** The texts of errors never leave the house; only codes do (security.md 4.6). */
function describeError(error: TRPCError, requestNumber: string): ErrorFacts {
  const cause = error.cause;
  if (cause instanceof DomainError) return { domainCode: cause.code, params: cause.params, issues: cause.issues, requestNumber };
  // What a caller sent is refused as bad request; an answer of ours that does not fit its schema is our fault, not theirs.
  if (cause instanceof z.ZodError && error.code === 'BAD_REQUEST') {
    const issues = cause.issues.map((issue) => ({
      path: issue.path.filter((part): part is string | number => typeof part !== 'symbol'),
      code: issueCode(issue),
    }));
    return { domainCode: 'INVALID_INPUT', params: {}, issues, requestNumber };
  }
  return { domainCode: generalCode(error.code), params: {}, issues: [], requestNumber };
}

/** Our schemas name their refusals in snake case; zod's own sentences are replaced by its code. */
function issueCode(issue: z.core.$ZodIssue): string {
  return /^[a-z][a-z0-9_]*$/.test(issue.message) ? issue.message : issue.code;
}

function generalCode(code: TRPCError['code']): DomainErrorCode {
  switch (code) {
    case 'UNAUTHORIZED':
      return 'UNAUTHENTICATED';
    case 'FORBIDDEN':
      return 'FORBIDDEN';
    case 'NOT_FOUND':
      return 'NOT_FOUND';
    case 'TOO_MANY_REQUESTS':
      return 'TOO_MANY_REQUESTS';
    case 'INTERNAL_SERVER_ERROR':
      return 'UNEXPECTED';
    default:
      return 'INVALID_INPUT';
  }
}

export function asTrpcError(refusal: DomainError): TRPCError {
  return new TRPCError({ code: statusToTrpc[refusal.httpStatus] ?? 'BAD_REQUEST', cause: refusal });
}

/**
 * Somebody signed in asked for what is not there, which another organisation's is too: one line in a day's work, many of them a
 * search for other people's records (security.md T45). What was asked for stays out of it.
 */
function noteSearch({ platform, actor }: RequestContext, path: string): void {
  if (actor.kind === 'anonymous') return;
  const actorId = actor.kind === 'user' ? actor.userId : actor.memberId;
  const facts = { orgId: actor.scope.orgId, actorKind: actor.kind, actorId, path, security: true };
  platform.log.warn(facts, 'asked for what is not there or not theirs');
}

/**
 * Whose data an answer shows somebody of the office, for the access log (security.md 4.11). Looked for in what leaves, so that
 * no procedure can forget it. What a change answers with stands in the log of changes.
 */
async function noteReads(
  { platform, actor }: RequestContext,
  path: string,
  meta: ProcedureMeta,
  told: unknown,
  input: () => Promise<unknown>,
) {
  if (actor.kind !== 'user') return;
  const kind = readKindOf(path, meta.resource);
  if (!kind) return;
  const named = meta.about === 'member' ? [((await input()) as { memberId: MemberId }).memberId] : [];
  platform.reads.seen(actor, kind, [...new Set([...named, ...memberIdsIn(told)])]);
}

/**
 * Counts the call. Domain errors become the fitting status; anything unexpected is logged here, once, with the number the
 * person sees. One step and not two, because every step of every call costs.
 */
const countAndShape = t.middleware(async ({ ctx, path, type, meta, getRawInput, next }) => {
  await ctx.platform.limits.take(ctx.actor, ctx.facts.ip, ctx.operator).catch((error: unknown) => {
    throw error instanceof DomainError ? asTrpcError(error) : error;
  });
  const result = await next();
  if (result.ok) {
    if (type === 'query' && meta) await noteReads(ctx, path, meta, result.data, getRawInput);
    return result;
  }
  const { error } = result;
  const refusal = refusalOf(error.cause);
  if (refusal.code !== 'UNEXPECTED') {
    if (refusal.code === 'NOT_FOUND') noteSearch(ctx, path);
    if (refusal !== error.cause) ctx.platform.log.warn({ err: error.cause, path }, 'the database is away');
    throw asTrpcError(refusal);
  }
  if (error.code === 'INTERNAL_SERVER_ERROR') {
    ctx.platform.log.error({ err: error.cause ?? error, requestNumber: ctx.requestNumber, path }, 'a request failed unexpectedly');
  }
  return result;
});

export const router = t.router;
export const mergeRouters = t.mergeRouters;

const steps: ReadonlySet<string | symbol> = new Set(['input', 'output', 'use', 'meta']);

/**
 * tRPC parses with `parseAsync`, for which zod compiles nothing: twice the time on long lists. No schema of ours has to
 * wait for anything, so each is handed over without that way, and tRPC takes `parse`. Everything else of it stays.
 */
function parsedAtOnce<Builder extends object>(builder: Builder): Builder {
  return new Proxy(builder, {
    get(target, name) {
      const step: unknown = Reflect.get(target, name);
      if (typeof step !== 'function' || !steps.has(name)) return step;
      return (given: object) => {
        const part: unknown = name === 'input' || name === 'output' ? Object.create(given, { parseAsync: { value: undefined } }) : given;
        return parsedAtOnce(Reflect.apply(step, target, [part]) as object);
      };
    },
  });
}

const base = parsedAtOnce(t.procedure.use(countAndShape));

export function publicProcedure(resource: string) {
  return base.meta({ audience: 'public', resource });
}

/** @throws DomainError ORGANIZATION_NOT_ACTIVE for a write while the organisation is suspended */
export function refuseWrites(type: TRPCProcedureType, { writesAllowed }: RequestContext): void {
  if (type === 'mutation' && !writesAllowed) throw new DomainError('ORGANIZATION_NOT_ACTIVE');
}

/** Console only, with a permission, or with any of several. The actor in the context is narrowed to someone of the office. */
export function adminProcedure(needed: Permission | readonly [Permission, ...Permission[]], resource: string, about?: 'member') {
  const rights: readonly [Permission, ...Permission[]] = typeof needed === 'string' ? [needed] : needed;
  const [permission] = rights;
  return base.meta({ audience: 'admin', rights, resource, ...(about ? { about } : {}) }).use(({ ctx, type, next }) => {
    const { actor } = ctx;
    // Somebody, but at the wrong door: what the office decides is not a member's to ask for (MEM-08).
    if (actor.kind === 'member') throw new DomainError('FORBIDDEN', { permission });
    if (actor.kind !== 'user') throw new DomainError('UNAUTHENTICATED');
    if (!rights.some((right) => isAllowed(actor, right))) throw new DomainError('FORBIDDEN', { permission });
    refuseWrites(type, ctx);
    return next({ ctx: { actor: actor satisfies UserActor } });
  });
}

/** Console only, for what somebody of the office does with their own account, whatever they may do otherwise, or sees by each of their rights. */
export function officeProcedure(resource: string) {
  return base.meta({ audience: 'admin', own: true, resource }).use(({ ctx, next }) => {
    const { actor } = ctx;
    if (actor.kind === 'member') throw new DomainError('FORBIDDEN');
    if (actor.kind !== 'user') throw new DomainError('UNAUTHENTICATED');
    return next({ ctx: { actor: actor satisfies UserActor } });
  });
}

/** My Page only. Somebody who has only applied gets in where an applicant is named: to pay. */
export function memberProcedure(resource: string, from: 'member' | 'applicant' = 'member') {
  return base.meta({ audience: 'my', resource }).use(({ ctx, type, next }) => {
    const { actor } = ctx;
    if (actor.kind !== 'member') throw new DomainError('UNAUTHENTICATED');
    if (actor.appliesOnly && from === 'member') throw new DomainError('PENDING_APPROVAL');
    refuseWrites(type, ctx);
    return next({ ctx: { actor: actor satisfies MemberActor } });
  });
}

/** For people of the operator, outside of every organisation, whichever they are. */
export function operatorProcedure(resource: string) {
  return base.meta({ audience: 'operator', resource }).use(({ ctx, next }) => next({ ctx: { operator: someOperator(ctx.operator) } }));
}

/** For those of the operator who decide: about applications, money and organisations. */
export function operatorAdminProcedure(resource: string) {
  return base.meta({ audience: 'operator', resource }).use(({ ctx, next }) => next({ ctx: { operator: operatorAdmin(ctx.operator) } }));
}

/** Either front door; the service decides by the kind of actor. */
export function signedInProcedure(resource: string) {
  return base.meta({ audience: 'signed_in', resource }).use(({ ctx, next }) => {
    const { actor } = ctx;
    if (actor.kind === 'anonymous') throw new DomainError('UNAUTHENTICATED');
    return next({ ctx: { actor } });
  });
}
