import { randomUUID } from 'node:crypto';
import type { ChargeView } from '@tsudoi/shared/contracts/payments/charge.contract';
import { type BillId, type PayLinkId, newChargeId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PositiveYen } from '@tsudoi/shared/kernel/yen';
import type { BillDocument } from '../src/modules/billing/bill.repository.ts';
import { createPayLink, planPayLink } from '../src/modules/payments/pay-link-making.service.ts';
import { payerView, startPayerCharge } from '../src/modules/payments/payer-page.service.ts';
import { postSettled } from '../src/modules/payments/posting.service.ts';
import { openBill, settled } from './billing.factory.ts';
import type { TestOrganization } from './organization.factory.ts';
import type { TestServer } from './server.factory.ts';

type Given = Partial<Parameters<typeof createPayLink>[3]>;

/** The door of a link out of its address. */
export function doorOf(url: string | null): { org: string; token: string } {
  const [, org, token] = /\/([a-z0-9-]+)\/payer#token=(.+)$/.exec(url ?? '') ?? [];
  return { org: org!, token: token! };
}

/** What the office and a payer do with links, in one organisation. */
export function payLinkDesk({ server, org }: { readonly server: TestServer; readonly org: TestOrganization }) {
  const { platform } = server;
  server.payments.answers['methods.available'] = [];
  server.payments.answers['charges.forPayable'] = null;
  const lines = (bills: readonly { _id: BillId; amount: number }[]) =>
    bills.map(({ _id, amount }) => ({ billId: _id, amount: PositiveYen.parse(amount) }));
  const make = (bills: readonly { _id: BillId; amount: number }[], given: Given = {}) =>
    createPayLink(platform, org.scope, org.owner, {
      lines: lines(bills),
      payerName: '学校法人 青葉学園',
      contactName: '経理課 山田',
      email: 'keiri@aoba.example',
      expiresOn: jstDate('2026-06-30'),
      sendMail: false,
      idempotencyKey: randomUUID(),
      ...given,
    });
  return {
    lines,
    make,
    /** What keeps each of them out of a link. */
    planned: async (bills: readonly BillDocument[]) =>
      (
        await planPayLink(
          platform,
          org.scope,
          bills.map(({ _id }) => _id),
        )
      ).rows.map(({ obstacle }) => obstacle),
    /** A bill each for so many members. */
    async bills(...amounts: number[]): Promise<BillDocument[]> {
      const bills = [];
      for (const amount of amounts) bills.push(await openBill(server, org, (await org.addMember())._id, amount));
      return bills;
    },
    /** A link and its door. */
    async open(bills: readonly { _id: BillId; amount: number }[], given: Given = {}) {
      const { payLinkId, url } = await make(bills, given);
      return { payLinkId, door: doorOf(url) };
    },
    view: (door: { org: string; token: string }) => payerView(platform, door),
    start: (door: { org: string; token: string }, bills: readonly { _id: BillId; amount: number }[]) =>
      startPayerCharge(platform, {
        ...door,
        method: 'konbini',
        store: 'lawson',
        lines: lines(bills),
        locale: 'ja',
        idempotencyKey: randomUUID(),
      }),
    /** What the payments-service says when the payer's money has come. */
    async pay(payLinkId: PayLinkId, bills: readonly BillDocument[], given: Parameters<typeof settled>[1] = {}) {
      const notice = settled(bills[0]!, {
        lines: bills.map(({ _id, amount }) => ({ payableId: _id, amount: PositiveYen.parse(amount) })),
        amount: PositiveYen.parse(bills.reduce((sum, { amount }) => sum + amount, 0)),
        payLinkId,
        ...given,
      });
      await postSettled(platform, org.scope, [notice]);
      return notice;
    },
  };
}

/** A slip as the payments-service shows it. */
export function slipOf(payLinkId: PayLinkId | null, amount: number): Record<keyof ChargeView, unknown> {
  return {
    chargeId: newChargeId(),
    paymentNumber: '1234567890128',
    provider: 'komoju',
    providerIds: { paymentId: 'secret-of-the-provider' },
    method: 'konbini',
    state: 'awaiting',
    amount,
    memberFee: 0,
    currency: 'JPY',
    lines: [],
    redirectUrl: null,
    instructions: { kind: 'konbini', store: 'lawson', confirmationCode: '123456', receiptNumber: '99999999999', instructionsUrl: '' },
    expiresAt: '2026-05-27T14:59:59.000Z',
    createdAt: '2026-05-20T03:00:00.000Z',
    payLinkId,
    account: null,
    depositOf: null,
    callbackUrl: 'http://127.0.0.1/callbacks/komoju/x',
  };
}
