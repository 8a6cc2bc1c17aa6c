import { type AnyRoute, createRootRoute, createRoute, lazyRouteComponent, redirect, useParams } from '@tanstack/react-router';
import { areIds } from '../lib/route-ids.ts';
import { accessToken, doorOf, loginPathOf } from '../lib/session.ts';
import { NotFoundPage } from './ErrorPages.tsx';
import { Root } from './Root.tsx';
import { MyDoor } from './Unsaved.tsx';

type Module = Record<string, unknown>;

const root = createRootRoute({ component: Root });

const ConsoleNotFound = lazyRouteComponent(() => import('./ConsoleNotFound.tsx'), 'ConsoleNotFound');

/**
 * A screen is loaded when its address is opened, so that a member's phone never fetches the console. What nothing can be called leads
 * nowhere, as an address without a page does; what nothing is called, the server says.
 */
function page(parent: AnyRoute, path: string, load: () => Promise<Module>, name: string): AnyRoute {
  const Screen = lazyRouteComponent(load as () => Promise<Record<string, never>>, name);
  const NotFound = parent === admin ? ConsoleNotFound : NotFoundPage;
  const Known = () => (areIds(useParams({ strict: false })) ? <Screen /> : <NotFound />);
  const component = /\$\w+Id\b/.test(path) ? Object.assign(Known, { preload: Screen.preload }) : Screen;
  return createRoute({ getParentRoute: () => parent, path, component });
}

/** Behind a front door: whoever is not signed in goes to its log-in page and comes back from there. */
async function requireSession({ location }: { location: { href: string; pathname: string } }): Promise<void> {
  const door = doorOf(location.pathname);
  if (door !== null && (await accessToken(door.audience, door.org)) === null)
    throw redirect({ href: loginPathOf(door, location.href), replace: true });
}

const my = createRoute({ getParentRoute: () => root, id: 'my', beforeLoad: requireSession, component: MyDoor });
const admin = createRoute({
  getParentRoute: () => root,
  id: 'admin',
  beforeLoad: requireSession,
  component: lazyRouteComponent(() => import('./AdminShell.tsx'), 'AdminShell'),
  notFoundComponent: ConsoleNotFound,
});

/** Decided when the pages are built: what is built for production has neither these addresses nor their code. */
const developmentPages = import.meta.env.DEVELOPMENT
  ? [
      page(root, '/dev/mailbox', () => import('../features/mail/mailbox.screen.tsx'), 'MailboxScreen'),
      page(root, '/dev/components', () => import('../features/dev/components.screen.tsx'), 'ComponentsScreen'),
    ]
  : [];

const publicPages = [
  page(root, '/', () => import('../features/organizations/landing.screen.tsx'), 'LandingScreen'),
  page(root, '/signup', () => import('../features/organizations/sign-up.screen.tsx'), 'SignUpScreen'),
  page(root, '/signup/sent', () => import('../features/organizations/sign-up-sent.screen.tsx'), 'SignUpSentScreen'),
  page(root, '/signup/confirm', () => import('../features/organizations/sign-up-confirm.screen.tsx'), 'SignUpConfirmScreen'),
  page(root, '/login', () => import('../features/organizations/find.screen.tsx'), 'FindScreen'),
  ...developmentPages,
  page(root, '/ops', () => import('../features/operations/operations.screen.tsx'), 'OperationsScreen'),
  page(root, '/ops/screenings', () => import('../features/operations/screenings.screen.tsx'), 'ScreeningsScreen'),
  page(root, '/ops/screenings/$screeningId', () => import('../features/operations/screening.screen.tsx'), 'ScreeningDeskScreen'),
  page(root, '/ops/sign-ups', () => import('../features/operations/sign-ups.screen.tsx'), 'SignUpsScreen'),
  page(root, '/ops/setup', () => import('../features/operations/operator-setup.screen.tsx'), 'OperatorSetupScreen'),
  page(root, '/ops/debits', () => import('../features/operations/debits.screen.tsx'), 'DebitDeskScreen'),
  page(root, '/ops/payouts', () => import('../features/operations/payout-desk.screen.tsx'), 'PayoutDeskScreen'),
  page(root, '/$org/recovery', () => import('../features/operations/recovery.screen.tsx'), 'RecoveryScreen'),
  page(root, '/$org', () => import('../features/organizations/org-top.screen.tsx'), 'OrgTopScreen'),
  page(root, '/$org/p', () => import('../features/payments/bill-link.screen.tsx'), 'BillLinkScreen'),
  page(root, '/$org/payer', () => import('../features/payments/payer.screen.tsx'), 'PayerScreen'),
  page(root, '/$org/join', () => import('../features/applications/join.screen.tsx'), 'JoinScreen'),
  page(root, '/$org/join/form', () => import('../features/applications/join-form.screen.tsx'), 'JoinFormScreen'),
  page(root, '/$org/my/login', () => import('../features/identity/my-login.screen.tsx'), 'MyLoginScreen'),
  page(root, '/$org/my/first', () => import('../features/identity/first-access.screen.tsx'), 'FirstAccessScreen'),
  page(root, '/$org/my/forgot', () => import('../features/identity/forgot-password.screen.tsx'), 'MyForgotScreen'),
  page(root, '/$org/my/login/code', () => import('../features/identity/code-login.screen.tsx'), 'CodeLoginScreen'),
  page(root, '/$org/my/forgot-id', () => import('../features/identity/forgot-id.screen.tsx'), 'ForgotIdScreen'),
  page(root, '/$org/admin/forgot', () => import('../features/identity/forgot-password.screen.tsx'), 'AdminForgotScreen'),
  page(root, '/$org/invitation', () => import('../features/identity/invitation.screen.tsx'), 'InvitationScreen'),
  page(root, '/$org/my/email', () => import('../features/identity/email-confirm.screen.tsx'), 'EmailConfirmScreen'),
  page(root, '/$org/reset', () => import('../features/identity/reset-password.screen.tsx'), 'ResetPasswordScreen'),
  page(root, '/$org/admin/login', () => import('../features/identity/admin-login.screen.tsx'), 'AdminLoginScreen'),
];

