import type { ApplicationDetail, ApplicationRow } from '@tsudoi/shared/contracts/applications/application.contract';
import type { MembershipTypeId } from '@tsudoi/shared/kernel/ids';
import { fullName } from '@tsudoi/shared/kernel/names';
import type * as z from 'zod';
import type { MemberDocument } from '../members/members.public.ts';
import type { ApplicationDocument } from './application.repository.ts';
import { shownState } from './application.rules.ts';

type Detail = Omit<z.output<typeof ApplicationDetail>, 'customFields' | 'joiningFee' | 'duesCard'>;
export type TypeFacts = ReadonlyMap<MembershipTypeId, { readonly name: string; readonly annualFee: number }>;

export const nameOf = ({ fields }: Pick<ApplicationDocument, 'fields'>): string =>
  fields ? `${fields.familyName} ${fields.givenName}` : '';

export function applicationRow(application: ApplicationDocument, types: TypeFacts, now: Date): ApplicationRow {
  const { _id, kind, byStaff, email, fields, since, linkExpiresAt } = application;
  const state = shownState(application, now);
  return {
    applicationId: _id,
    state,
    kind,
    byStaff,
    name: nameOf(application),
    kana: fields ? `${fields.familyNameKana} ${fields.givenNameKana}` : '',
    email,
    membershipTypeName: fields ? (types.get(fields.membershipTypeId)?.name ?? '') : '',
    since: (state === 'expired' && linkExpiresAt ? linkExpiresAt : since).toISOString(),
  };
}

export function applicationDetail(
  application: ApplicationDocument,
  types: TypeFacts,
  member: MemberDocument | null,
  lookalikes: readonly MemberDocument[],
  now: Date,
): Detail {
  const { fields, memberId, termsVersion, agreedAt, linkExpiresAt, steps, version } = application;
  const row = applicationRow(application, types, now);
  const hasLink = row.state === 'email_pending' || row.state === 'returned';
  return {
    ...row,
    fields,
    payBy: application.payBy ?? 'self',
    membershipTypeFee: (fields ? (types.get(fields.membershipTypeId)?.annualFee ?? null) : null) as Detail['membershipTypeFee'],
    memberId,
    memberName: member ? fullName(member) : '',
    memberNumber: member?.memberNumber ?? '',
    memberStatus: member?.status ?? null,
    termsVersion,
    agreedAt: agreedAt?.toISOString() ?? null,
    linkExpiresAt: hasLink ? (linkExpiresAt?.toISOString() ?? null) : null,
    steps: steps.map(({ at, what, actor, note }) => ({ at: at.toISOString(), what, actor, note })),
    lookalikes: lookalikes
      .filter((other) => other._id !== memberId)
      .map(({ _id, memberNumber, familyName, givenName, status }) => ({
        memberId: _id,
        memberNumber,
        name: `${familyName} ${givenName}`,
        status,
      })),
    version,
  };
}
