import { randomUUID } from 'node:crypto';
import { termSettingsAtFirst } from '@tsudoi/shared/contracts/renewals/renewal.contract';

type Inputs = (ids: Record<string, string>) => unknown;

/** Of the procedures about terms and renewal. */
export const renewalInputs: Record<string, Inputs | null> = {
  'renewals.settings': null,
  'renewals.saveSettings': ({ membershipTypeId }) => ({ membershipTypeId, ...termSettingsAtFirst, version: 99 }),
  'renewals.enterForType': ({ membershipTypeId }) => ({ membershipTypeId, through: '2027-03-31' }),
  'renewals.list': () => ({ month: '2027-03', way: null }),
  'renewals.ofMember': ({ memberId }) => ({ memberId }),
  'renewals.enterTerm': ({ memberId }) => ({
    memberId,
    from: '2026-04-01',
    through: '2027-03-31',
    reason: '',
    idempotencyKey: randomUUID(),
  }),
  'renewals.takeBackTerm': () => ({ termId: 'mtm_01JZZZZZZZZZZZZZZZZZZZZZZZ', reason: '' }),
  'renewals.stop': ({ memberId }) => ({ memberId }),
  'renewals.renew': ({ memberId }) => ({ memberId }),
  'renewals.mine': null,
  'renewals.renewMine': null,
  'renewals.agree': () => ({ wording: 'x' }),
  'renewals.stopMine': null,
};

export const renewalsNameNothing = ['renewals.list', 'renewals.agree'];
