import type { typeRefusals } from '@tsudoi/shared/contracts/members/type-job.contract';
import type { MembershipTypeId, TypeJobId } from '@tsudoi/shared/kernel/ids';
import type { MemberJobDocument, MemberRowDocument } from './member-job.rules.ts';

export type TypeRefusal = (typeof typeRefusals)[number];

/** Another type for many members, as somebody of the office asked for it. */
export interface TypeJobDocument extends MemberJobDocument {
  _id: TypeJobId;
  membershipTypeId: MembershipTypeId;
  membershipTypeName: string;
}

export interface TypeRowDocument extends MemberRowDocument {
  jobId: TypeJobId;
  code: TypeRefusal | null;
  /** The way back; null as long as nothing is changed. */
  fromTypeId: MembershipTypeId | null;
}

export const typeJobCollection = 'type_jobs';
export const typeRowCollection = 'type_job_rows';
