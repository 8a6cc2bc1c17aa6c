import type { BillId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { Platform } from '../../platform/platform.ts';
import type { BillDocument } from '../billing/billing.public.ts';
import type { PaymentDocument } from './payment.repository.ts';

type MoneyReversedHook = (platform: Platform, scope: OrgScope, billIds: readonly BillId[], session: ClientSession) => Promise<void>;
const reversedHooks: MoneyReversedHook[] = [];
/** Lets a later module act in the transaction that takes money off these bills, be it their surplus, e.g. void a receipt. Registered in app/. */
export function registerMoneyReversedHook(hook: MoneyReversedHook): void {
  if (!reversedHooks.includes(hook)) reversedHooks.push(hook);
}

/** What one transaction did to bills and payments. */
export interface MoneyMoves {
  readonly bills: readonly { readonly before: BillDocument; readonly after: BillDocument }[];
  readonly payments: readonly { readonly before: PaymentDocument; readonly after: PaymentDocument }[];
}
type MoneyMovedHook = (platform: Platform, scope: OrgScope, moves: MoneyMoves, session: ClientSession) => Promise<void>;
const movedHooks: MoneyMovedHook[] = [];
/** Lets a later module act in every transaction that moves money, e.g. tell another system. Registered in app/. */
export function registerMoneyMovedHook(hook: MoneyMovedHook): void {
  if (!movedHooks.includes(hook)) movedHooks.push(hook);
}

export const runReversedHooks: MoneyReversedHook = async (...given) => {
  for (const hook of reversedHooks) await hook(...given);
};

export const runMovedHooks: MoneyMovedHook = async (...given) => {
  for (const hook of movedHooks) await hook(...given);
};
