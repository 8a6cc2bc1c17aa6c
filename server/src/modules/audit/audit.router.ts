import { AuditListInput, AuditListOutput } from '@tsudoi/shared/contracts/audit/audit.contract';
import { adminProcedure, router } from '../../platform/trpc.ts';
import { listAudit } from './audit.service.ts';

export const auditRouter = router({
  list: adminProcedure('audit', 'audit')
    .input(AuditListInput)
    .output(AuditListOutput)
    .query(({ ctx, input }) => listAudit(ctx.platform, ctx.actor.scope, input)),
});
