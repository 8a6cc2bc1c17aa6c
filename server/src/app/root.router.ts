import { applicationRouter } from '../modules/applications/application.router.ts';
import { auditRouter } from '../modules/audit/audit.router.ts';
import { billingRouter } from '../modules/billing/billing.router.ts';
import { documentsRouter } from '../modules/documents/documents.router.ts';
import { identityRouter } from '../modules/identity/identity.router.ts';
import { signUpRouter } from '../modules/identity/sign-up.router.ts';
import { mailRouter } from '../modules/mail/mail.router.ts';
import { memberImportRouter } from '../modules/members/import.router.ts';
import { memberRouter, membershipTypeRouter } from '../modules/members/member.router.ts';
import { organizationRouter } from '../modules/organizations/organization.router.ts';
import { paymentsRouter } from '../modules/payments/payments.router.ts';
import { reportsRouter } from '../modules/reports/reports.router.ts';
import { mergeRouters, router } from '../platform/trpc.ts';
import { liveRouter } from './live.router.ts';

export const rootRouter = router({
  organizations: mergeRouters(organizationRouter, signUpRouter),
  identity: identityRouter,
  members: memberRouter,
  memberImports: memberImportRouter,
  membershipTypes: membershipTypeRouter,
  applications: applicationRouter,
  billing: billingRouter,
  payments: paymentsRouter,
  documents: documentsRouter,
  mail: mailRouter,
  audit: auditRouter,
  reports: reportsRouter,
  live: liveRouter,
});

export type AppRouter = typeof rootRouter;
