import {
  CancelClosingInput,
  ClosingView,
  EmergencyContactsView,
  RequestClosingInput,
  SaveEmergencyContactsInput,
} from '@tsudoi/shared/contracts/organizations/organization.contract';
import { adminProcedure, officeProcedure, router } from '../../platform/trpc.ts';
import { cancelClosing, closingOf, emergencyContactsOf, requestClosing, saveEmergencyContacts } from './closing.service.ts';

/** Part of `organizations` for the client; here, because owners and their passwords belong to identity. */
export const closingRouter = router({
  closing: adminProcedure('users', 'organization')
    .output(ClosingView)
    .query(({ ctx }) => closingOf(ctx.platform, ctx.actor)),
  // Also of a suspended organisation (domain.md 3.1), which takes no other writes; the service asks for an owner.
  requestClosing: officeProcedure('organization')
    .input(RequestClosingInput)
    .output(ClosingView)
    .mutation(({ ctx, input }) => requestClosing(ctx.platform, ctx.actor, input, ctx.facts)),
  cancelClosing: officeProcedure('organization')
    .input(CancelClosingInput)
    .output(ClosingView)
    .mutation(({ ctx, input }) => cancelClosing(ctx.platform, ctx.actor, input.version)),
  emergencyContacts: adminProcedure('users', 'organization')
    .output(EmergencyContactsView)
    .query(({ ctx }) => emergencyContactsOf(ctx.actor)),
  saveEmergencyContacts: adminProcedure('users', 'organization')
    .input(SaveEmergencyContactsInput)
    .output(EmergencyContactsView)
    .mutation(({ ctx, input }) => saveEmergencyContacts(ctx.platform, ctx.actor, input)),
});
