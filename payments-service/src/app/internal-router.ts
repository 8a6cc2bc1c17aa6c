import { TRPCError, initTRPC } from '@trpc/server';
import { type PaymentsInternal, paymentsInternal } from '@tsudoi/shared/contracts/payments/charge.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import { listAccounts } from '../accounts/account.repository.ts';
import { connectSandbox, sandboxProviders, toAccountView } from '../accounts/account.service.ts';
import { findCharge } from '../charges/charge.repository.ts';
import { currentChargeOf, openCharge, voidForPayables } from '../charges/charge.service.ts';
import { toChargeView } from '../charges/charge.view.ts';
import { availableMethods } from '../charges/method.service.ts';
import type { Connectors } from '../connectors/registry.ts';
import { collectionDetail, collectionsOf } from '../debits/collection-list.service.ts';
import { collect, openCollection } from '../debits/collection.service.ts';
import { approveContract, debitOverview, saveContract } from '../debits/debit-contract.service.ts';
import { debitFile } from '../debits/debit-file.service.ts';
import { uploadResult } from '../debits/debit-result.service.ts';
import { forgetAccounts } from '../debits/mandate.repository.ts';
import { listMandates, mandateOf, moveMandate, registerMandate, requestMandate } from '../debits/mandate.service.ts';
import { forgetNames } from '../payables/payable.repository.ts';
import type { Platform } from '../platform/platform.ts';
import { listDeadNotices, replayNotice, traceCharges } from '../reconciliation/money-trace.service.ts';

interface InternalContext {
  readonly platform: Platform;
  readonly connectors: Connectors;
  /** Null: the service token was missing or not right. */
  readonly scope: OrgScope | null;
}

const t = initTRPC.context<InternalContext>().create({
  isDev: false,
  errorFormatter({ shape, error }) {
    const domainCode =
      error.cause instanceof DomainError ? error.cause.code : error.code === 'INTERNAL_SERVER_ERROR' ? 'UNEXPECTED' : 'INVALID_INPUT';
    const { params = {}, issues = [] } = error.cause instanceof DomainError ? error.cause : {};
    const told = { code: shape.data.code, httpStatus: shape.data.httpStatus, domainCode, params, issues };
    return { ...shape, message: domainCode, data: told };
  },
});

const procedure = t.procedure.use(async ({ ctx, path, next }) => {
  if (!ctx.scope) throw new TRPCError({ code: 'UNAUTHORIZED' });
  const result = await next({ ctx: { scope: ctx.scope } });
  if (result.ok) return result;
  if (result.error.cause instanceof DomainError) throw new TRPCError({ code: 'CONFLICT', cause: result.error.cause });
  if (result.error.code === 'INTERNAL_SERVER_ERROR')
    ctx.platform.log.error({ err: result.error.cause ?? result.error, path }, 'an internal call failed unexpectedly');
  return result;
});

type Name = keyof PaymentsInternal;
type Output<N extends Name> = z.input<PaymentsInternal[N]['output']>;

const input = <N extends Name>(name: N) => procedure.input(paymentsInternal[name].input as PaymentsInternal[N]['input']);

