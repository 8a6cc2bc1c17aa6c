import type { ListExportInput } from '@tsudoi/shared/contracts/reports/list-export.contract';
import type { ListExportId, OrgId, UserId } from '@tsudoi/shared/kernel/ids';

/** A file of a list that somebody of the office asked for; it and its bytes are there for a day. */
export interface ListExportDocument {
  _id: ListExportId;
  orgId: OrgId;
  /** Sent twice with one key, it is one file. */
  requestKey: string;
  wish: ListExportInput;
  state: 'running' | 'done' | 'failed';
  /** Rows that are written so far, and of how many; once done both are what the file has. */
  done: number;
  rows: number;
  /** Each try writes under a key of its own; this one is whole. */
  fileKey: string | null;
  userId: UserId;
  userName: string;
  madeAt: Date;
  expiresAt: Date | null;
  /** Fencing of the worker: real time, and a token that grows with every claim. */
  leaseUntil: Date | null;
  leaseToken: number;
  /** How many of the tries ended because the process was told to: they do not count. Not there in rows of before. */
  givenBack?: number;
}

export const listExportCollection = 'list_exports';
