import { applicationRouter } from '../modules/applications/application.router.ts';
import { auditRouter } from '../modules/audit/audit.router.ts';
import { billingRouter } from '../modules/billing/billing.router.ts';
import { documentsRouter } from '../modules/documents/documents.router.ts';
import { closingRouter } from '../modules/identity/closing.router.ts';
import { codeLoginRouter } from '../modules/identity/code-login.router.ts';
import { firstAccessInvitationRouter } from '../modules/identity/first-access-invitation.router.ts';
import { identityRouter } from '../modules/identity/identity.router.ts';
import { loginInquiryRouter } from '../modules/identity/login-inquiry.router.ts';
import { secondStepRouter } from '../modules/identity/second-step.router.ts';
import { signUpRouter } from '../modules/identity/sign-up.router.ts';
import { mailRouter } from '../modules/mail/mail.router.ts';
import { memberImportRouter } from '../modules/members/import.router.ts';
import { myProfileRouter } from '../modules/members/my-profile.router.ts';
import { duplicateRouter } from '../modules/members/duplicate.router.ts';
import {
  customFieldRouter,
  memberRouter,
  memberSettingsRouter,
  membershipTypeRouter,
  savedViewRouter,
} from '../modules/members/member.router.ts';
import { proofRouter } from '../modules/members/proof.router.ts';
import { operationsRouter } from '../modules/operations/operations.router.ts';
import { organizationRouter } from '../modules/organizations/organization.router.ts';
import { postalCodeRouter } from '../modules/organizations/postal-code.router.ts';
import { paymentsRouter } from '../modules/payments/payments.router.ts';
import { reportsRouter } from '../modules/reports/reports.router.ts';
import { mergeRouters, router } from '../platform/trpc.ts';
import { liveRouter } from './live.router.ts';

export const rootRouter = router({
  organizations: mergeRouters(organizationRouter, signUpRouter, closingRouter),
  identity: mergeRouters(identityRouter, secondStepRouter, loginInquiryRouter, firstAccessInvitationRouter, codeLoginRouter),
  members: mergeRouters(memberRouter, myProfileRouter),
  memberImports: memberImportRouter,
  membershipTypes: membershipTypeRouter,
  savedViews: savedViewRouter,
  proofs: proofRouter,
  duplicates: duplicateRouter,
  customFields: customFieldRouter,
  memberSettings: memberSettingsRouter,
  postalCodes: postalCodeRouter,
  applications: applicationRouter,
  billing: billingRouter,
  payments: paymentsRouter,
  documents: documentsRouter,
  mail: mailRouter,
  audit: auditRouter,
  reports: reportsRouter,
  operations: operationsRouter,
  live: liveRouter,
});

export type AppRouter = typeof rootRouter;
