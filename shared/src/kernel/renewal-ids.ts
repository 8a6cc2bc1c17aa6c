import type * as z from 'zod';
import { idSchema, makeId } from './ids.ts';

export const MembershipTermId = idSchema('membershipTerm');
export type MembershipTermId = z.output<typeof MembershipTermId>;
export const newMembershipTermId = (): MembershipTermId => makeId('membershipTerm');

export const RenewalConsentId = idSchema('renewalConsent');
export type RenewalConsentId = z.output<typeof RenewalConsentId>;
export const newRenewalConsentId = (): RenewalConsentId => makeId('renewalConsent');
