import {
  ConfirmProofInput,
  DecideProofInput,
  DropProofRuleInput,
  MyProofView,
  ProofNamed,
  ProofPassesView,
  ProofsView,
  SaveProofRuleInput,
  TakeBackProofInput,
} from '@tsudoi/shared/contracts/members/proof.contract';
import { adminProcedure, memberProcedure, router } from '../../platform/trpc.ts';
import { myProof } from './my-proof.service.ts';
import { confirmProof, proofPasses, takeBackProof } from './proof-pass.service.ts';
import { decideOnProof, dropProofRule, proofs, saveProofRule } from './proof.service.ts';

/** 学生証など: the yearly proof of a type. */
export const proofRouter = router({
  list: adminProcedure('members.read', 'member')
    .output(ProofsView)
    .query(({ ctx }) => proofs(ctx.platform, ctx.actor.scope)),
  decide: adminProcedure('members.write', 'member')
    .input(DecideProofInput)
    .output(ProofsView)
    .mutation(({ ctx, input }) => decideOnProof(ctx.platform, ctx.actor, input)),
  passes: adminProcedure('members.read', 'member')
    .output(ProofPassesView)
    .query(({ ctx }) => proofPasses(ctx.platform, ctx.actor.scope)),
  confirm: adminProcedure('members.write', 'member')
    .input(ConfirmProofInput)
    .output(ProofNamed)
    .mutation(({ ctx, input }) => confirmProof(ctx.platform, ctx.actor, input)),
  takeBack: adminProcedure('members.write', 'member')
    .input(TakeBackProofInput)
    .output(ProofNamed)
    .mutation(({ ctx, input }) => takeBackProof(ctx.platform, ctx.actor, input)),
  saveRule: adminProcedure('settings', 'membership_type')
    .input(SaveProofRuleInput)
    .output(ProofsView)
    .mutation(({ ctx, input }) => saveProofRule(ctx.platform, ctx.actor, input)),
  dropRule: adminProcedure('settings', 'membership_type')
    .input(DropProofRuleInput)
    .output(ProofsView)
    .mutation(({ ctx, input }) => dropProofRule(ctx.platform, ctx.actor, input)),
  mine: memberProcedure('member')
    .output(MyProofView)
    .query(({ ctx }) => myProof(ctx.platform, ctx.actor)),
});
