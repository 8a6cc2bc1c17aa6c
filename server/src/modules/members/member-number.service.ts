import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import { takeNumbers } from '../../platform/counters.ts';
import type { Platform } from '../../platform/platform.ts';
import { takenNumbers } from './member.repository.ts';

async function drawNumbers(
  platform: Platform,
  scope: OrgScope,
  series: string,
  prefix: string,
  count: number,
  session: ClientSession,
): Promise<string[]> {
  const year = platform.clock.today().slice(0, 4);
  const drawn: string[] = [];
  while (drawn.length < count) {
    const missing = count - drawn.length;
    const first = await takeNumbers(platform.databases.server, scope, `${series}:${year}`, missing, session);
    const numbers = Array.from({ length: missing }, (_, index) => `${prefix}${year}-${String(first + index).padStart(4, '0')}`);
    const taken = await takenNumbers(scope, numbers, session);
    drawn.push(...numbers.filter((number) => !taken.has(number)));
  }
  return drawn;
}

/** `count` free numbers such as 2026-0001; those that the office has given by hand are passed over, none is used twice. */
export function drawMemberNumbers(platform: Platform, scope: OrgScope, count: number, session: ClientSession): Promise<string[]> {
  return drawNumbers(platform, scope, 'member-number', '', count, session);
}

/** 受付番号 such as A2026-0001: what stands in the place of a member number until somebody is admitted, so that those leave no gap. */
export async function drawApplicantNumber(platform: Platform, scope: OrgScope, session: ClientSession): Promise<string> {
  return (await drawNumbers(platform, scope, 'applicant-number', 'A', 1, session))[0]!;
}
