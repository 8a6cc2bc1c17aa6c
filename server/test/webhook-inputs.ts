import { recurringNamesNothing } from './recurring-inputs.ts';
import { renewalInputs, renewalsNameNothing } from './renewal-inputs.ts';

type Inputs = (ids: Record<string, string>) => unknown;

const endpoint = { webhookEndpointId: 'whe_01JZZZZZZZZZZZZZZZZZZZZZZZ' };
const delivery = { webhookDeliveryId: 'whd_01JZZZZZZZZZZZZZZZZZZZZZZZ' };
const fields = { url: 'https://receiver.example/hook', label: '', events: ['bill.paid'] };

/** Of the procedures about other systems, renewal, the way of one payment, and of the operator about direct debit, sign-ups and suspension. */
export const webhookInputs: Record<string, Inputs | null> = {
  ...renewalInputs,
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
  'moneyTraces.charge': () => ({ chargeId: 'chg_01JZZZZZZZZZZZZZZZZZZZZZZZ' }),
  'moneyTraces.ask': () => ({ chargeId: 'chg_01JZZZZZZZZZZZZZZZZZZZZZZZ' }),
  'moneyTraces.find': () => ({ email: 'nobody@nowhere.example' }),
  'moneyTraces.deadLetters': null,
  'moneyTraces.replay': () => ({ kind: 'message', id: 'msg_01JZZZZZZZZZZZZZZZZZZZZZZZ' }),
  'operations.endedDebits': null,
  'operations.debitContract': ({ slug }) => ({ slug }),
  'operations.approveDebit': ({ slug }) => ({ slug, version: 0 }),
  'operations.endDebit': ({ slug }) => ({ slug, version: 0 }),
  'operations.signUps': null,
  'operations.approveSignUp': ({ slug }) => ({ slug }),
  'operations.rejectSignUp': ({ slug }) => ({ slug, reason: 'x' }),
  'operations.standing': ({ slug }) => ({ slug }),
  'operations.suspend': ({ slug }) => ({ slug, version: 0, reason: 'x' }),
  'operations.resume': ({ slug }) => ({ slug, version: 0, reason: 'x' }),
};

/** Of these no input names anything: of a charge, the payments-service knows whose it is (its own tests), and it is away here. */
export const webhooksNameNothing = [
  ...renewalsNameNothing,
  ...recurringNamesNothing,
  'webhooks.add',
  'moneyTraces.find',
  'moneyTraces.charge',
  'moneyTraces.ask',
  'operations.debitContract',
  'operations.approveDebit',
  'operations.endDebit',
  'operations.approveSignUp',
  'operations.rejectSignUp',
  'operations.standing',
  'operations.suspend',
  'operations.resume',
];
