import type { MemberStatus, NextStep } from '@tsudoi/shared/contracts/members/member-status.contract';
import type { CustomValues } from '@tsudoi/shared/contracts/members/custom-field.contract';
import type { Contacts, MemberKind } from '@tsudoi/shared/contracts/members/member-kind.contract';
import type { MemberId, MembershipTypeId, OrgId, StatusEntryId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { PostalAddress } from '@tsudoi/shared/kernel/postal-address';
import { Schema } from 'mongoose';
import { tenantModel } from '../../platform/tenancy.ts';
import type { ListFields } from './member-list.rules.ts';

export interface StatusEntry {
  entryId: StatusEntryId;
  status: MemberStatus;
  effectiveOn: JstDate;
  recordedAt: Date;
  actor: string;
  reason: string;
  /** Absent from entries written before there were any. */
  nextSteps?: NextStep[];
}

export interface MemberDocument extends ListFields {
  _id: MemberId;
  orgId: OrgId;
  memberNumber: string;
  familyName: string;
  givenName: string;
  familyNameKana: string;
  givenNameKana: string;
  membershipTypeId: MembershipTypeId;
  contactEmail: string;
  phone: string;
  postalCode: string;
  /** As it is printed: follows from the parts whenever they are written. */
  address: string;
  /** Absent from records that another process wrote before it knew of them. */
  addressParts?: PostalAddress;
  affiliation: string;
  birthDate: string;
  memo: string;
  /** Values of the organisation's own fields; records from before there were any have none. */
  custom?: CustomValues;
  /** Records from before there were corporate members are persons (written by a migration). */
  kind?: MemberKind;
  contacts?: Contacts | null;
  formerName?: string;
  rankId?: string;
  tags?: string[];
  /** 口数 that fees per unit are multiplied by; absent: one. */
  units?: number;
  joinedOn: JstDate;
  /** Derived from the entries whenever they change, so that lists and jobs can filter. */
  status: MemberStatus;
  nextStatusOn: JstDate | null;
  withdrawnOn: JstDate | null;
  statusEntries: StatusEntry[];
  /** Of a record that has become part of another: which one. Nothing belongs to it any more (docs/decisions/0014). */
  mergedInto?: MemberId | null;
  /** Numbers of records that have become part of this one: still found, never given again. */
  formerNumbers?: string[];
  /** 未納: kept by billing (member-owing.repository); absent from records that were never billed. */
  owing?: boolean;
  /** Grows with every bill that is opened or settled: two of one member at once meet here, and one begins anew. */
  owingTurn?: number;
  /** Where its own texts stand (member-text.repository); absent or null: it has none. */
  textRow?: string | null;
  version: number;
  createdAt: Date;
}

/** Without the values under ids that no type names: mongoose would take them for paths of every filter. */
type StoredMember = Omit<MemberDocument, 'custom' | 'foldedTexts' | 'contacts'> & { contacts?: unknown; foldedTexts?: unknown };

const text = { type: String, default: '' };

export const MemberModel = tenantModel(
  'Member',
  'members',
  new Schema<StoredMember>({
    _id: { type: String, required: true },
    orgId: { type: String, required: true, immutable: true },
    // Changes once: from the number of an application to the member's own, which then stays.
    memberNumber: { type: String, required: true },
    familyName: { type: String, required: true },
    // Empty for a corporate member, and empty is not missing.
    givenName: text,
    familyNameKana: { type: String, required: true },
    givenNameKana: text,
    membershipTypeId: { type: String, required: true },
    contactEmail: text,
    phone: text,
    postalCode: text,
    address: text,
    addressParts: { type: Schema.Types.Mixed },
    affiliation: text,
    birthDate: text,
    memo: text,
    joinedOn: { type: String, required: true },
    status: { type: String, required: true },
    nextStatusOn: { type: String, default: null },
    withdrawnOn: { type: String, default: null },
    kind: { type: String, default: 'individual' },
    contacts: { type: Schema.Types.Mixed, default: null },
    formerName: text,
    rankId: text,
    tags: { type: [String], default: [] },
    units: Number,
    statusEntries: [
      new Schema<StatusEntry>(
        {
          entryId: { type: String, required: true },
          status: { type: String, required: true },
          effectiveOn: { type: String, required: true },
          recordedAt: { type: Date, required: true },
          actor: { type: String, required: true },
          reason: text,
          nextSteps: { type: [String], default: undefined },
        },
        { _id: false },
      ),
    ],
    mergedInto: { type: String, default: null },
    formerNumbers: { type: [String], default: [] },
    owing: { type: Boolean, default: false },
    owingTurn: { type: Number, default: 0 },
    // Derived from the rest (member-list.rules): what lists are sorted, filtered and searched by.
    facets: [String],
    sortKana: { type: String, required: true },
    kanaKey: { type: String, required: true },
    numberKey: { type: String, required: true },
    joinedKey: { type: String, required: true },
    searchText: { type: String, required: true },
    searchKeys: [String],
    foldedTexts: { type: Schema.Types.Mixed },
    textRow: { type: String, default: undefined },
    version: { type: Number, required: true },
    createdAt: { type: Date, required: true },
  }).add(new Schema({ custom: { type: Schema.Types.Mixed } }, { _id: false })),
);
