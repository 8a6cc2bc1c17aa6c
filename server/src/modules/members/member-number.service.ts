import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import { takeNumbers } from '../../platform/counters.ts';
import type { Platform } from '../../platform/platform.ts';
import { takenNumbers } from './member.repository.ts';

/** `count` free numbers such as 2026-0001; those that the office has given by hand are passed over, none is used twice. */
export async function drawMemberNumbers(platform: Platform, scope: OrgScope, count: number, session: ClientSession): Promise<string[]> {
  const year = platform.clock.today().slice(0, 4);
  const drawn: string[] = [];
  while (drawn.length < count) {
    const missing = count - drawn.length;
    const first = await takeNumbers(platform.databases.server, scope, `member-number:${year}`, missing, session);
    const numbers = Array.from({ length: missing }, (_, index) => `${year}-${String(first + index).padStart(4, '0')}`);
    const taken = await takenNumbers(scope, numbers, session);
    drawn.push(...numbers.filter((number) => !taken.has(number)));
  }
  return drawn;
}
