import {
  OrganizationView,
  PublicProfile,
  SecurityView,
  Slug,
  UpdateOrganizationInput,
  UpdateSecurityInput,
} from '@tsudoi/shared/contracts/organizations/organization.contract';
import * as z from 'zod';
import { adminProcedure, publicProcedure, router, signedInProcedure } from '../../platform/trpc.ts';
import { currentOrganization, publicProfile, securityOf, updateOrganization, updateSecurity } from './organization.service.ts';

export const organizationRouter = router({
  publicProfile: publicProcedure('organization')
    .input(z.strictObject({ slug: Slug }))
    .output(PublicProfile)
    .query(({ input }) => publicProfile(input.slug)),
  current: signedInProcedure('organization')
    .output(OrganizationView)
    .query(({ ctx }) => currentOrganization(ctx.actor.scope)),
  update: adminProcedure('settings', 'organization')
    .input(UpdateOrganizationInput)
    .output(OrganizationView)
    .mutation(({ ctx, input }) => updateOrganization(ctx.platform, ctx.actor.scope, ctx.actor, input)),
  security: adminProcedure('settings', 'organization')
    .output(SecurityView)
    .query(({ ctx }) => securityOf(ctx.actor.scope)),
  updateSecurity: adminProcedure('settings', 'organization')
    .input(UpdateSecurityInput)
    .output(SecurityView)
    .mutation(({ ctx, input }) => updateSecurity(ctx.platform, ctx.actor.scope, ctx.actor, input)),
});
