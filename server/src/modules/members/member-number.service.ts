import type { MembershipTypeId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import { takeNumbers } from '../../platform/counters.ts';
import type { Platform } from '../../platform/platform.ts';
import { type NumberPattern, numberText, patternOf, seriesOf } from './member-number.rules.ts';
import { takenNumbers } from './member.repository.ts';
import { getNumbering, keepReceptions } from './numbering.repository.ts';

const reception: NumberPattern = { prefix: 'A', withYear: true, width: 4 };

async function draw(
  platform: Platform,
  scope: OrgScope,
  series: string,
  pattern: NumberPattern,
  count: number,
  session: ClientSession,
): Promise<string[]> {
  const year = platform.clock.today().slice(0, 4);
  const drawn: string[] = [];
  while (drawn.length < count) {
    const missing = count - drawn.length;
    const first = await takeNumbers(platform.databases.server, scope, series, missing, session);
    const numbers = Array.from({ length: missing }, (_, index) => numberText(pattern, year, first + index));
    const taken = await takenNumbers(scope, numbers, session);
    drawn.push(...numbers.filter((number) => !taken.has(number)));
  }
  return drawn;
}

function drawReceptions(platform: Platform, scope: OrgScope, count: number, session: ClientSession): Promise<string[]> {
  return draw(platform, scope, `applicant-number:${platform.clock.today().slice(0, 4)}`, reception, count, session);
}

/**
 * Free numbers such as 2026-0001, one for each type in turn, or as many as asked for by the organisation's own pattern; those
 * that the office has given by hand are passed over, none is used twice. Where the office gives all numbers by hand, what
 * stands in their place until then.
 */
export async function drawMemberNumbers(
  platform: Platform,
  scope: OrgScope,
  wanted: number | readonly MembershipTypeId[],
  session: ClientSession,
): Promise<string[]> {
  const db = platform.databases.server;
  const types = typeof wanted === 'number' ? Array.from({ length: wanted }, () => null) : wanted;
  if (types.length === 0) return [];
  const numbering = await getNumbering(db, scope, session);
  if (numbering.mode === 'by_hand') {
    const numbers = await drawReceptions(platform, scope, types.length, session);
    await keepReceptions(db, scope, numbers, session);
    return numbers;
  }
  const year = platform.clock.today().slice(0, 4);
  const patterns = types.map((type) => patternOf(numbering, type));
  const drawn = new Map<string, string[]>();
  for (const pattern of patterns) {
    const series = seriesOf(pattern, year);
    if (drawn.has(series)) continue;
    const count = patterns.filter((one) => seriesOf(one, year) === series).length;
    drawn.set(series, await draw(platform, scope, series, pattern, count, session));
  }
  return patterns.map((pattern) => drawn.get(seriesOf(pattern, year))!.shift()!);
}

/** The number of somebody who is admitted: theirs by the pattern of their type, or, where numbers are given by hand, the present one still. */
export async function numberOnAdmission(
  platform: Platform,
  scope: OrgScope,
  applicant: { readonly memberNumber: string; readonly membershipTypeId: MembershipTypeId },
  session: ClientSession,
): Promise<string> {
  const db = platform.databases.server;
  if ((await getNumbering(db, scope, session)).mode === 'automatic')
    return (await drawMemberNumbers(platform, scope, [applicant.membershipTypeId], session))[0]!;
  await keepReceptions(db, scope, [applicant.memberNumber], session);
  return applicant.memberNumber;
}

/** 受付番号 such as A2026-0001: what stands in the place of a member number until somebody is admitted, so that those leave no gap. */
export async function drawApplicantNumber(platform: Platform, scope: OrgScope, session: ClientSession): Promise<string> {
  return (await drawReceptions(platform, scope, 1, session))[0]!;
}
