import {
  AskForCodeInput,
  AskForCodeOutput,
  ChooseMemberInput,
  CodeLinkInput,
  CodeLinkView,
  CodeLoginInput,
  CodeLoginOutput,
  LinkedAccount,
  LinkedEndInput,
  MailboxSharingView,
} from '@tsudoi/shared/contracts/identity/code-login.contract';
import { AccessGrant } from '@tsudoi/shared/contracts/identity/identity.contract';
import { LinkAccountInput, ShareMailboxInput } from '@tsudoi/shared/contracts/identity/own-proof.contract';
import * as z from 'zod';
import { evenly } from '../../platform/even-time.ts';
import { type RequestContext, memberProcedure, publicProcedure, router } from '../../platform/trpc.ts';
import { linkAccount, linkedAccounts, switchAccount, unlinkAccount } from './account-link.service.ts';
import { type CodeLogin, askForCode, chooseMember, codeLogin, linkLogin, readCodeLink } from './code-login.service.ts';
import { keep } from './grant-cookies.service.ts';
import { mailboxSharing, shareMailbox } from './mailbox-sharing.service.ts';

const None = z.object({});

const answerTo = (ctx: RequestContext, org: string, result: CodeLogin) =>
  result.outcome === 'signed_in' ? { outcome: result.outcome, ...keep(ctx, 'my', org, result.grant) } : result;

/** Part of `identity` for the client: codes by mail, mailboxes several members read, and one person's accounts elsewhere. */
export const codeLoginRouter = router({
  askForCode: publicProcedure('session')
    .input(AskForCodeInput)
    .output(AskForCodeOutput)
    .mutation(async ({ ctx, input }) => {
      await ctx.platform.limits.takeMail(ctx.facts.ip);
      await evenly(ctx.platform, askForCode(ctx.platform, input.org, input.email));
      return { accepted: true as const };
    }),
  codeLogin: publicProcedure('session')
    .input(CodeLoginInput)
    .output(CodeLoginOutput)
    .mutation(async ({ ctx, input }) => answerTo(ctx, input.org, await codeLogin(ctx.platform, input, ctx.facts))),
  codeLink: publicProcedure('session')
    .input(CodeLinkInput)
    .output(CodeLinkView)
    .query(({ ctx, input }) => readCodeLink(ctx.platform, input)),
  linkLogin: publicProcedure('session')
    .input(CodeLinkInput)
    .output(CodeLoginOutput)
    .mutation(async ({ ctx, input }) => answerTo(ctx, input.org, await linkLogin(ctx.platform, input, ctx.facts))),
  chooseMember: publicProcedure('session')
    .input(ChooseMemberInput)
    .output(AccessGrant)
    .mutation(async ({ ctx, input }) => keep(ctx, 'my', input.org, await chooseMember(ctx.platform, input, ctx.facts))),
  mailboxSharing: memberProcedure('account')
    .output(MailboxSharingView)
    .query(({ ctx }) => mailboxSharing(ctx.platform, ctx.actor)),
  shareMailbox: memberProcedure('account')
    .input(ShareMailboxInput)
    .output(None)
    .mutation(async ({ ctx, input }) => {
      await shareMailbox(ctx.platform, ctx.actor, input, ctx.facts);
      return {};
    }),
  linkedAccounts: memberProcedure('account')
    .output(z.array(LinkedAccount))
    .query(({ ctx }) => linkedAccounts(ctx.platform, ctx.actor)),
  linkAccount: memberProcedure('account')
    .input(LinkAccountInput)
    .output(z.array(LinkedAccount))
    .mutation(({ ctx, input }) => linkAccount(ctx.platform, ctx.actor, input, ctx.facts)),
  switchAccount: memberProcedure('account')
    .input(LinkedEndInput)
    .output(AccessGrant)
    .mutation(async ({ ctx, input }) => keep(ctx, 'my', input.org, await switchAccount(ctx.platform, ctx.actor, input, ctx.facts))),
  unlinkAccount: memberProcedure('account')
    .input(LinkedEndInput)
    .output(None)
    .mutation(async ({ ctx, input }) => {
      await unlinkAccount(ctx.platform, ctx.actor, input);
      return {};
    }),
});
