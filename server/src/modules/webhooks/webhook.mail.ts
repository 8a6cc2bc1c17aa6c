import type { MailDraft } from '../../platform/mail-outbox.ts';
import { shortSubject } from '../../platform/mail-subject.ts';
import type { Platform } from '../../platform/platform.ts';
import type { WebhookEndpointDocument } from './webhook-endpoint.repository.ts';
import { nameOf } from './webhook-endpoint.view.ts';

/** 外部への通知を止めました: nothing got through for days, or the receiver wants no more. */
export function failingMail(
  platform: Pick<Platform, 'env'>,
  organization: { readonly name: string; readonly slug: string },
  endpoint: Pick<WebhookEndpointDocument, '_id' | 'label' | 'url' | 'version'>,
  keeper: { readonly email: string; readonly name: string },
): MailDraft {
  const link = `${platform.env.PUBLIC_URL}/${organization.slug}/admin/settings/webhooks/${endpoint._id}`;
  const text = `${keeper.name} 様

「${nameOf(endpoint)}」への通知が届かない状態が続いたため、送信を止めました。

  送り先　${new URL(endpoint.url).host}

送り先のシステムを確かめてから、次の画面で送信を再開してください。届かなかった通知は、まとめて送り直せます。
${link}
`;
  return {
    to: keeper.email,
    subject: shortSubject(organization.name, '外部への通知を止めました'),
    text,
    link,
    purpose: 'webhook_failing',
    idempotencyKey: `webhook-failing:${endpoint._id}:${endpoint.version}:${keeper.email}`,
  };
}
