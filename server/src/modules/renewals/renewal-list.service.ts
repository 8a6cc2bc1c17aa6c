import type { RenewalList, RenewalListInput, RenewalRow } from '@tsudoi/shared/contracts/renewals/renewal.contract';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { type JstDate, addDays, addMonths, firstDayOfMonth } from '@tsudoi/shared/kernel/jst';
import { fullName } from '@tsudoi/shared/kernel/names';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { Platform } from '../../platform/platform.ts';
import { findMembers, listMembershipTypes } from '../members/members.public.ts';
import { membersEndingBetween, termsOfMembers } from './membership-term.repository.ts';
import { hasAgreed } from './renewal-consent.rules.ts';
import { consentsOf } from './renewal-consent.repository.ts';
import { settingsByType } from './renewal-settings.repository.ts';
import { type RenewalDocument, renewalsOfMembers } from './renewal.repository.ts';
import { termState, validThrough } from './term.rules.ts';

/** Rows of one answer; a month has more only where everybody's term ends with the fiscal year. */
const most = 1000;

function wayOf(renewal: RenewalDocument | undefined, isAutomatic: boolean): RenewalRow['way'] {
  if (renewal?.outcome === 'past_due' || (renewal?.outcome === 'ended' && isAutomatic)) return 'failed';
  if (renewal?.billed) return 'billed';
  if (renewal?.held) return renewal.held.why;
  return isAutomatic ? 'automatic' : 'by_hand';
}

/** 更新: whose term ends in a month, and how it goes on. Who has renewed is in a later month by then. */
export async function renewalList(
  platform: Platform,
  scope: OrgScope,
  { month, way }: z.output<typeof RenewalListInput>,
): Promise<z.output<typeof RenewalList>> {
  const db = platform.databases.server;
  const first = firstDayOfMonth(month);
  const last = addDays(addMonths(first, 1), -1);
  const ending = await membersEndingBetween(db, scope, first, last);
  const terms = await termsOfMembers(db, scope, ending);
  const through = new Map<MemberId, JstDate>();
  for (const memberId of ending) {
    const end = validThrough(terms.get(memberId) ?? []);
    if (end !== null && end >= first && end <= last) through.set(memberId, end);
  }
  const memberIds = [...through.keys()];
  const [consents, renewals, settings, types, members] = await Promise.all([
    consentsOf(db, scope, memberIds),
    renewalsOfMembers(db, scope, memberIds),
    settingsByType(db, scope),
    listMembershipTypes(scope),
    findMembers(scope, memberIds),
  ]);
  const names = new Map(types.map(({ _id, name }) => [_id, name]));
  const today = platform.clock.today();
  const rows = members
    .filter(({ status }) => status === 'active' || status === 'suspended')
    .map((member): RenewalRow => {
      const end = through.get(member._id)!;
      const ofType = settings.get(member.membershipTypeId);
      const isOn = hasAgreed(consents.get(member._id), member.statusEntries, today);
      const isAutomatic = isOn && ofType?.hasTerms === true && ofType.autoRenewal;
      const renewal = renewals.find(({ memberId, formerThrough }) => memberId === member._id && formerThrough === end);
      return {
        memberId: member._id,
        memberNumber: member.memberNumber,
        name: fullName(member),
        membershipTypeName: names.get(member.membershipTypeId) ?? '',
        through: end,
        state: termState(end, ofType ?? { noticeDays: 0, graceDays: 0 }, today),
        way: wayOf(renewal, isAutomatic),
      };
    })
    .filter((row) => way === null || row.way === way)
    .toSorted((left, right) => `${left.through} ${left.memberNumber}`.localeCompare(`${right.through} ${right.memberNumber}`));
  return { rows: rows.slice(0, most), left: Math.max(0, rows.length - most) };
}
