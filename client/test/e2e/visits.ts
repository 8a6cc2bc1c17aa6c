import type { AnyRoute } from '@tanstack/react-router';
import { routeTree } from '../../src/app/routes.tsx';

/** Every address the client's router knows, as it writes it: `/$org/my/pay/$billId`. */
export function routesOfClient(): string[] {
  const paths: string[] = [];
  const walk = (route: AnyRoute) => {
    const { path } = route.options as { path?: string };
    if (path !== undefined) paths.push(path);
    for (const child of Object.values((route.children ?? {}) as Record<string, AnyRoute>)) walk(child);
  };
  walk(routeTree);
  return paths.toSorted();
}

/**
 * Which things of the scene a page is opened with; '' where an address takes none, and with a question mark one of its views.
 * Where a page differs by the state of what it shows, it is opened once for every state.
 */
type Visits = Readonly<Record<string, readonly string[]>>;

export const publicVisits: Visits = {
  '/': [''],
  '/signup': [''],
  '/signup/sent': [''],
  '/signup/confirm': [''],
  '/login': [''],
  '/ops': [''],
  '/ops/screenings': [''],
  // Nobody is signed in: the door stands in its place. The page itself is looked at in its journey.
  '/ops/screenings/$screeningId': ['scr_01JZZZZZZZZZZZZZZZZZZZZZZZ'],
  '/ops/sign-ups': [''],
  '/ops/setup': [''],
  '/ops/payouts': [''],
  '/ops/debits': [''],
  '/$org/recovery': [''],
  '/dev/mailbox': [''],
  '/dev/components': [''],
  '/$org': [''],
  '/$org/my/login': [''],
  '/$org/p': [''],
  '/$org/payer': [''],
  '/$org/join': [''],
  '/$org/join/form': [''],
  '/$org/my/first': [''],
  '/$org/my/forgot': [''],
  '/$org/my/forgot-id': [''],
  '/$org/my/login/code': [''],
  '/$org/my/email': [''],
  '/$org/admin/forgot': [''],
  '/$org/invitation': [''],
  '/$org/reset': [''],
  '/$org/admin/login': [''],
};

export const myVisits: Visits = {
  '/$org/my': [''],
  '/$org/my/bills': [''],
  '/$org/my/pay/$billId': ['bill.unpaid', 'bill.konbini', 'bill.partly', 'bill.paid', 'bill.cancelled'],
  '/$org/my/pay/$billId/number': ['bill.konbini', 'bill.seven', 'bill.payeasy', 'bill.unpaid'],
  '/$org/my/pay/$billId/result': [
    'bill.paid',
    'bill.receipted',
    'bill.over',
    'bill.partly',
    'bill.card',
    'bill.konbini',
    'bill.unpaid',
    'bill.cancelled',
  ],
  '/$org/my/receipts': [''],
  '/$org/my/card': [''],
  '/$org/my/profile': [''],
  '/$org/my/renewal': [''],
  '/$org/my/proof': [''],
  '/$org/my/requests': [''],
  '/$org/my/settings': [''],
  '/$org/my/debit': [''],
  '/$org/my/payment': [''],
  '/$org/my/plan/$productId': ['recurring.open', 'recurring.closed'],
  '/$org/my/switch': [''],
};

