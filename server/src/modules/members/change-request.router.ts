import {
  ChangesInput,
  ChangesView,
  DecideChangesInput,
  DecideChangesOutput,
  MyChangesView,
  WithdrawChangeInput,
} from '@tsudoi/shared/contracts/members/change-request.contract';
import { adminProcedure, memberProcedure, router } from '../../platform/trpc.ts';
import { ownLoginProcedure } from '../identity/identity.public.ts';
import { changes, decideChanges } from './change-decision.service.ts';
import { myChanges, withdrawChange } from './change-request.service.ts';

/** 変更の申請: asked for with the profile (my-profile.router), decided here. */
export const changeRequestRouter = router({
  list: adminProcedure('members.read', 'member')
    .input(ChangesInput)
    .output(ChangesView)
    .query(({ ctx, input }) => changes(ctx.platform, ctx.actor.scope, input)),
  decide: adminProcedure('members.write', 'member')
    .input(DecideChangesInput)
    .output(DecideChangesOutput)
    .mutation(({ ctx, input }) => decideChanges(ctx.platform, ctx.actor, input)),
  mine: memberProcedure('member')
    .output(MyChangesView)
    .query(({ ctx }) => myChanges(ctx.platform, ctx.actor)),
  withdraw: ownLoginProcedure('member')
    .input(WithdrawChangeInput)
    .output(MyChangesView)
    .mutation(({ ctx, input }) => withdrawChange(ctx.platform, ctx.actor, input.changeRequestId)),
});
