import {
  AddWebhookInput,
  ReplayedWebhooks,
  UpdateWebhookInput,
  WebhookDeliveries,
  WebhookDeliveriesInput,
  WebhookDeliveryInput,
  WebhookDeliveryView,
  WebhookInput,
  WebhookList,
  WebhookView,
  WebhookWithSecret,
} from '@tsudoi/shared/contracts/webhooks/webhook.contract';
import * as z from 'zod';
import { adminProcedure, router } from '../../platform/trpc.ts';
import { pingWebhook, replayFailedWebhooks, replayWebhook, webhookDeliveries, webhookDelivery } from './webhook-delivery.service.ts';
import { addWebhook, removeWebhook, rotateWebhookSecret, updateWebhook, webhook, webhooks } from './webhook-endpoint.service.ts';

const set = () => adminProcedure('settings', 'webhook');

export const webhookRouter = router({
  list: set()
    .output(WebhookList)
    .query(({ ctx }) => webhooks(ctx.platform, ctx.actor.scope)),
  get: set()
    .input(WebhookInput)
    .output(WebhookView)
    .query(({ ctx, input }) => webhook(ctx.platform, ctx.actor.scope, input.webhookEndpointId)),
  add: set()
    .input(AddWebhookInput)
    .output(WebhookWithSecret)
    .mutation(({ ctx, input }) => addWebhook(ctx.platform, ctx.actor, input)),
  update: set()
    .input(UpdateWebhookInput)
    .output(WebhookView)
    .mutation(({ ctx, input }) => updateWebhook(ctx.platform, ctx.actor, input)),
  rotateSecret: set()
    .input(WebhookInput)
    .output(WebhookWithSecret)
    .mutation(({ ctx, input }) => rotateWebhookSecret(ctx.platform, ctx.actor, input.webhookEndpointId)),
  remove: set()
    .input(WebhookInput)
    .output(z.object({ removed: z.literal(true) }))
    .mutation(async ({ ctx, input }) => {
      await removeWebhook(ctx.platform, ctx.actor, input.webhookEndpointId);
      return { removed: true } as const;
    }),
  ping: set()
    .input(WebhookInput)
    .output(WebhookDeliveryView)
    .mutation(({ ctx, input }) => pingWebhook(ctx.platform, ctx.actor, input.webhookEndpointId)),
  deliveries: set()
    .input(WebhookDeliveriesInput)
    .output(WebhookDeliveries)
    .query(({ ctx, input }) => webhookDeliveries(ctx.platform, ctx.actor.scope, input)),
  delivery: set()
    .input(WebhookDeliveryInput)
    .output(WebhookDeliveryView)
    .query(({ ctx, input }) => webhookDelivery(ctx.platform, ctx.actor.scope, input.webhookDeliveryId)),
  replay: set()
    .input(WebhookDeliveryInput)
    .output(WebhookDeliveryView)
    .mutation(({ ctx, input }) => replayWebhook(ctx.platform, ctx.actor, input.webhookDeliveryId)),
  replayFailed: set()
    .input(WebhookInput)
    .output(ReplayedWebhooks)
    .mutation(({ ctx, input }) => replayFailedWebhooks(ctx.platform, ctx.actor, input.webhookEndpointId)),
});
