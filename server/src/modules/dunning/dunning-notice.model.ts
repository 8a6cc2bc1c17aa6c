import type { DunningChannel } from '@tsudoi/shared/contracts/dunning/dunning.contract';
import type { BillId, DunningHoldId, DunningJobId, DunningNoticeId, MemberId, OrgId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { Yen } from '@tsudoi/shared/kernel/yen';

export interface NoticeBill {
  billId: BillId;
  billNumber: string;
  billName: string;
  dueOn: JstDate;
  outstanding: Yen;
}

/** One mail or letter to one member about bills at one stage: what was said, and whether it went. */
export interface DunningNoticeDocument {
  _id: DunningNoticeId;
  orgId: OrgId;
  memberId: MemberId;
  memberNumber: string;
  memberName: string;
  channel: DunningChannel;
  /** No reminder: a letter for another mail that could not be delivered. It is no round of any stage. */
  about?: 'bill' | 'receipt';
  /** The paper that it is about goes into the same envelope. Letters of earlier versions only say where it is. */
  encloses?: true;
  /** 0 where it is no reminder. */
  stageKey: number;
  /** As the stage was then. */
  stageDays: number;
  bills: NoticeBill[];
  subject: string;
  text: string;
  /** Of a mail: the same as a letter, for when the mail cannot be delivered. Rows of earlier versions have none. */
  letter?: { subject: string; text: string } | null;
  /** Mail: handed to the outbox. Letter: waits for the post, then posted. Stopped: something was paid before it went. */
  state: 'mailed' | 'waiting' | 'posted' | 'stopped';
  /** Of a letter: when it was last in a file that was taken out. */
  printedAt?: Date;
  /** The day of the round; of a letter the day it was posted, once it was. */
  on: JstDate;
  /** Null where it is no reminder. */
  jobId: DunningJobId | null;
  by: string;
  at: Date;
}

/** Somebody is left alone, with all bills or one. */
export interface DunningHoldDocument {
  _id: DunningHoldId;
  orgId: OrgId;
  memberId: MemberId;
  billId: BillId | null;
  until: JstDate | null;
  reason: string;
  by: string;
  on: JstDate;
}

/** Two rounds to one member at once meet here, and one begins anew (the embedded engine holds no unique index between them). */
export interface DunningTurnDocument {
  _id: MemberId;
  orgId: OrgId;
  turn: number;
}

export const dunningNoticeCollection = 'dunning_notices';
export const dunningHoldCollection = 'dunning_holds';
export const dunningTurnCollection = 'dunning_turns';
