import { Status } from '../../components/Status.tsx';
import type { WebhookDeliveryRow, WebhookView } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { webhookTexts } from './webhook-texts.ts';

export function WebhookState({ webhook }: { readonly webhook: Pick<WebhookView, 'state' | 'failingSince'> }) {
  const words = useWords(webhookTexts);
  if (webhook.state === 'on' && webhook.failingSince !== null) return <Status kind="late" label={words.failingNow} />;
  const kinds = { on: 'paid', off: 'not_required', failing: 'late' } as const;
  return <Status kind={kinds[webhook.state]} label={words.states[webhook.state]} />;
}

export function DeliveryState({ state }: { readonly state: WebhookDeliveryRow['state'] }) {
  const kinds = { waiting: 'waiting', delivered: 'paid', failed: 'late' } as const;
  return <Status kind={kinds[state]} label={useWords(webhookTexts).log.states[state]} />;
}
