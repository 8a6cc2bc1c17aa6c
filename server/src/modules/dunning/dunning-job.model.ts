import type { DunningJobView } from '@tsudoi/shared/contracts/dunning/dunning.contract';
import type { DunningJobId, MemberId, OrgId, UserId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type * as z from 'zod';

/** One round: everybody who is due on a day, or whom the office chose. */
export interface DunningJobDocument {
  _id: DunningJobId;
  orgId: OrgId;
  /** Of a day's round its day: there is one. */
  requestKey: string;
  kind: 'daily' | 'chosen';
  day: JstDate;
  userId: UserId | null;
  userName: string;
  memberIds: MemberId[];
  state: 'running' | 'stopped' | 'done';
  /** Real time: nothing goes before it. */
  startsAt: Date;
  total: number;
  done: number;
  mailed: number;
  letters: number;
  skipped: number;
  results: z.output<typeof DunningJobView>['results'];
  /** Real time, by which it is swept away. */
  madeAt: Date;
  /** Fencing of the worker: real time, and a token that grows with every claim. */
  leaseUntil: Date | null;
  leaseToken: number;
}

export const dunningJobCollection = 'dunning_jobs';
