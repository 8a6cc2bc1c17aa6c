import { AccessGrant } from '@tsudoi/shared/contracts/identity/identity.contract';
import {
  MyPasskeyRemoveInput,
  MyPasskeyRenameInput,
  MyPasskeysView,
  PasskeyAddInput,
  PasskeyLoginInput,
  PasskeyLoginOffer,
  PasskeyLoginOfferInput,
  PasskeyOffer,
  PasskeyView,
} from '@tsudoi/shared/contracts/identity/passkey.contract';
import { OwnProofInput } from '@tsudoi/shared/contracts/identity/own-proof.contract';
import * as z from 'zod';
import { memberProcedure, publicProcedure, router } from '../../platform/trpc.ts';
import { keepKnown } from './grant-cookies.service.ts';
import { addMyPasskey, myPasskeys, offerMyPasskey, removeMyPasskey, renameMyPasskey } from './member-passkey.service.ts';
import { passkeyLogin } from './passkey-login.service.ts';
import { offerPasskeyLogin } from './passkey.service.ts';

const None = z.object({});

/** Part of `identity` for the client: the log-in by passkey at both doors, and the passkeys of a member. */
export const passkeyRouter = router({
  offerPasskeyLogin: publicProcedure('session')
    .input(PasskeyLoginOfferInput)
    .output(PasskeyLoginOffer)
    .mutation(({ ctx, input }) => offerPasskeyLogin(ctx.platform, input)),
  passkeyLogin: publicProcedure('session')
    .input(PasskeyLoginInput)
    .output(AccessGrant)
    .mutation(async ({ ctx, input }) => {
      const { login, ...grant } = await passkeyLogin(ctx.platform, input, ctx.facts);
      return keepKnown(ctx, { audience: input.audience, org: input.org, login }, grant);
    }),
  myPasskeys: memberProcedure('account')
    .output(MyPasskeysView)
    .query(({ ctx }) => myPasskeys(ctx.platform, ctx.actor)),
  offerMyPasskey: memberProcedure('account')
    .input(OwnProofInput)
    .output(PasskeyOffer)
    .mutation(({ ctx, input }) => offerMyPasskey(ctx.platform, ctx.actor, input.proof, ctx.facts)),
  addMyPasskey: memberProcedure('account')
    .input(PasskeyAddInput)
    .output(PasskeyView)
    .mutation(({ ctx, input }) => addMyPasskey(ctx.platform, ctx.actor, input)),
  renameMyPasskey: memberProcedure('account')
    .input(MyPasskeyRenameInput)
    .output(None)
    .mutation(async ({ ctx, input }) => {
      await renameMyPasskey(ctx.platform, ctx.actor, input);
      return {};
    }),
  removeMyPasskey: memberProcedure('account')
    .input(MyPasskeyRemoveInput)
    .output(None)
    .mutation(async ({ ctx, input }) => {
      await removeMyPasskey(ctx.platform, ctx.actor, input.passkeyId, input.proof, ctx.facts);
      return {};
    }),
});