const myPages = [
  page(my, '/$org/my', () => import('../features/billing/my-home.screen.tsx'), 'MyHomeScreen'),
  page(my, '/$org/my/bills', () => import('../features/billing/my-bills.screen.tsx'), 'MyBillsScreen'),
  page(my, '/$org/my/pay/$billId', () => import('../features/payments/pay-method.screen.tsx'), 'PayMethodScreen'),
  page(my, '/$org/my/pay/$billId/number', () => import('../features/payments/pay-number.screen.tsx'), 'PayNumberScreen'),
  page(my, '/$org/my/pay/$billId/result', () => import('../features/payments/pay-result.screen.tsx'), 'PayResultScreen'),
  page(my, '/$org/my/receipts', () => import('../features/documents/my-receipts.screen.tsx'), 'MyReceiptsScreen'),
  page(my, '/$org/my/card', () => import('../features/members/my-card.screen.tsx'), 'MyCardScreen'),
  page(my, '/$org/my/proof', () => import('../features/members/my-proof.screen.tsx'), 'MyProofScreen'),
  page(my, '/$org/my/renewal', () => import('../features/renewals/my-renewal.screen.tsx'), 'MyRenewalScreen'),
  page(my, '/$org/my/profile', () => import('../features/members/my-profile.screen.tsx'), 'MyProfileScreen'),
  page(my, '/$org/my/requests', () => import('../features/members/my-requests.screen.tsx'), 'MyRequestsScreen'),
  page(my, '/$org/my/debit', () => import('../features/payments/my-debit.screen.tsx'), 'MyDebitScreen'),
  page(my, '/$org/my/payment', () => import('../features/recurring/my-payment.screen.tsx'), 'MyPaymentScreen'),
  page(my, '/$org/my/plan/$productId', () => import('../features/recurring/my-plan.screen.tsx'), 'MyPlanScreen'),
  page(my, '/$org/my/switch', () => import('../features/identity/my-switch.screen.tsx'), 'MySwitchScreen'),
  page(my, '/$org/my/settings', () => import('../features/identity/my-settings.screen.tsx'), 'MySettingsScreen'),
];