/** Built from the shared contract, procedure by procedure. */
export const internalRouter = t.router({
  debits: t.router({
    overview: input('debits.overview').query(({ ctx }): Promise<Output<'debits.overview'>> => debitOverview(ctx.platform, ctx.scope)),
    saveContract: input('debits.saveContract').mutation(({ ctx, input: contract }): Promise<Output<'debits.saveContract'>> =>
      saveContract(ctx.platform, ctx.scope, contract),
    ),
    approveContract: input('debits.approveContract').mutation(({ ctx, input: { version } }): Promise<Output<'debits.approveContract'>> =>
      approveContract(ctx.platform, ctx.scope, version),
    ),
    mandates: input('debits.mandates').query(({ ctx, input: ask }): Promise<Output<'debits.mandates'>> =>
      listMandates(ctx.platform, ctx.scope, ask),
    ),
    mandateOf: input('debits.mandateOf').query(({ ctx, input: { memberId } }): Promise<Output<'debits.mandateOf'>> =>
      mandateOf(ctx.platform, ctx.scope, memberId),
    ),
    requestMandate: input('debits.requestMandate').mutation(({ ctx, input: { memberId } }): Promise<Output<'debits.requestMandate'>> =>
      requestMandate(ctx.platform, ctx.scope, memberId),
    ),
    registerMandate: input('debits.registerMandate').mutation(
      ({ ctx, input: { memberId, account } }): Promise<Output<'debits.registerMandate'>> =>
        registerMandate(ctx.platform, ctx.scope, memberId, account),
    ),
    moveMandate: input('debits.moveMandate').mutation(({ ctx, input: move }): Promise<Output<'debits.moveMandate'>> =>
      moveMandate(ctx.platform, ctx.scope, move),
    ),
    collections: input('debits.collections').query(({ ctx }): Promise<Output<'debits.collections'>> =>
      collectionsOf(ctx.platform, ctx.scope),
    ),
    collection: input('debits.collection').query(({ ctx, input: { collectionId } }): Promise<Output<'debits.collection'>> =>
      collectionDetail(ctx.platform, ctx.scope, collectionId),
    ),
    openCollection: input('debits.openCollection').mutation(({ ctx, input: { month } }): Promise<Output<'debits.openCollection'>> =>
      openCollection(ctx.platform, ctx.scope, month),
    ),
    collect: input('debits.collect').mutation(({ ctx, input: part }): Promise<Output<'debits.collect'>> =>
      collect(ctx.platform, ctx.connectors, ctx.scope, part),
    ),
    file: input('debits.file').mutation(({ ctx, input: { collectionId } }): Promise<Output<'debits.file'>> =>
      debitFile(ctx.platform, ctx.scope, collectionId),
    ),
    uploadResult: input('debits.uploadResult').mutation(({ ctx, input: { packed } }): Promise<Output<'debits.uploadResult'>> =>
      uploadResult(ctx.platform, ctx.scope, packed),
    ),
  }),
  methods: t.router({
    available: input('methods.available').query(({ ctx, input: { amount } }): Promise<Output<'methods.available'>> =>
      availableMethods(ctx.platform, ctx.connectors, ctx.scope, amount),
    ),
  }),
  charges: t.router({
    open: input('charges.open').mutation(({ ctx, input: request }): Promise<Output<'charges.open'>> =>
      openCharge(ctx.platform, ctx.connectors, ctx.scope, request),
    ),
    get: input('charges.get').query(async ({ ctx, input: { chargeId } }): Promise<Output<'charges.get'>> => {
      const charge = await findCharge(ctx.platform.databases.payments, ctx.scope, chargeId);
      return charge && toChargeView(ctx.platform, charge);
    }),
    forPayable: input('charges.forPayable').query(async ({ ctx, input: { payableId } }): Promise<Output<'charges.forPayable'>> => {
      const charge = await currentChargeOf(ctx.platform, ctx.scope, payableId);
      return charge && toChargeView(ctx.platform, charge);
    }),
    voidForPayables: input('charges.voidForPayables').mutation(
      async ({ ctx, input: { payableIds } }): Promise<Output<'charges.voidForPayables'>> => ({
        voided: await voidForPayables(ctx.platform, ctx.connectors, ctx.scope, payableIds),
      }),
    ),
  }),
  traces: t.router({
    charges: input('traces.charges').query(({ ctx, input: asked }): Promise<Output<'traces.charges'>> =>
      traceCharges(ctx.platform, ctx.scope, asked),
    ),
  }),
  inbox: t.router({
    dead: input('inbox.dead').query(({ ctx }): Promise<Output<'inbox.dead'>> => listDeadNotices(ctx.platform, ctx.scope)),
    replay: input('inbox.replay').mutation(async ({ ctx, input: { id } }): Promise<Output<'inbox.replay'>> => ({
      replayed: await replayNotice(ctx.platform, ctx.scope, id),
    })),
  }),
  payables: t.router({
    forgetNames: input('payables.forgetNames').mutation(async ({ ctx }): Promise<Output<'payables.forgetNames'>> => ({
      forgotten:
        (await forgetNames(ctx.platform.databases.payments, ctx.scope)) +
        (await forgetAccounts(ctx.platform.databases.payments, ctx.scope)),
    })),
  }),
  accounts: t.router({
    list: input('accounts.list').query(async ({ ctx }): Promise<Output<'accounts.list'>> =>
      (await listAccounts(ctx.platform.databases.payments, ctx.scope)).map((account) => toAccountView(ctx.platform, account)),
    ),
    sandboxProviders: input('accounts.sandboxProviders').query(({ ctx }): Output<'accounts.sandboxProviders'> =>
      sandboxProviders(ctx.platform),
    ),
    connectSandbox: input('accounts.connectSandbox').mutation(({ ctx, input: { provider } }): Promise<Output<'accounts.connectSandbox'>> =>
      connectSandbox(ctx.platform, ctx.connectors, ctx.scope, provider),
    ),
  }),
});
