import { DuplicateListOutput, PairInput } from '@tsudoi/shared/contracts/members/duplicate.contract';
import { MemberIdInput } from '@tsudoi/shared/contracts/identity/identity.contract';
import {
  MemberMergeList,
  MemberMergePlan,
  MergeIdInput,
  MergeInput,
  MergeOutput,
  MergePairInput,
} from '@tsudoi/shared/contracts/members/member-merge.contract';
import { adminProcedure, router } from '../../platform/trpc.ts';
import { dismissDuplicate, listDuplicates, restoreDuplicate } from './duplicate.service.ts';
import { mergeMembers, planMemberMerge } from './member-merge.service.ts';
import { mergesOf, undoMerge } from './member-merge-undo.service.ts';

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
  planMerge: adminProcedure('members.write', 'member')
    .input(MergePairInput)
    .output(MemberMergePlan)
    .query(({ ctx, input }) => planMemberMerge(ctx.platform, ctx.actor, input)),
  merge: adminProcedure('members.write', 'member')
    .input(MergeInput)
    .output(MergeOutput)
    .mutation(({ ctx, input }) => mergeMembers(ctx.platform, ctx.actor, input)),
  mergesOf: adminProcedure('members.read', 'member')
    .input(MemberIdInput)
    .output(MemberMergeList)
    .query(({ ctx, input }) => mergesOf(ctx.platform, ctx.actor.scope, input.memberId)),
  undoMerge: adminProcedure('members.write', 'member')
    .input(MergeIdInput)
    .mutation(({ ctx, input }) => undoMerge(ctx.platform, ctx.actor, input)),
});
