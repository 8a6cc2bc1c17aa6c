import type { BillId, OrgId, PayLinkId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { Yen } from '@tsudoi/shared/kernel/yen';

/** What was asked for when the link was made; what is asked for now, the bill says. */
export interface PayLinkLine {
  readonly billId: BillId;
  readonly amount: Yen;
}

/** 所属先払い: one payer, without a log-in, for bills of several members. The bills name it as long as it holds them. */
export interface PayLinkDocument {
  _id: PayLinkId;
  orgId: OrgId;
  /** Hashes of the addresses that open it, oldest first; the addresses themselves are kept nowhere. */
  hashes: string[];
  payerName: string;
  contactName: string;
  email: string;
  lines: PayLinkLine[];
  /** The same once more, as plain values: what an index can know. */
  billIds: BillId[];
  members: number;
  expiresOn: JstDate;
  requestKey: string;
  requestHash: string;
  createdAt: Date;
  createdBy: string;
  mailedAt: Date | null;
  withdrawnAt: Date | null;
  withdrawnReason: string;
  version: number;
}

export const payLinkCollection = 'pay_links';
