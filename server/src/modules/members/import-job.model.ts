import type { ImportRowError, MemberFields } from '@tsudoi/shared/contracts/members/member.contract';
import type { ImportJobId, OrgId, UserId } from '@tsudoi/shared/kernel/ids';
import type * as z from 'zod';

export interface ImportRow {
  readonly line: number;
  readonly name: string;
  readonly kana: string;
  readonly memberNumber: string;
  readonly membershipTypeName: string;
  readonly contactEmail: string;
  readonly errors: z.output<typeof ImportRowError>[];
  /** Null for a row that cannot be imported. */
  readonly fields: z.output<typeof MemberFields> | null;
}

/** A file that was read and checked, waiting for the office to say yes; forgotten after a week. */
export interface ImportJobDocument {
  _id: ImportJobId;
  orgId: OrgId;
  createdBy: UserId;
  fileName: string;
  encoding: 'utf-8' | 'shift_jis';
  state: 'checked' | 'done';
  rows: ImportRow[];
  imported: number;
  createdAt: Date;
}

export const importJobCollection = 'import_jobs';
