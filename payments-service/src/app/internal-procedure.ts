import { TRPCError, initTRPC } from '@trpc/server';
import {
  type OperatorInternal,
  type OrganizationInternal,
  operatorInternal,
  organizationInternal,
} from '@tsudoi/shared/contracts/payments/payout-internal.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { SystemScope } from '@tsudoi/shared/service/system-scope';
import type * as z from 'zod';
import type { Connectors } from '../connectors/registry.ts';
import type { Inbox } from '../inbox/inbox.service.ts';
import type { Platform } from '../platform/platform.ts';

export interface InternalContext {
  readonly platform: Platform;
  readonly connectors: Connectors;
  readonly inbox: Inbox;
  /** Null: the service token was missing or not right. */
  readonly scope: OrgScope | null;
  /** Null: the token is not one of the operator's. */
  readonly operator: SystemScope | null;
}

/** What the internal interface is made of: who asks, and how a refusal is told. */
export const t = initTRPC.context<InternalContext>().create({
  isDev: false,
  errorFormatter({ shape, error }) {
    const domainCode =
      error.cause instanceof DomainError ? error.cause.code : error.code === 'INTERNAL_SERVER_ERROR' ? 'UNEXPECTED' : 'INVALID_INPUT';
    const { params = {}, issues = [] } = error.cause instanceof DomainError ? error.cause : {};
    const told = { code: shape.data.code, httpStatus: shape.data.httpStatus, domainCode, params, issues };
    return { ...shape, message: domainCode, data: told };
  },
});

const shaped = t.procedure.use(async ({ ctx, path, next }) => {
  const result = await next();
  if (result.ok) return result;
  if (result.error.cause instanceof DomainError) throw new TRPCError({ code: 'CONFLICT', cause: result.error.cause });
  if (result.error.code === 'INTERNAL_SERVER_ERROR')
    ctx.platform.log.error({ err: result.error.cause ?? result.error, path }, 'an internal call failed unexpectedly');
  return result;
});

const procedure = shaped.use(({ ctx, next }) => {
  if (!ctx.scope) throw new TRPCError({ code: 'UNAUTHORIZED' });
  return next({ ctx: { scope: ctx.scope } });
});

/** For people of the operator, over all organisations. */
const operatorProcedure = shaped.use(({ ctx, next }) => {
  if (!ctx.operator) throw new TRPCError({ code: 'UNAUTHORIZED' });
  return next({ ctx: { operator: ctx.operator } });
});

type Name = keyof OrganizationInternal;
export type Output<N extends Name> = z.input<OrganizationInternal[N]['output']>;
type DeskName = keyof OperatorInternal;
export type DeskOutput<N extends DeskName> = z.input<OperatorInternal[N]['output']>;

/** A procedure in the name of one organisation, held to the shared contract. */
export const input = <N extends Name>(name: N) => procedure.input(organizationInternal[name].input as OrganizationInternal[N]['input']);
/** One of the operator's, over all organisations. */
export const deskInput = <N extends DeskName>(name: N) =>
  operatorProcedure.input(operatorInternal[name].input as OperatorInternal[N]['input']);
