import { randomUUID } from 'node:crypto';

type Inputs = (ids: Record<string, string>) => unknown;

const product = { productId: 'rpr_01JZZZZZZZZZZZZZZZZZZZZZZZ' };
const plan = { planId: 'rpl_01JZZZZZZZZZZZZZZZZZZZZZZZ' };
const form = { name: '月謝', amount: 3000, chargeDay: 27, description: '', taxCategory: 'out_of_scope', isOpen: true };

/** Of the procedures about monthly plans and saved cards. */
export const recurringInputs: Record<string, Inputs | null> = {
  'recurring.products': null,
  'recurring.saveProduct': () => ({ ...product, ...form, version: 0 }),
  'recurring.plans': () => ({}),
  'recurring.cancelPlan': () => ({ ...plan, reason: 'x', version: 0 }),
  'recurring.offer': () => product,
  'recurring.join': () => ({ ...product, method: 'card', card: 'new', amount: 3000, idempotencyKey: randomUUID() }),
  'recurring.confirm': () => plan,
  'recurring.mine': null,
  'recurring.cancelMine': () => ({ ...plan, version: 0 }),
  'recurring.setUpCard': () => ({ idempotencyKey: randomUUID() }),
  'recurring.finishCard': () => ({ setupId: 'cst_01JZZZZZZZZZZZZZZZZZZZZZZZ' }),
  'recurring.removeCard': null,
  'recurring.duesCard': null,
  'recurring.chooseDues': null,
  'recurring.stopDues': null,
  'recurring.duesCards': () => ({}),
  'recurring.duesCardOf': ({ memberId }) => ({ memberId }),
};

/** Of these no input names anything, or only what the payments-service knows, which is away here. */
export const recurringNamesNothing = ['recurring.plans', 'recurring.duesCards', 'recurring.setUpCard', 'recurring.finishCard'];
