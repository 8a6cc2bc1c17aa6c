import { DashboardView } from '@tsudoi/shared/contracts/reports/dashboard.contract';
import { adminProcedure, router } from '../../platform/trpc.ts';
import { dashboard } from './dashboard.service.ts';

export const reportsRouter = router({
  dashboard: adminProcedure('billing.read', 'report')
    .output(DashboardView)
    .query(({ ctx }) => dashboard(ctx.platform, ctx.actor.scope)),
});
