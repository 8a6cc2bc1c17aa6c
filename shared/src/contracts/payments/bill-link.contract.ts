import * as z from 'zod';
import { BillRow } from '../billing/billing.contract.ts';
import { IdempotencyKey } from '../text.contract.ts';
import { ChargeMethod, KonbiniStore, MethodAvailability } from './charge.contract.ts';
import { PayerCharge } from './pay-link.contract.ts';

/** For how many days a mail opens the payment of its bill, counted from the day it was written (interface.md 5.4). */
export const billLinkDays = 30;

const door = {
  org: z.string().min(1).max(30),
  /** A bill, a day and our mark, from the fragment of the address; it never travels in an address (security.md 4.9). */
  token: z.string().regex(/^[0-9A-Z]{26}\d{8}[A-Za-z0-9_-]{22}$/),
};
export const BillLinkInput = z.strictObject(door);

/** `closed`: nobody pays here any more, because the bill is cancelled or its member has left; nothing of either is told. */
export const billLinkStates = ['open', 'settled', 'by_payer', 'closed'] as const;

/** One bill and its payment, for somebody who may be another than the member: a mail is easily passed on. */
export const BillLinkView = z.object({
  organization: z.object({ name: z.string(), phone: z.string(), contactEmail: z.string() }),
  state: z.enum(billLinkStates),
  bill: BillRow.pick({
    billId: true,
    billName: true,
    amount: true,
    outstanding: true,
    status: true,
    provisional: true,
    dueOn: true,
    overdue: true,
    pendingCharge: true,
  })
    .extend({ memberName: z.string() })
    .nullable(),
  methods: z.array(MethodAvailability),
  charge: PayerCharge.nullable(),
  /** The number that is out pays other bills of the member as well: it is shown on My Page, and paying here ends it. */
  together: z.boolean(),
  paidAt: z.iso.datetime().nullable(),
});
export type BillLinkView = z.output<typeof BillLinkView>;

export const BillLinkStartInput = z.strictObject({
  ...door,
  method: ChargeMethod,
  store: KonbiniStore.nullish(),
  locale: z.enum(['ja', 'en']),
  idempotencyKey: IdempotencyKey,
});
