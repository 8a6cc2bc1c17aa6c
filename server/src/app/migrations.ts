import type { Migration } from '@tsudoi/shared/service/mongo';
import { createOutboxIndexes } from '@tsudoi/shared/service/outbox';
import { migrations as applications } from '../modules/applications/applications.migration.ts';
import { migrations as audit } from '../modules/audit/audit.migration.ts';
import { migrations as billing } from '../modules/billing/billing.migration.ts';
import { migrations as documents } from '../modules/documents/documents.migration.ts';
import { migrations as dunning } from '../modules/dunning/dunning.migration.ts';
import { migrations as identity } from '../modules/identity/identity.migration.ts';
import { migrations as mail } from '../modules/mail/mail.migration.ts';
import { migrations as members } from '../modules/members/members.migration.ts';
import { migrations as operations } from '../modules/operations/operations.migration.ts';
import { migrations as organizations } from '../modules/organizations/organization.migration.ts';
import { migrations as payments } from '../modules/payments/payments.migration.ts';
import { migrations as recurring } from '../modules/recurring/recurring.migration.ts';
import { migrations as renewals } from '../modules/renewals/renewals.migration.ts';
import { migrations as reports } from '../modules/reports/reports.migration.ts';
import { migrations as views } from '../modules/views/views.migration.ts';
import { migrations as webhooks } from '../modules/webhooks/webhooks.migration.ts';
import { createLiveIndexes } from '../platform/live.ts';

export const migrations: readonly Migration[] = [
  {
    id: '2026-11-24-platform-indexes',
    async run(db) {
      await createLiveIndexes(db);
      await createOutboxIndexes(db);
    },
  },
  ...organizations,
  ...audit,
  ...identity,
  ...members,
  ...views,
  ...applications,
  ...billing,
  ...payments,
  ...recurring,
  ...documents,
  ...dunning,
  ...mail,
  ...webhooks,
  ...renewals,
  ...reports,
  ...operations,
];
