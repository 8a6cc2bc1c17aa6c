import { useMutation, useQueryClient } from '@tanstack/react-query';
import { UpdateWebhookInput, WebhookForm, webhookEvents } from '@tsudoi/shared/contracts/webhooks/webhook.contract';
import { Button } from '../../components/Button.tsx';
import { CheckboxField } from '../../components/Choice.tsx';
import { ChoicesField } from '../../components/Choices.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import type { WebhookView } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { webhookTexts } from './webhook-texts.ts';

function Fields() {
  const words = useWords(webhookTexts);
  const { form } = words;
  return (
    <>
      <TextField name="url" type="url" label={form.url} hint={form.urlHint} messages={form.messages} autoComplete="off" required />
      <TextField name="label" label={form.label} hint={form.labelHint} maxLength={200} autoComplete="off" optional />
      <ChoicesField
        name="events"
        label={form.events}
        messages={form.messages}
        required
        options={webhookEvents.map((value) => ({ value, label: `${words.eventNames[value]}：${words.eventHints[value]}` }))}
      />
    </>
  );
}

/** `onAdded` is given the secret, which nobody is shown again. */
export function AddWebhookDialog({ onAdded, onClose }: { onAdded(secret: string): void; onClose(): void }) {
  const words = useWords(webhookTexts).form;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const add = useMutation(trpc.webhooks.add.mutationOptions());
  return (
    <Dialog isOpen onClose={onClose} title={words.add}>
      <Form
        schema={WebhookForm}
        defaults={{ url: '', label: '', events: [...webhookEvents] }}
        onSubmit={async (values) => {
          const { secret } = await add.mutateAsync(values);
          await queries.invalidateQueries(trpc.webhooks.pathFilter());
          onAdded(secret);
        }}
      >
        <Fields />
        <FormButtons>
          <Button size="lg" onPress={onClose}>
            {words.back}
          </Button>
          <SubmitButton>{words.submitAdd}</SubmitButton>
        </FormButtons>
      </Form>
    </Dialog>
  );
}

const Change = UpdateWebhookInput.pick({ url: true, label: true, events: true, isOn: true });

export function ChangeWebhookDialog({ webhook, onClose }: { readonly webhook: WebhookView; onClose(): void }) {
  const words = useWords(webhookTexts).form;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const update = useMutation(trpc.webhooks.update.mutationOptions());
  const { webhookEndpointId, version, url, label, events, state } = webhook;
  return (
    <Dialog isOpen onClose={onClose} title={words.edit}>
      <Form
        schema={Change}
        defaults={{ url, label, events, isOn: state === 'on' }}
        onSubmit={async (values) => {
          await update.mutateAsync({ ...values, webhookEndpointId, version });
          await queries.invalidateQueries(trpc.webhooks.pathFilter());
          toast({ text: words.saved });
          onClose();
        }}
      >
        <Fields />
        <CheckboxField name="isOn" label={words.isOn} />
        <FormButtons>
          <Button size="lg" onPress={onClose}>
            {words.back}
          </Button>
          <SubmitButton>{words.save}</SubmitButton>
        </FormButtons>
      </Form>
    </Dialog>
  );
}
