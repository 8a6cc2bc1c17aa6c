import {
  ChangeTypesInput,
  PlanTypesInput,
  TypeJobIdInput,
  TypeJobView,
  TypePlan,
} from '@tsudoi/shared/contracts/members/type-job.contract';
import { adminProcedure } from '../../platform/trpc.ts';
import { changeTypes, planTypes, typeJob, undoTypeJob } from './type-job.service.ts';

/** Another type for many, among the procedures of members. */
export const typeJobProcedures = {
  planTypes: adminProcedure('members.write', 'member')
    .input(PlanTypesInput)
    .output(TypePlan)
    .query(({ ctx, input }) => planTypes(ctx.platform, ctx.actor.scope, input)),
  changeTypes: adminProcedure('members.write', 'member')
    .input(ChangeTypesInput)
    .output(TypeJobView)
    .mutation(({ ctx, input }) => changeTypes(ctx.platform, ctx.actor, input)),
  typeJob: adminProcedure('members.read', 'member')
    .input(TypeJobIdInput)
    .output(TypeJobView)
    .query(({ ctx, input }) => typeJob(ctx.platform, ctx.actor.scope, input.typeJobId)),
  undoTypeJob: adminProcedure('members.write', 'member')
    .input(TypeJobIdInput)
    .output(TypeJobView)
    .mutation(({ ctx, input }) => undoTypeJob(ctx.platform, ctx.actor, input.typeJobId)),
};
