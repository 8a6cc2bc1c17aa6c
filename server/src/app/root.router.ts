import { applicationRouter } from '../modules/applications/application.router.ts';
import { auditRouter } from '../modules/audit/audit.router.ts';
import { billingRouter } from '../modules/billing/billing.router.ts';
import { documentsRouter } from '../modules/documents/documents.router.ts';
import { dunningRouter } from '../modules/dunning/dunning.router.ts';
import { closingRouter } from '../modules/identity/closing.router.ts';
import { codeLoginRouter } from '../modules/identity/code-login.router.ts';
import { firstAccessInvitationRouter } from '../modules/identity/first-access-invitation.router.ts';
import { identityRouter } from '../modules/identity/identity.router.ts';
import { loginInquiryRouter } from '../modules/identity/login-inquiry.router.ts';
import { passkeyRouter } from '../modules/identity/passkey.router.ts';
import { secondStepRouter } from '../modules/identity/second-step.router.ts';
import { signUpRouter } from '../modules/identity/sign-up.router.ts';
import { mailRouter } from '../modules/mail/mail.router.ts';
import { memberImportRouter } from '../modules/members/import.router.ts';
import { myProfileRouter } from '../modules/members/my-profile.router.ts';
import { duplicateRouter } from '../modules/members/duplicate.router.ts';
import { customFieldRouter, memberRouter, memberSettingsRouter, membershipTypeRouter } from '../modules/members/member.router.ts';
import { changeRequestRouter } from '../modules/members/change-request.router.ts';
import { proofRouter } from '../modules/members/proof.router.ts';
import { payoutDeskRouter } from '../modules/operations/payout-desk.router.ts';
import { operationsRouter } from '../modules/operations/operations.router.ts';
import { organizationRouter } from '../modules/organizations/organization.router.ts';
import { bankListRouter } from '../modules/organizations/bank-list.router.ts';
import { postalCodeRouter } from '../modules/organizations/postal-code.router.ts';
import { depositRouter } from '../modules/payments/deposit.router.ts';
import { settlementRouter } from '../modules/payments/settlement.router.ts';
import { debitRouter } from '../modules/payments/debit.router.ts';
import { moneyTraceRouter } from '../modules/payments/money-trace.router.ts';
import { billLinkRouter } from '../modules/payments/bill-link.router.ts';
import { payLinkRouter } from '../modules/payments/pay-link.router.ts';
import { payoutRouter } from '../modules/payments/payout.router.ts';
import { paymentsRouter } from '../modules/payments/payments.router.ts';
import { refundRouter } from '../modules/payments/refund.router.ts';
import { operatorRouter } from '../modules/operations/operator.router.ts';
import { renewalRouter } from '../modules/renewals/renewal.router.ts';
import { recurringRouter } from '../modules/recurring/recurring.router.ts';
import { reportsRouter } from '../modules/reports/reports.router.ts';
import { screeningDeskRouter } from '../modules/operations/screening-desk.router.ts';
import { screeningRouter } from '../modules/payments/screening/screening.router.ts';
import { savedViewRouter } from '../modules/views/saved-view.router.ts';
import { webhookRouter } from '../modules/webhooks/webhook.router.ts';
import { mergeRouters, router } from '../platform/trpc.ts';
import { liveRouter } from './live.router.ts';

const everyOrganizationRouter = mergeRouters(organizationRouter, signUpRouter, closingRouter);
const everyIdentityRouter = mergeRouters(
  identityRouter,
  secondStepRouter,
  passkeyRouter,
  loginInquiryRouter,
  firstAccessInvitationRouter,
  codeLoginRouter,
);
const everyOperationsRouter = mergeRouters(operationsRouter, operatorRouter, screeningDeskRouter);
const everyMemberRouter = mergeRouters(memberRouter, myProfileRouter);

/** By name: written out in full, the type of all procedures is longer than the compiler writes down (TS7056). */
type Routers = {
  readonly organizations: typeof everyOrganizationRouter;
  readonly identity: typeof everyIdentityRouter;
  readonly members: typeof everyMemberRouter;
  readonly memberImports: typeof memberImportRouter;
  readonly membershipTypes: typeof membershipTypeRouter;
  readonly savedViews: typeof savedViewRouter;
  readonly proofs: typeof proofRouter;
  readonly changeRequests: typeof changeRequestRouter;
  readonly duplicates: typeof duplicateRouter;
  readonly customFields: typeof customFieldRouter;
  readonly memberSettings: typeof memberSettingsRouter;
  readonly postalCodes: typeof postalCodeRouter;
  readonly bankList: typeof bankListRouter;
  readonly applications: typeof applicationRouter;
  readonly billing: typeof billingRouter;
  readonly payments: typeof paymentsRouter;
  readonly screening: typeof screeningRouter;
  readonly debits: typeof debitRouter;
  readonly billLinks: typeof billLinkRouter;
  readonly payLinks: typeof payLinkRouter;
  readonly refunds: typeof refundRouter;
  readonly payouts: typeof payoutRouter;
  readonly payoutDesk: typeof payoutDeskRouter;
  readonly deposits: typeof depositRouter;
  readonly settlements: typeof settlementRouter;
  readonly moneyTraces: typeof moneyTraceRouter;
  readonly recurring: typeof recurringRouter;
  readonly documents: typeof documentsRouter;
  readonly dunning: typeof dunningRouter;
  readonly webhooks: typeof webhookRouter;
  readonly renewals: typeof renewalRouter;
  readonly mail: typeof mailRouter;
  readonly audit: typeof auditRouter;
  readonly reports: typeof reportsRouter;
  readonly operations: typeof everyOperationsRouter;
  readonly live: typeof liveRouter;
};
const routers: Routers = {
  organizations: everyOrganizationRouter,
  identity: everyIdentityRouter,
  members: everyMemberRouter,
  memberImports: memberImportRouter,
  membershipTypes: membershipTypeRouter,
  savedViews: savedViewRouter,
  proofs: proofRouter,
  changeRequests: changeRequestRouter,
  duplicates: duplicateRouter,
  customFields: customFieldRouter,
  memberSettings: memberSettingsRouter,
  postalCodes: postalCodeRouter,
  bankList: bankListRouter,
  applications: applicationRouter,
  billing: billingRouter,
  payments: paymentsRouter,
  screening: screeningRouter,
  debits: debitRouter,
  billLinks: billLinkRouter,
  payLinks: payLinkRouter,
  refunds: refundRouter,
  payouts: payoutRouter,
  payoutDesk: payoutDeskRouter,
  deposits: depositRouter,
  settlements: settlementRouter,
  moneyTraces: moneyTraceRouter,
  recurring: recurringRouter,
  documents: documentsRouter,
  dunning: dunningRouter,
  webhooks: webhookRouter,
  renewals: renewalRouter,
  mail: mailRouter,
  audit: auditRouter,
  reports: reportsRouter,
  operations: everyOperationsRouter,
  live: liveRouter,
};

export const rootRouter: ReturnType<typeof router<Routers>> = router(routers);

export type AppRouter = typeof rootRouter;
