import { withBillDoor } from '../../platform/bill-door.ts';
import type { MailRow } from '../../platform/mail-outbox.ts';
import type { Platform } from '../../platform/platform.ts';
import { namesOfOrganizations } from '../organizations/organizations.public.ts';
import { productSender, senderOf } from './sender.rules.ts';
import type { LeavingMail } from './transport.service.ts';

/** How stored mails leave: with the name of their association as it is now, and with links that open. One look-up for all. */
export async function leaving(platform: Pick<Platform, 'env'>, mails: readonly MailRow[]): Promise<(mail: MailRow) => LeavingMail> {
  const product = productSender(platform.env.MAIL_FROM);
  const names = await namesOfOrganizations([...new Set(mails.map(({ orgId }) => orgId))]);
  return (mail) => ({ ...withBillDoor(platform, mail), from: senderOf(product, mail.purpose, names.get(mail.orgId)) });
}
