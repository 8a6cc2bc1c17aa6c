import type { BookFormat, BookSettings, bookEncodings } from '@tsudoi/shared/contracts/reports/books.contract';
import type { BookExportId, OrgId, UserId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { Rounding, Yen } from '@tsudoi/shared/kernel/yen';

/** A file of journals, as somebody of the office asked for it; its bytes stay as they were given out. */
export interface BookExportDocument {
  _id: BookExportId;
  orgId: OrgId;
  /** Sent twice with one key, it is one file. */
  requestKey: string;
  from: JstDate;
  to: JstDate;
  /** The day it was asked for: what lies ahead of it has not happened. */
  today: JstDate;
  format: BookFormat;
  encoding: (typeof bookEncodings)[number];
  onlyNew: boolean;
  /** As they were then: a change while the work runs does not cut the file in two. */
  settings: BookSettings;
  rounding: Rounding;
  fiscalYearStartMonth: number;
  state: 'running' | 'done' | 'discarding' | 'discarded';
  journals: number;
  rows: number;
  debit: Yen;
  fileKey: string | null;
  sha256: string;
  userId: UserId;
  userName: string;
  madeAt: Date;
  /** Fencing of the worker: real time, and a token that grows with every claim. */
  leaseUntil: Date | null;
  leaseToken: number;
}

/** Which files a journal stands in: one row for each journal that stands in any. */
export interface BookMarkDocument {
  _id: string;
  orgId: OrgId;
  key: string;
  exportIds: BookExportId[];
}

export const bookExportCollection = 'book_exports';
export const bookMarkCollection = 'book_marks';
