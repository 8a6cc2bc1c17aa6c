import {
  ProposeRecoveryInput,
  RecoveryDecisionInput,
  RecoveryLinkInput,
  RecoveryList,
  RecoveryNotice,
  RecoveryView,
} from '@tsudoi/shared/contracts/operations/recovery.contract';
import { ApproveSignUpInput, RejectSignUpInput, WaitingSignUp } from '@tsudoi/shared/contracts/operations/sign-up-review.contract';
import { ChangeStandingInput, OrganizationStanding, StandingAsk } from '@tsudoi/shared/contracts/operations/suspension.contract';
import {
  ApproveDebitInput,
  DebitContractAsk,
  DebitContractOfOrg,
  EndedDebits,
} from '@tsudoi/shared/contracts/payments/direct-debit.contract';
import * as z from 'zod';
import { operatorAdminProcedure, operatorProcedure, publicProcedure, router } from '../../platform/trpc.ts';
import { approveDebit, debitContractOf, endDebitOf } from './debit-approval.service.ts';
import { endedDebits } from './ended-debit.service.ts';
import { approveRecovery, listRecoveries, proposeRecovery, recoveryByLink, stopRecovery, stopRecoveryByLink } from './recovery.service.ts';
import { decideSignUp, waitingSignUps } from './sign-up-review.service.ts';
import { resumeOrganization, standingOf, suspendOrganization } from './suspension.service.ts';

const Decided = z.object({ decided: z.literal(true) });

export const operationsRouter = router({
  recoveries: operatorProcedure('recovery')
    .output(RecoveryList)
    .query(({ ctx }) => listRecoveries(ctx.platform, ctx.operator)),
  proposeRecovery: operatorProcedure('recovery')
    .input(ProposeRecoveryInput)
    .output(RecoveryView)
    .mutation(({ ctx, input }) => proposeRecovery(ctx.platform, ctx.operator, input)),
  approveRecovery: operatorAdminProcedure('recovery')
    .input(RecoveryDecisionInput)
    .output(RecoveryView)
    .mutation(({ ctx, input }) => approveRecovery(ctx.platform, ctx.operator, input)),
  stopRecovery: operatorProcedure('recovery')
    .input(RecoveryDecisionInput)
    .output(RecoveryView)
    .mutation(({ ctx, input }) => stopRecovery(ctx.platform, ctx.operator, input)),
  debitContract: operatorAdminProcedure('directDebit')
    .input(DebitContractAsk)
    .output(DebitContractOfOrg)
    .query(({ ctx, input }) => debitContractOf(ctx.platform, input.slug)),
  approveDebit: operatorAdminProcedure('directDebit')
    .input(ApproveDebitInput)
    .output(DebitContractOfOrg)
    .mutation(({ ctx, input }) => approveDebit(ctx.platform, ctx.operator, input)),
  endDebit: operatorAdminProcedure('directDebit')
    .input(ApproveDebitInput)
    .output(DebitContractOfOrg)
    .mutation(({ ctx, input }) => endDebitOf(ctx.platform, ctx.operator, input)),
  endedDebits: operatorAdminProcedure('directDebit')
    .output(z.array(EndedDebits))
    .query(({ ctx }) => endedDebits(ctx.platform)),
  signUps: operatorAdminProcedure('signUp')
    .output(z.array(WaitingSignUp))
    .query(() => waitingSignUps()),
  approveSignUp: operatorAdminProcedure('signUp')
    .input(ApproveSignUpInput)
    .output(Decided)
    .mutation(async ({ ctx, input }) => {
      await decideSignUp(ctx.platform, ctx.operator, input.slug, null);
      return { decided: true } as const;
    }),
  rejectSignUp: operatorAdminProcedure('signUp')
    .input(RejectSignUpInput)
    .output(Decided)
    .mutation(async ({ ctx, input }) => {
      await decideSignUp(ctx.platform, ctx.operator, input.slug, input.reason);
      return { decided: true } as const;
    }),
  standing: operatorAdminProcedure('suspension')
    .input(StandingAsk)
    .output(OrganizationStanding)
    .query(({ input }) => standingOf(input.slug)),
  suspend: operatorAdminProcedure('suspension')
    .input(ChangeStandingInput)
    .output(OrganizationStanding)
    .mutation(({ ctx, input }) => suspendOrganization(ctx.platform, ctx.operator, input)),
  resume: operatorAdminProcedure('suspension')
    .input(ChangeStandingInput)
    .output(OrganizationStanding)
    .mutation(({ ctx, input }) => resumeOrganization(ctx.platform, ctx.operator, input)),
  recoveryByLink: publicProcedure('recovery')
    .input(RecoveryLinkInput)
    .output(RecoveryNotice)
    .query(({ ctx, input }) => recoveryByLink(ctx.platform, input.token)),
  stopRecoveryByLink: publicProcedure('recovery')
    .input(RecoveryLinkInput)
    .output(z.object({ stopped: z.literal(true) }))
    .mutation(async ({ ctx, input }) => {
      await stopRecoveryByLink(ctx.platform, input.token);
      return { stopped: true } as const;
    }),
});
