import { AccessGrant, ProvenUserInput } from '@tsudoi/shared/contracts/identity/identity.contract';
import { PasskeyAddInput, PasskeyOffer } from '@tsudoi/shared/contracts/identity/passkey.contract';
import {
  OwnPasswordInput,
  PasskeyAddOutput,
  PasskeyRemoveInput,
  RecoveryCodes,
  SecondStepInput,
  SecondStepView,
  TotpConfirmInput,
  TotpStart,
} from '@tsudoi/shared/contracts/identity/second-step.contract';
import * as z from 'zod';
import { adminProcedure, officeProcedure, publicProcedure, router } from '../../platform/trpc.ts';
import { keepKnown } from './grant-cookies.service.ts';
import { addPasskey, offerPasskey, removePasskey } from './office-passkey.service.ts';
import { confirmTotp, removeTotp, renewRecoveryCodes, resetSecondStep, secondStepOf, startTotp } from './second-factor.service.ts';
import { takeSecondStep } from './second-step-login.service.ts';

const None = z.object({});

/** Part of `identity` for the client: the second step of the office and the passkeys it may be. */
export const secondStepRouter = router({
  secondStep: publicProcedure('session')
    .input(SecondStepInput)
    .output(AccessGrant)
    .mutation(async ({ ctx, input }) => {
      const grant = await takeSecondStep(ctx.platform, input, ctx.facts);
      return keepKnown(ctx, { audience: 'admin', org: input.org, login: grant.email }, grant);
    }),
  mySecondStep: officeProcedure('account')
    .output(SecondStepView)
    .query(({ ctx }) => secondStepOf(ctx.platform, ctx.actor)),
  startTotp: officeProcedure('account')
    .input(OwnPasswordInput)
    .output(TotpStart)
    .mutation(({ ctx, input }) => startTotp(ctx.platform, ctx.actor, input.password, ctx.facts)),
  confirmTotp: officeProcedure('account')
    .input(TotpConfirmInput)
    .output(RecoveryCodes)
    .mutation(({ ctx, input }) => confirmTotp(ctx.platform, ctx.actor, input.code)),
  removeTotp: officeProcedure('account')
    .input(OwnPasswordInput)
    .output(None)
    .mutation(async ({ ctx, input }) => {
      await removeTotp(ctx.platform, ctx.actor, input.password, ctx.facts);
      return {};
    }),
  renewRecoveryCodes: officeProcedure('account')
    .input(OwnPasswordInput)
    .output(RecoveryCodes)
    .mutation(({ ctx, input }) => renewRecoveryCodes(ctx.platform, ctx.actor, input.password, ctx.facts)),
  offerPasskey: officeProcedure('account')
    .input(OwnPasswordInput)
    .output(PasskeyOffer)
    .mutation(({ ctx, input }) => offerPasskey(ctx.platform, ctx.actor, input.password, ctx.facts)),
  addPasskey: officeProcedure('account')
    .input(PasskeyAddInput)
    .output(PasskeyAddOutput)
    .mutation(({ ctx, input }) => addPasskey(ctx.platform, ctx.actor, input)),
  removePasskey: officeProcedure('account')
    .input(PasskeyRemoveInput)
    .output(None)
    .mutation(async ({ ctx, input }) => {
      await removePasskey(ctx.platform, ctx.actor, input.passkeyId, input.password, ctx.facts);
      return {};
    }),
  resetSecondStep: adminProcedure('users', 'org_user')
    .input(ProvenUserInput)
    .output(None)
    .mutation(async ({ ctx, input }) => {
      await resetSecondStep(ctx.platform, ctx.actor, input, ctx.facts);
      return {};
    }),
});
