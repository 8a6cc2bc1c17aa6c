import {
  AcceptInvitationInput,
  AcceptInvitationOutput,
  AdminLoginInput,
  AdminViewer,
  ChangePasswordInput,
  ChangeUserAccessInput,
  ConfirmEmailChangeInput,
  ConfirmEmailChangeOutput,
  FirstAccessCompleteInput,
  FirstAccessCompleteOutput,
  FirstAccessStartInput,
  FirstAccessStartOutput,
  InvitationTokenInput,
  InvitationView,
  InviteUserInput,
  MailedOutput,
  MemberIdInput,
  MemberLoginInput,
  MemberLoginOutput,
  MemberViewer,
  OrgUserView,
  ProvisionalPair,
  RequestPasswordResetInput,
  RequestPasswordResetOutput,
  ResetPasswordInput,
  ResetPasswordOutput,
  SetLoginEmailInput,
  SessionView,
  ProvenUserInput,
  UserIdInput,
} from '@tsudoi/shared/contracts/identity/identity.contract';
import { RequestEmailChangeInput } from '@tsudoi/shared/contracts/identity/own-proof.contract';
import { AdminLoginOutput } from '@tsudoi/shared/contracts/identity/second-step.contract';
import { SessionId } from '@tsudoi/shared/kernel/ids';
import * as z from 'zod';
import { evenly } from '../../platform/even-time.ts';
import { adminProcedure, memberProcedure, publicProcedure, router, signedInProcedure } from '../../platform/trpc.ts';
import { issueProvisional, mailProvisional } from './account.service.ts';
import { adminLogin } from './admin-login.service.ts';
import { confirmEmailChange } from './email-change.service.ts';
import { requestEmailChange } from './email-request.service.ts';
import { completeTheFirstAccess, startFirstAccess } from './first-access.service.ts';
import { keep, keepKnown } from './grant-cookies.service.ts';
import { memberLogin } from './member-login.service.ts';
import { setLoginEmail } from './office-email.service.ts';
import { forceMemberReset, forceUserReset, requestPasswordReset, resetPassword } from './password-reset.service.ts';
import { endOtherSessions, endSession, listSessions, refuseSharedSession } from './session.service.ts';
import {
  acceptInvitation,
  changeUserAccess,
  handOverContact,
  inviteAgain,
  inviteUser,
  readInvitation,
  removeUser,
  usersOf,
} from './org-user.service.ts';
import { changePassword, viewerOf } from './viewer.service.ts';

const None = z.object({});

