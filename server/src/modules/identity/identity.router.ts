import {
  AccessGrant,
  AdminLoginInput,
  AdminViewer,
  ChangePasswordInput,
  FirstAccessCompleteInput,
  FirstAccessCompleteOutput,
  FirstAccessStartInput,
  FirstAccessStartOutput,
  MemberIdInput,
  MemberLoginInput,
  MemberLoginOutput,
  MemberViewer,
  OrgUserView,
  ProvisionalPair,
  SessionView,
} from '@tsudoi/shared/contracts/identity/identity.contract';
import { SessionId } from '@tsudoi/shared/kernel/ids';
import * as z from 'zod';
import { type RequestContext, adminProcedure, publicProcedure, router, signedInProcedure } from '../../platform/trpc.ts';
import { issueProvisional, mailProvisional } from './account.service.ts';
import { adminLogin } from './admin-login.service.ts';
import { completeTheFirstAccess, startFirstAccess } from './first-access.service.ts';
import { memberLogin } from './member-login.service.ts';
import { grantCookie } from './refresh-cookie.rules.ts';
import { endOtherSessions, endSession, listSessions } from './session.service.ts';
import { changePassword, usersOf, viewerOf } from './viewer.service.ts';

const None = z.object({});

function keep(
  ctx: RequestContext,
  audience: 'admin' | 'my',
  org: string,
  grant: { accessToken: string; expiresAt: string; refreshToken: string },
) {
  ctx.setCookie(grantCookie(audience, org, grant.refreshToken, ctx.platform.env.PUBLIC_URL));
  return { accessToken: grant.accessToken, expiresAt: grant.expiresAt };
}

export const identityRouter = router({
  adminLogin: publicProcedure('session')
    .input(AdminLoginInput)
    .output(AccessGrant)
    .mutation(async ({ ctx, input }) => keep(ctx, 'admin', input.org, await adminLogin(ctx.platform, input, ctx.facts))),
  memberLogin: publicProcedure('session')
    .input(MemberLoginInput)
    .output(MemberLoginOutput)
    .mutation(async ({ ctx, input }) => {
      const result = await memberLogin(ctx.platform, input, ctx.facts);
      return result.outcome === 'first_access' ? result : { outcome: 'signed_in' as const, ...keep(ctx, 'my', input.org, result.grant) };
    }),
  firstAccessStart: publicProcedure('account')
    .input(FirstAccessStartInput)
    .output(FirstAccessStartOutput)
    .mutation(({ ctx, input }) => startFirstAccess(ctx.platform, input, ctx.facts)),
  firstAccessComplete: publicProcedure('account')
    .input(FirstAccessCompleteInput)
    .output(FirstAccessCompleteOutput)
    .mutation(async ({ ctx, input }) => keep(ctx, 'my', input.org, await completeTheFirstAccess(ctx.platform, input, ctx.facts))),
  viewer: signedInProcedure('account')
    .output(z.discriminatedUnion('audience', [AdminViewer, MemberViewer]))
    .query(({ ctx }) => viewerOf(ctx.platform, ctx.actor)),
  sessions: signedInProcedure('session')
    .output(z.array(SessionView))
    .query(({ ctx }) => listSessions(ctx.platform, ctx.actor)),
  endSession: signedInProcedure('session')
    .input(z.strictObject({ sessionId: SessionId }))
    .output(None)
    .mutation(async ({ ctx, input }) => {
      await endSession(ctx.platform, ctx.actor, input.sessionId);
      return {};
    }),
  endOtherSessions: signedInProcedure('session')
    .output(None)
    .mutation(async ({ ctx }) => {
      await endOtherSessions(ctx.platform, ctx.actor);
      return {};
    }),
  changePassword: signedInProcedure('account')
    .input(ChangePasswordInput)
    .output(None)
    .mutation(async ({ ctx, input }) => {
      await changePassword(ctx.platform, ctx.actor, input, ctx.facts);
      return {};
    }),
  users: adminProcedure('users', 'org_user')
    .output(z.array(OrgUserView))
    .query(({ ctx }) => usersOf(ctx.actor.scope)),
  issueProvisional: adminProcedure('members.write', 'account')
    .input(MemberIdInput)
    .output(ProvisionalPair)
    .mutation(({ ctx, input }) => issueProvisional(ctx.platform, ctx.actor, input.memberId)),
  mailProvisional: adminProcedure('members.write', 'account')
    .input(MemberIdInput)
    .output(z.object({ to: z.string() }))
    .mutation(({ ctx, input }) => mailProvisional(ctx.platform, ctx.actor, input.memberId)),
});
