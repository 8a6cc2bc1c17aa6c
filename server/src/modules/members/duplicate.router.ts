import { DuplicateListOutput, PairInput } from '@tsudoi/shared/contracts/members/duplicate.contract';
import { adminProcedure, router } from '../../platform/trpc.ts';
import { dismissDuplicate, listDuplicates, restoreDuplicate } from './duplicate.service.ts';

export const duplicateRouter = router({
  list: adminProcedure('members.read', 'member')
    .output(DuplicateListOutput)
    .query(({ ctx }) => listDuplicates(ctx.platform, ctx.actor.scope)),
  dismiss: adminProcedure('members.write', 'member')
    .input(PairInput)
    .mutation(({ ctx, input }) => dismissDuplicate(ctx.platform, ctx.actor, input.memberIds)),
  restore: adminProcedure('members.write', 'member')
    .input(PairInput)
    .mutation(({ ctx, input }) => restoreDuplicate(ctx.platform, ctx.actor, input.memberIds)),
});