export const identityRouter = router({
  adminLogin: publicProcedure('session')
    .input(AdminLoginInput)
    .output(AdminLoginOutput)
    .mutation(async ({ ctx, input }) => {
      const result = await adminLogin(ctx.platform, input, ctx.facts);
      const login = { audience: 'admin', org: input.org, login: input.email } as const;
      return result.outcome === 'second_step' ? result : { outcome: 'signed_in' as const, ...keepKnown(ctx, login, result.grant) };
    }),
  memberLogin: publicProcedure('session')
    .input(MemberLoginInput)
    .output(MemberLoginOutput)
    .mutation(async ({ ctx, input }) => {
      const result = await memberLogin(ctx.platform, input, ctx.facts);
      const login = { audience: 'my', org: input.org, login: input.login } as const;
      return result.outcome === 'first_access' ? result : { outcome: 'signed_in' as const, ...keepKnown(ctx, login, result.grant) };
    }),
  firstAccessStart: publicProcedure('account')
    .input(FirstAccessStartInput)
    .output(FirstAccessStartOutput)
    .mutation(({ ctx, input }) => startFirstAccess(ctx.platform, input, ctx.facts)),
  firstAccessComplete: publicProcedure('account')
    .input(FirstAccessCompleteInput)
    .output(FirstAccessCompleteOutput)
    .mutation(async ({ ctx, input }) => {
      const { loginEmail, ...grant } = await completeTheFirstAccess(ctx.platform, input, ctx.facts);
      return { ...keep(ctx, 'my', input.org, grant), loginEmail };
    }),
  requestPasswordReset: publicProcedure('account')
    .input(RequestPasswordResetInput)
    .output(RequestPasswordResetOutput)
    .mutation(async ({ ctx, input }) => {
      await ctx.platform.limits.takeMail(ctx.facts.ip);
      await evenly(ctx.platform, requestPasswordReset(ctx.platform, input));
      return { accepted: true as const };
    }),
  resetPassword: publicProcedure('account')
    .input(ResetPasswordInput)
    .output(ResetPasswordOutput)
    .mutation(({ ctx, input }) => resetPassword(ctx.platform, input, ctx.facts)),
  requestEmailChange: memberProcedure('account')
    .input(RequestEmailChangeInput)
    .output(MailedOutput)
    .mutation(async ({ ctx, input }) => {
      await ctx.platform.limits.takeMail(ctx.facts.ip);
      return requestEmailChange(ctx.platform, ctx.actor, input, ctx.facts);
    }),
  confirmEmailChange: publicProcedure('account')
    .input(ConfirmEmailChangeInput)
    .output(ConfirmEmailChangeOutput)
    .mutation(({ ctx, input }) => confirmEmailChange(ctx.platform, ctx.actor, input.token)),
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
      await refuseSharedSession(ctx.platform, ctx.actor);
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
    .query(({ ctx }) => usersOf(ctx.platform, ctx.actor.scope)),
  inviteUser: adminProcedure('users', 'org_user')
    .input(InviteUserInput)
    .output(OrgUserView)
    .mutation(({ ctx, input }) => inviteUser(ctx.platform, ctx.actor, input, ctx.facts)),
  inviteAgain: adminProcedure('users', 'org_user')
    .input(UserIdInput)
    .output(MailedOutput)
    .mutation(({ ctx, input }) => inviteAgain(ctx.platform, ctx.actor, input.userId)),
  changeUserAccess: adminProcedure('users', 'org_user')
    .input(ChangeUserAccessInput)
    .output(OrgUserView)
    .mutation(({ ctx, input }) => changeUserAccess(ctx.platform, ctx.actor, input, ctx.facts)),
  removeUser: adminProcedure('users', 'org_user')
    .input(UserIdInput)
    .output(None)
    .mutation(async ({ ctx, input }) => {
      await removeUser(ctx.platform, ctx.actor, input.userId);
      return {};
    }),
  handOverContact: adminProcedure('users', 'org_user')
    .input(ProvenUserInput)
    .output(None)
    .mutation(async ({ ctx, input }) => {
      await handOverContact(ctx.platform, ctx.actor, input, ctx.facts);
      return {};
    }),
  invitation: publicProcedure('org_user')
    .input(InvitationTokenInput)
    .output(InvitationView)
    .query(({ ctx, input }) => readInvitation(ctx.platform, input.token)),
  acceptInvitation: publicProcedure('org_user')
    .input(AcceptInvitationInput)
    .output(AcceptInvitationOutput)
    .mutation(async ({ ctx, input }) => {
      const { slug, grant } = await acceptInvitation(ctx.platform, input, ctx.facts);
      return { slug, ...keep(ctx, 'admin', slug, grant) };
    }),
  forceUserReset: adminProcedure('users', 'org_user')
    .input(UserIdInput)
    .output(MailedOutput)
    .mutation(({ ctx, input }) => forceUserReset(ctx.platform, ctx.actor, input.userId)),
  forceMemberReset: adminProcedure('members.write', 'account')
    .input(MemberIdInput)
    .output(MailedOutput)
    .mutation(({ ctx, input }) => forceMemberReset(ctx.platform, ctx.actor, input.memberId)),
  setLoginEmail: adminProcedure('members.write', 'account')
    .input(SetLoginEmailInput)
    .output(None)
    .mutation(async ({ ctx, input }) => {
      await setLoginEmail(ctx.platform, ctx.actor, input);
      return {};
    }),
  issueProvisional: adminProcedure('members.write', 'account')
    .input(MemberIdInput)
    .output(ProvisionalPair)
    .mutation(({ ctx, input }) => issueProvisional(ctx.platform, ctx.actor, input.memberId)),
  mailProvisional: adminProcedure('members.write', 'account')
    .input(MemberIdInput)
    .output(MailedOutput)
    .mutation(({ ctx, input }) => mailProvisional(ctx.platform, ctx.actor, input.memberId)),
});
