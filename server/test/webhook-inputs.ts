type Inputs = (ids: Record<string, string>) => unknown;

const endpoint = { webhookEndpointId: 'whe_01JZZZZZZZZZZZZZZZZZZZZZZZ' };
const delivery = { webhookDeliveryId: 'whd_01JZZZZZZZZZZZZZZZZZZZZZZZ' };
const fields = { url: 'https://receiver.example/hook', label: '', events: ['bill.paid'] };

/** Of the procedures about other systems. */
export const webhookInputs: Record<string, Inputs | null> = {
  'webhooks.list': null,
  'webhooks.get': () => endpoint,
  'webhooks.add': () => fields,
  'webhooks.update': () => ({ ...endpoint, ...fields, isOn: true, version: 0 }),
  'webhooks.rotateSecret': () => endpoint,
  'webhooks.remove': () => endpoint,
  'webhooks.ping': () => endpoint,
  'webhooks.deliveries': () => endpoint,
  'webhooks.delivery': () => delivery,
  'webhooks.replay': () => delivery,
  'webhooks.replayFailed': () => endpoint,
};
