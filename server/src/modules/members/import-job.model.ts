import type {
  CleanKind,
  ImportEncoding,
  ImportKind,
  ImportMatch,
  ImportOutcome,
  ImportState,
  ImportTarget,
  UndoOutcome,
} from '@tsudoi/shared/contracts/members/member-import.contract';
import type { MemberStatus } from '@tsudoi/shared/contracts/members/member.contract';
import type { DomainErrorCode, DomainErrorParams } from '@tsudoi/shared/kernel/domain-error';
import type { ImportJobId, OrgId, UserId } from '@tsudoi/shared/kernel/ids';
import type { Binary } from 'mongodb';
import type { PlannedRow } from './import-row.rules.ts';

export type KindCounts = Record<ImportKind, number>;

/** A file on its way into the roll. What it says is forgotten some days after its plan could last be used. */
export interface ImportJobDocument {
  _id: ImportJobId;
  orgId: OrgId;
  createdBy: UserId;
  createdByName: string;
  fileName: string;
  state: ImportState;
  encoding: ImportEncoding;
  encodings: ImportEncoding[];
  separator: string;
  chunks: number;
  headings: string[];
  sample: string[][];
  targets: ImportTarget[];
  remembered: boolean;
  match: ImportMatch;
  emptyClears: boolean;
  total: number;
  /** Of what is going on: rows checked, carried out, taken back. */
  done: number;
  /** Rows by kind in every part of the plan, so that a page of one kind reads the parts it needs. */
  parts: KindCounts[];
  /** Some new members bring a number and some are given one: those that are brought must be passed over. */
  mixesNumbers: boolean;
  cleaned: { kind: CleanKind; count: number; target: ImportTarget; before: string; after: string }[];
  /** By the last status that rows bring; absent from plans of before files could bring one. */
  statuses?: Partial<Record<MemberStatus, number>>;
  skipErrors: boolean;
  outcomes: Partial<Record<ImportOutcome, number>>;
  undone: Partial<Record<UndoOutcome, number>>;
  refusal: { code: DomainErrorCode; params: DomainErrorParams } | null;
  checkedAt: Date | null;
  /** Who has started what is going on: the plan is carried out in this name. */
  startedBy: { userId: UserId; name: string } | null;
  startedAt: Date | null;
  finishedAt: Date | null;
  /** At work: what the sweep looks for. */
  active: boolean;
  leaseUntil: Date | null;
  leaseToken: number;
  claims: number;
  createdAt: Date;
}

/** A piece of the file as it came. */
export interface ImportChunkDocument {
  _id: string;
  orgId: OrgId;
  jobId: ImportJobId;
  bytes: Binary;
  createdAt: Date;
}

/** Rows of a frozen plan, some hundred at a time. */
export interface ImportPart {
  readonly jobId: ImportJobId;
  readonly part: number;
  readonly rows: readonly PlannedRow[];
  readonly createdAt: Date;
}

/**
 * A part as it is kept: its rows as packed JSON. They are read and written whole; as a document for each row, or as
 * documents in one, they would cost more to write than the members they plan.
 */
export interface ImportPartDocument {
  _id: string;
  orgId: OrgId;
  jobId: ImportJobId;
  part: number;
  packed: Binary;
  createdAt: Date;
}

/** Written in the transaction that carries a part out: it is there, or nothing of the part is. */
export interface ImportOutcomeDocument {
  _id: string;
  orgId: OrgId;
  jobId: ImportJobId;
  outcomes: ImportOutcome[];
  /** Numbers that were drawn for rows without one, by place. */
  numbers: Record<string, string>;
  undo: UndoOutcome[] | null;
  createdAt: Date;
}

export const importJobCollection = 'import_jobs';
export const importChunkCollection = 'import_chunks';
export const importPartCollection = 'import_parts';
export const importOutcomeCollection = 'import_outcomes';