const adminPages = [
  page(admin, '/$org/admin', () => import('../features/reports/dashboard.screen.tsx'), 'DashboardScreen'),
  page(admin, '/$org/admin/members', () => import('./RollPages.tsx'), 'MembersPage'),
  page(admin, '/$org/admin/members/new', () => import('../features/members/member-new.screen.tsx'), 'MemberNewScreen'),
  page(admin, '/$org/admin/members/import', () => import('../features/members/member-import.screen.tsx'), 'MemberImportScreen'),
  page(
    admin,
    '/$org/admin/members/import/$importJobId',
    () => import('../features/members/member-import-job.screen.tsx'),
    'MemberImportJobScreen',
  ),
  page(admin, '/$org/admin/members/jobs', () => import('../features/members/member-jobs.screen.tsx'), 'MemberJobsScreen'),
  page(admin, '/$org/admin/members/jobs/$jobId', () => import('../features/members/member-job.screen.tsx'), 'MemberJobScreen'),
  page(admin, '/$org/admin/members/duplicates', () => import('../features/members/duplicates.screen.tsx'), 'DuplicatesScreen'),
  page(admin, '/$org/admin/members/changes', () => import('../features/members/change-requests.screen.tsx'), 'ChangeRequestsScreen'),
  page(admin, '/$org/admin/members/proofs', () => import('../features/members/proofs.screen.tsx'), 'ProofsScreen'),
  page(admin, '/$org/admin/members/numbers', () => import('../features/members/numbers.screen.tsx'), 'NumbersScreen'),
  page(admin, '/$org/admin/members/types', () => import('../features/members/membership-types.screen.tsx'), 'MembershipTypesScreen'),
  page(admin, '/$org/admin/members/applications', () => import('../features/applications/applications.screen.tsx'), 'ApplicationsScreen'),
  page(
    admin,
    '/$org/admin/members/applications/new',
    () => import('../features/applications/application-new.screen.tsx'),
    'ApplicationNewScreen',
  ),
  page(
    admin,
    '/$org/admin/members/applications/$applicationId',
    () => import('../features/applications/application.screen.tsx'),
    'ApplicationScreen',
  ),
  page(
    admin,
    '/$org/admin/members/first-access',
    () => import('../features/identity/first-access-invitations.screen.tsx'),
    'FirstAccessInvitationsScreen',
  ),
  page(
    admin,
    '/$org/admin/members/login-inquiries',
    () => import('../features/identity/login-inquiries.screen.tsx'),
    'LoginInquiriesScreen',
  ),
  page(admin, '/$org/admin/members/$memberId', () => import('./MemberPage.tsx'), 'MemberPage'),
  page(admin, '/$org/admin/members/$memberId/files', () => import('../features/members/member-files.screen.tsx'), 'MemberFilesScreen'),
  page(
    admin,
    '/$org/admin/members/$memberId/history',
    () => import('../features/members/member-history.screen.tsx'),
    'MemberHistoryScreen',
  ),
  page(admin, '/$org/admin/corporate-members', () => import('./RollPages.tsx'), 'CorporateMembersPage'),
  page(admin, '/$org/admin/corporate-members/new', () => import('../features/members/corporate-new.screen.tsx'), 'CorporateNewScreen'),
  page(admin, '/$org/admin/billing/runs', () => import('../features/billing/billing-runs.screen.tsx'), 'BillingRunsScreen'),
  page(admin, '/$org/admin/billing/runs/new', () => import('../features/billing/billing-run-new.screen.tsx'), 'BillingRunNewScreen'),
  page(admin, '/$org/admin/billing/runs/$billingRunId', () => import('../features/billing/billing-run.screen.tsx'), 'BillingRunScreen'),
  page(admin, '/$org/admin/bills', () => import('../features/billing/bills.screen.tsx'), 'BillsScreen'),
  page(admin, '/$org/admin/bills/cancellations/$cancelJobId', () => import('../features/billing/cancel-job.screen.tsx'), 'CancelJobScreen'),
  page(admin, '/$org/admin/bills/$billId/correct', () => import('../features/billing/bill-correct.screen.tsx'), 'BillCorrectScreen'),
  page(admin, '/$org/admin/bills/$billId', () => import('./BillPage.tsx'), 'BillPage'),
  page(admin, '/$org/admin/arrears', () => import('../features/billing/arrears.screen.tsx'), 'ArrearsScreen'),
  page(admin, '/$org/admin/bounced', () => import('../features/mail/bounced.screen.tsx'), 'BouncedScreen'),
  page(admin, '/$org/admin/reminders', () => import('../features/dunning/reminders.screen.tsx'), 'RemindersScreen'),
  page(admin, '/$org/admin/recurring', () => import('../features/recurring/recurring.screen.tsx'), 'RecurringScreen'),
  page(admin, '/$org/admin/billing-items', () => import('../features/billing/billing-items.screen.tsx'), 'BillingItemsScreen'),
  page(admin, '/$org/admin/payments', () => import('../features/payments/payments.screen.tsx'), 'PaymentsScreen'),
  page(admin, '/$org/admin/refunds', () => import('../features/payments/refunds.screen.tsx'), 'RefundsScreen'),
  page(admin, '/$org/admin/payouts', () => import('../features/payments/payouts.screen.tsx'), 'PayoutsScreen'),
  page(admin, '/$org/admin/payouts/$payoutId', () => import('../features/payments/payout.screen.tsx'), 'PayoutScreen'),
  page(admin, '/$org/admin/payments/reconcile', () => import('../features/payments/deposits.screen.tsx'), 'DepositsScreen'),
  page(admin, '/$org/admin/payments/settlements', () => import('../features/payments/settlements.screen.tsx'), 'SettlementsScreen'),
  page(
    admin,
    '/$org/admin/payments/settlements/$settlementId',
    () => import('../features/payments/settlement.screen.tsx'),
    'SettlementScreen',
  ),
  page(admin, '/$org/admin/pay-links', () => import('../features/payments/pay-links.screen.tsx'), 'PayLinksScreen'),
  page(admin, '/$org/admin/pay-links/new', () => import('../features/payments/pay-link-new.screen.tsx'), 'PayLinkNewScreen'),
  page(admin, '/$org/admin/pay-links/$payLinkId', () => import('../features/payments/pay-link.screen.tsx'), 'PayLinkScreen'),
  page(admin, '/$org/admin/direct-debit', () => import('../features/payments/direct-debit.screen.tsx'), 'DirectDebitScreen'),
  page(
    admin,
    '/$org/admin/direct-debit/$collectionId',
    () => import('../features/payments/debit-collection.screen.tsx'),
    'DebitCollectionScreen',
  ),
  page(admin, '/$org/admin/books', () => import('../features/reports/books.screen.tsx'), 'BooksScreen'),
  page(admin, '/$org/admin/books/accounts', () => import('../features/reports/book-settings.screen.tsx'), 'BookSettingsScreen'),
  page(admin, '/$org/admin/exports', () => import('../features/reports/exports.screen.tsx'), 'ExportsScreen'),
  page(admin, '/$org/admin/papers', () => import('../features/documents/papers.screen.tsx'), 'PapersScreen'),
  page(admin, '/$org/admin/payments/find', () => import('../features/payments/attempts.screen.tsx'), 'AttemptsScreen'),
  page(admin, '/$org/admin/payments/trace/$chargeId', () => import('../features/payments/trace.screen.tsx'), 'TraceScreen'),
  page(admin, '/$org/admin/payments/$memberId', () => import('./MemberMoneyPage.tsx'), 'MemberMoneyPage'),
  page(admin, '/$org/admin/tasks', () => import('../features/payments/tasks.screen.tsx'), 'TasksScreen'),
  page(admin, '/$org/admin/settings', () => import('../features/organizations/settings.screen.tsx'), 'SettingsScreen'),
  page(admin, '/$org/admin/settings/fields', () => import('../features/members/custom-fields.screen.tsx'), 'CustomFieldsScreen'),
  page(admin, '/$org/admin/settings/members', () => import('../features/members/member-settings.screen.tsx'), 'MemberSettingsScreen'),
  page(admin, '/$org/admin/settings/joining', () => import('../features/applications/joining.screen.tsx'), 'JoiningScreen'),
  page(admin, '/$org/admin/settings/payments', () => import('../features/payments/trial-payment.screen.tsx'), 'TrialPaymentScreen'),
  page(admin, '/$org/admin/settings/screening', () => import('../features/payments/screening.screen.tsx'), 'ScreeningScreen'),
  page(admin, '/$org/admin/settings/payouts', () => import('../features/payments/payout-settings.screen.tsx'), 'PayoutSettingsScreen'),
  page(admin, '/$org/admin/settings/papers', () => import('../features/documents/paper-settings.screen.tsx'), 'PaperSettingsScreen'),
  page(admin, '/$org/admin/settings/dunning', () => import('../features/dunning/dunning-settings.screen.tsx'), 'DunningSettingsScreen'),
  page(admin, '/$org/admin/renewals', () => import('../features/renewals/renewals.screen.tsx'), 'RenewalsScreen'),
  page(admin, '/$org/admin/settings/renewals', () => import('../features/renewals/term-settings.screen.tsx'), 'TermSettingsScreen'),
  page(admin, '/$org/admin/settings/webhooks', () => import('../features/webhooks/webhooks.screen.tsx'), 'WebhooksScreen'),
  page(admin, '/$org/admin/settings/webhooks/$webhookId', () => import('../features/webhooks/webhook.screen.tsx'), 'WebhookScreen'),
  page(admin, '/$org/admin/settings/staff', () => import('../features/identity/users.screen.tsx'), 'UsersScreen'),
  page(admin, '/$org/admin/settings/closing', () => import('../features/identity/closing.screen.tsx'), 'ClosingScreen'),
  page(admin, '/$org/admin/settings/security', () => import('../features/identity/security.screen.tsx'), 'SecurityScreen'),
  page(admin, '/$org/admin/settings/account', () => import('../features/identity/account.screen.tsx'), 'AccountScreen'),
  page(admin, '/$org/admin/audit', () => import('../features/audit/audit.screen.tsx'), 'AuditScreen'),
];

export const routeTree = root.addChildren([...publicPages, my.addChildren(myPages), admin.addChildren(adminPages)]);
