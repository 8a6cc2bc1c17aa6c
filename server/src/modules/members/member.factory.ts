import type { CustomValues } from '@tsudoi/shared/contracts/members/custom-field.contract';
import type { MemberFields, MemberStatus } from '@tsudoi/shared/contracts/members/member.contract';
import type { Contacts, MemberKind } from '@tsudoi/shared/contracts/members/member-kind.contract';
import { type MemberId, newMemberId, newStatusEntryId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { joinAddress } from '@tsudoi/shared/kernel/postal-address';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import { listFieldsOf } from './member-list.rules.ts';
import { type DatedStatus, fieldsOfHistory } from './member-status.rules.ts';
import type { MemberDocument } from './member.repository.ts';

type Fields = z.output<typeof MemberFields>;
type Later = 'formerName' | 'rankId' | 'tags';

export interface NewMember {
  /** Drawn before, by a plan; else a new one. */
  readonly memberId?: MemberId;
  readonly fields: Omit<Fields, 'custom' | Later> & Partial<Pick<Fields, Later>> & Pick<MemberDocument, 'units'>;
  /** Checked against the organisation's own fields (`filledIn`). */
  readonly custom?: CustomValues;
  readonly kind?: MemberKind;
  readonly contacts?: Contacts | null;
  readonly memberNumber: string;
  readonly actorName: string;
  readonly now: Date;
  readonly today: JstDate;
  /** Since the day of joining; somebody who applies is `applied` until a decision. */
  readonly status?: MemberStatus;
  /** Of somebody whose membership began before the record: everything since, in its order, and where it is known from. */
  readonly history?: { readonly statuses: readonly DatedStatus[]; readonly reason: string };
}

/** A member as it is first written. */
export function newMember(scope: OrgScope, given: NewMember): MemberDocument {
  const { memberNumber, actorName, now, today, status = 'active', custom = {}, kind = 'individual', contacts = null } = given;
  const { address: addressParts, ...fields } = given.fields;
  const { statuses, reason } = given.history ?? { statuses: [{ status, effectiveOn: fields.joinedOn }], reason: '' };
  const statusEntries = statuses.map((entry): MemberDocument['statusEntries'][number] => ({
    entryId: newStatusEntryId(),
    status: entry.status,
    effectiveOn: entry.effectiveOn,
    recordedAt: now,
    actor: actorName,
    reason,
  }));
  // The id stands first, as the database keeps it: else it writes every document anew.
  const member = {
    _id: given.memberId ?? newMemberId(),
    orgId: scope.orgId,
    ...fields,
    address: joinAddress(addressParts),
    addressParts,
    custom,
    kind,
    contacts,
    memberNumber,
    ...fieldsOfHistory(statusEntries, today),
    version: 0,
    createdAt: now,
  };
  return Object.assign(member, listFieldsOf(member));
}
