import {
  InviteMembersInput,
  InviteMembersOutput,
  MembersToInviteInput,
  MembersToInviteOutput,
} from '@tsudoi/shared/contracts/identity/first-access-invitation.contract';
import { adminProcedure, router } from '../../platform/trpc.ts';
import { mailFirstAccess, membersToInvite } from './first-access-invitation.service.ts';

/** Part of `identity` for the client: telling many members at once how to begin. */
export const firstAccessInvitationRouter = router({
  membersToInvite: adminProcedure('members.read', 'account')
    .input(MembersToInviteInput)
    .output(MembersToInviteOutput)
    .query(({ ctx, input }) => membersToInvite(ctx.platform, ctx.actor.scope, input)),
  mailFirstAccess: adminProcedure('members.write', 'account')
    .input(InviteMembersInput)
    .output(InviteMembersOutput)
    .mutation(({ ctx, input }) => mailFirstAccess(ctx.platform, ctx.actor, input.memberIds)),
});
