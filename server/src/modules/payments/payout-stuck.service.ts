import type { PayloadOf } from '@tsudoi/shared/queue/define-message';
import type { payoutStuck } from '@tsudoi/shared/queue/payments.messages';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { enqueueMail } from '../../platform/mail-outbox.ts';
import type { Platform } from '../../platform/platform.ts';
import { settingsKeepers } from '../identity/identity.public.ts';
import { findOrganization, isOver } from '../organizations/organizations.public.ts';
import { payoutStuckMail } from './payout-stuck.mail.ts';

/** Tells whoever can put the account right that a payout waits for it. Heard twice, it is told once. */
export async function tellPayoutStuck(platform: Platform, scope: OrgScope, payout: PayloadOf<typeof payoutStuck>): Promise<void> {
  const organization = await findOrganization(scope);
  const link = isOver(organization) ? null : `${platform.env.PUBLIC_URL}/${organization.slug}/admin/settings/payouts`;
  const keepers = await settingsKeepers(platform, scope);
  await inTransaction(platform.databases.client, async (session) => {
    for (const keeper of keepers) {
      const draft = payoutStuckMail(payout, organization.name, keeper, link);
      await enqueueMail(platform.databases.server, scope, draft, platform.clock.now(), session);
    }
  });
  platform.nudgeMail();
}
