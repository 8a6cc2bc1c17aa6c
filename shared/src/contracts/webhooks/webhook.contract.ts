import * as z from 'zod';
import { WebhookDeliveryId, WebhookEndpointId } from '../../kernel/ids.ts';
import { OptionalText } from '../text.contract.ts';

/** What another system can be told of. A verb is never renamed: receivers compare it. */
export const webhookEvents = ['bill.paid', 'bill.overdue', 'payment.refunded'] as const;
export const WebhookEvent = z.enum(webhookEvents);
export type WebhookEvent = z.output<typeof WebhookEvent>;

/** `ping` is sent by hand only, to try an address out. */
export const WebhookType = z.enum([...webhookEvents, 'ping']);
export type WebhookType = z.output<typeof WebhookType>;

/** An organisation has a handful of other systems. */
export const mostEndpoints = 10;

/** Where a system is reached; which hosts are allowed is the server's to say (security.md T31). */
const WebhookUrl = z
  .string()
  .max(500, 'too_long')
  .transform((text) => text.trim())
  .pipe(
    z
      .string()
      .min(1, 'required')
      .refine((text) => {
        const url = URL.canParse(text) ? new URL(text) : null;
        return url !== null && /^https?:$/.test(url.protocol) && url.hash === '';
      }, 'not_a_url')
      .refine((text) => !URL.canParse(text) || (new URL(text).username === '' && new URL(text).password === ''), 'url_with_password'),
  );

const fields = {
  url: WebhookUrl,
  /** What the office calls the system. */
  label: OptionalText,
  events: z
    .array(WebhookEvent)
    .min(1, 'required')
    .max(webhookEvents.length)
    .transform((events) => webhookEvents.filter((event) => events.includes(event))),
} as const;

export const WebhookForm = z.strictObject(fields);
export const AddWebhookInput = WebhookForm;
export const UpdateWebhookInput = z.strictObject({
  ...fields,
  webhookEndpointId: WebhookEndpointId,
  isOn: z.boolean(),
  version: z.number().int().min(0),
});
export const WebhookInput = z.strictObject({ webhookEndpointId: WebhookEndpointId });

export const WebhookView = z.object({
  webhookEndpointId: WebhookEndpointId,
  url: z.string(),
  label: z.string(),
  events: z.array(WebhookEvent),
  /** `failing`: switched off by the house, after five days without one success. */
  state: z.enum(['on', 'off', 'failing']),
  /** Since when nothing got through, or null while all is well. */
  failingSince: z.iso.datetime().nullable(),
  /** The secret before this one signs too, until then. */
  oldSecretUntil: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  version: z.number().int(),
});
export const WebhookList = z.array(WebhookView);

/** The secret is shown this once. */
export const WebhookWithSecret = z.object({ webhook: WebhookView, secret: z.string() });

export const WebhookDeliveryState = z.enum(['waiting', 'delivered', 'failed']);

export const WebhookDeliveriesInput = z.strictObject({
  webhookEndpointId: WebhookEndpointId,
  state: WebhookDeliveryState.nullish(),
  after: WebhookDeliveryId.nullish(),
});

const row = {
  webhookDeliveryId: WebhookDeliveryId,
  /** The same for every try and every endpoint: by it a receiver knows what it has seen. */
  messageId: z.string(),
  type: WebhookType,
  state: WebhookDeliveryState,
  occurredAt: z.iso.datetime(),
  tries: z.number().int(),
  /** When it is tried again; null when it is not. */
  nextAt: z.iso.datetime().nullable(),
  /** The answer to the last try: a status, or null when none came. */
  lastStatus: z.number().int().nullable(),
} as const;

export const WebhookDeliveryRow = z.object(row);
export const WebhookDeliveries = z.object({
  rows: z.array(WebhookDeliveryRow),
  next: WebhookDeliveryId.nullable(),
  /** Of this endpoint, whatever the list is narrowed to. */
  failed: z.number().int(),
});

/** Why no answer came. */
export const webhookProblems = ['timeout', 'unreachable', 'address_refused', 'certificate'] as const;
export const WebhookProblem = z.enum(webhookProblems);
export type WebhookProblem = z.output<typeof WebhookProblem>;

export const WebhookDeliveryInput = z.strictObject({ webhookDeliveryId: WebhookDeliveryId });
export const WebhookDeliveryView = z.object({
  ...row,
  webhookEndpointId: WebhookEndpointId,
  body: z.string(),
  attempts: z.array(
    z.object({
      at: z.iso.datetime(),
      status: z.number().int().nullable(),
      problem: WebhookProblem.nullable(),
      /** Real milliseconds until the answer. */
      took: z.number().int(),
    }),
  ),
});

export const ReplayedWebhooks = z.object({ replayed: z.number().int() });
