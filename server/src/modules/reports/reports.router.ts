import { DashboardView } from '@tsudoi/shared/contracts/reports/dashboard.contract';
import { MergePlan, PairInput } from '@tsudoi/shared/contracts/members/duplicate.contract';
import { adminProcedure, router } from '../../platform/trpc.ts';
import { dashboard } from './dashboard.service.ts';
import { planMerge } from './merge-plan.service.ts';

export const reportsRouter = router({
  dashboard: adminProcedure('billing.read', 'report')
    .output(DashboardView)
    .query(({ ctx }) => dashboard(ctx.platform, ctx.actor.scope)),
  mergePlan: adminProcedure('billing.read', 'member')
    .input(PairInput)
    .output(MergePlan)
    .query(({ ctx, input }) => planMerge(ctx.platform, ctx.actor.scope, input)),
});