export const consoleVisits: Visits = {
  '/$org/admin': [''],
  '/$org/admin/members': [''],
  '/$org/admin/members/new': [''],
  '/$org/admin/members/import': [''],
  '/$org/admin/members/import/$importJobId': ['import.uploaded', 'import.checked', 'import.done'],
  '/$org/admin/members/jobs': [''],
  '/$org/admin/members/jobs/$jobId': ['memberJob.status', 'memberJob.tags', 'memberJob.type'],
  '/$org/admin/members/duplicates': [''],
  '/$org/admin/members/changes': [''],
  '/$org/admin/members/proofs': [''],
  '/$org/admin/members/numbers': [''],
  '/$org/admin/members/types': [''],
  '/$org/admin/members/applications': [''],
  '/$org/admin/members/first-access': [''],
  '/$org/admin/members/login-inquiries': [''],
  '/$org/admin/members/applications/new': [''],
  '/$org/admin/members/applications/$applicationId': ['application.submitted'],
  '/$org/admin/members/$memberId': ['member.verified', 'member.withdrawn', 'member.corporate'],
  '/$org/admin/members/$memberId/files': ['member.verified'],
  '/$org/admin/members/$memberId/history': ['member.verified', 'member.withdrawn'],
  '/$org/admin/corporate-members': [''],
  '/$org/admin/corporate-members/new': [''],
  '/$org/admin/billing/runs': [''],
  '/$org/admin/billing/runs/new': [''],
  '/$org/admin/billing/runs/$billingRunId': ['run.planned', 'run.made', 'run.confirmed', 'run.discarded', 'run.undone'],
  '/$org/admin/bills': [''],
  '/$org/admin/bills/$billId': [
    'bill.draft',
    'bill.unpaid',
    'bill.konbini',
    'bill.partly',
    'bill.receipted',
    'bill.over',
    'bill.cancelled',
  ],
  '/$org/admin/bills/cancellations/$cancelJobId': ['bill.cancelJob'],
  '/$org/admin/bills/$billId/correct': ['bill.over', 'bill.receipted', 'bill.cancelled'],
  '/$org/admin/billing-items': [''],
  '/$org/admin/arrears': [''],
  '/$org/admin/recurring': ['', '?view=plans', '?view=dues'],
  '/$org/admin/bounced': [''],
  '/$org/admin/reminders': [''],
  '/$org/admin/payments': [''],
  '/$org/admin/refunds': [''],
  '/$org/admin/payouts': [''],
  '/$org/admin/payouts/$payoutId': ['payout.closed'],
  '/$org/admin/payments/reconcile': [''],
  '/$org/admin/payments/settlements': [''],
  '/$org/admin/payments/settlements/$settlementId': ['settlement.asking', 'settlement.fitting'],
  '/$org/admin/pay-links': [''],
  '/$org/admin/pay-links/new': [''],
  '/$org/admin/pay-links/$payLinkId': ['payLink.open', 'payLink.withdrawn'],
  '/$org/admin/direct-debit': ['', '?view=mandates'],
  '/$org/admin/direct-debit/$collectionId': ['collection.made'],
  '/$org/admin/papers': [''],
  '/$org/admin/books': [''],
  '/$org/admin/books/accounts': [''],
  '/$org/admin/payments/find': [''],
  '/$org/admin/payments/trace/$chargeId': ['charge.paid', 'charge.waiting'],
  '/$org/admin/payments/$memberId': ['member.verified'],
  '/$org/admin/tasks': [''],
  '/$org/admin/exports': [''],
  '/$org/admin/settings': [''],
  '/$org/admin/settings/payments': [''],
  '/$org/admin/settings/screening': [''],
  '/$org/admin/settings/payouts': [''],
  '/$org/admin/settings/papers': [''],
  '/$org/admin/renewals': [''],
  '/$org/admin/settings/renewals': [''],
  '/$org/admin/settings/webhooks': [''],
  '/$org/admin/settings/webhooks/$webhookId': ['webhook.unreached'],
  '/$org/admin/settings/dunning': [''],
  '/$org/admin/settings/staff': [''],
  '/$org/admin/settings/fields': [''],
  '/$org/admin/settings/members': [''],
  '/$org/admin/settings/joining': [''],
  '/$org/admin/settings/security': [''],
  '/$org/admin/settings/closing': [''],
  '/$org/admin/settings/account': [''],
  '/$org/admin/audit': [''],
};

/** The addresses of a list of visits, with everything put in its place. */
export function addressesOf(visits: Visits, org: string, ids: Readonly<Record<string, string>>): string[] {
  return Object.entries(visits).flatMap(([route, things]) =>
    things.map((thing) => route.replace('$org', org).replace(/\$[A-Za-z]+/, ids[thing] ?? thing) + (thing.startsWith('?') ? thing : '')),
  );
}
