import type { MembershipTypeId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import { raiseCounter, takeNumbers } from '../../platform/counters.ts';
import type { Platform } from '../../platform/platform.ts';
import { loginKeyOfNumber, numbersWithLoginTaken } from '../identity/identity.public.ts';
import { type NumberPattern, looksLikeReception, numberText, patternOf, receptionPattern, seriesOf } from './member-number.rules.ts';
import { type MemberDocument, takenNumbers } from './member.repository.ts';
import { getNumbering, keepReceptions, receptionsAmong } from './numbering.repository.ts';

/** How many numbers are looked at together, where many are passed over. */
const mostAtOnce = 500;

/** Keys of log-in ids that are out besides those in use: of numbers drawn just now, or that somebody brings. */
interface Out {
  readonly drawn: Set<string>;
  readonly brought: ReadonlySet<string>;
}
const nothingOut = (brought: ReadonlySet<string> = new Set()): Out => ({ drawn: new Set(), brought });

/** Numbers that nobody has and with which somebody can log in: `2026-0001` and a former `20260001` would be one log-in id. */
async function draw(
  platform: Platform,
  scope: OrgScope,
  { series, pattern, count, out }: { series: string; pattern: NumberPattern; count: number; out: Out },
  session: ClientSession,
): Promise<string[]> {
  const db = platform.databases.server;
  const year = platform.clock.today().slice(0, 4);
  // With this the counter is the transaction's own, so that it may be moved on in the end.
  const first = await takeNumbers(db, scope, series, count, session);
  const drawn: string[] = [];
  let next = first;
  for (let size = count; drawn.length < count; size = Math.min(2 * size, mostAtOnce)) {
    const numbers = Array.from({ length: size }, (_, index) => numberText(pattern, year, next + index));
    const taken = await takenNumbers(scope, numbers, session);
    const logins = await numbersWithLoginTaken(platform, scope, numbers, session);
    for (const number of numbers) {
      if (drawn.length === count) break;
      next += 1;
      const key = loginKeyOfNumber(number);
      if (taken.has(number) || logins.has(number) || out.brought.has(key) || out.drawn.has(key)) continue;
      out.drawn.add(key);
      drawn.push(number);
    }
  }
  if (next > first + count) await raiseCounter(db, scope, series, next - 1, session);
  return drawn;
}

function drawReceptions(platform: Platform, scope: OrgScope, count: number, out: Out, session: ClientSession): Promise<string[]> {
  const series = `applicant-number:${platform.clock.today().slice(0, 4)}`;
  return draw(platform, scope, { series, pattern: receptionPattern, count, out }, session);
}

/**
 * Free numbers such as 2026-0001, one for each type in turn, or as many as asked for by the organisation's own pattern; those
 * that the office has given by hand are passed over, none is used twice. Where the office gives all numbers by hand, what
 * stands in their place until then. `brought`: log-in keys of numbers that are on their way in.
 */
export async function drawMemberNumbers(
  platform: Platform,
  scope: OrgScope,
  wanted: number | readonly MembershipTypeId[],
  session: ClientSession,
  brought?: ReadonlySet<string>,
): Promise<string[]> {
  const db = platform.databases.server;
  const types = typeof wanted === 'number' ? Array.from({ length: wanted }, () => null) : wanted;
  if (types.length === 0) return [];
  const out = nothingOut(brought);
  const numbering = await getNumbering(db, scope, session);
  if (numbering.mode === 'by_hand') {
    const numbers = await drawReceptions(platform, scope, types.length, out, session);
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
    drawn.set(series, await draw(platform, scope, { series, pattern, count, out }, session));
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
  return (await drawReceptions(platform, scope, 1, nothingOut(), session))[0]!;
}

type Numbered = Pick<MemberDocument, 'memberNumber'> &
  Partial<Pick<MemberDocument, 'status' | 'nextStatusOn'>> & {
    /** Of a card, which says so in one word. */
    readonly pending?: boolean;
  };

/** Who has not been admitted has no number yet, whoever gives them here. */
const applies = ({ status, nextStatusOn, pending = false }: Numbered): boolean =>
  pending || (status === 'applied' && nextStatusOn === null);

/** Of these members, those whose number only stands in the place of one that they have yet to get. */
export async function awaitNumbers<Person extends Numbered>(
  platform: Platform,
  scope: OrgScope,
  people: readonly Person[],
  session?: ClientSession,
): Promise<Set<Person>> {
  const shaped = people.filter(({ memberNumber }) => looksLikeReception(memberNumber));
  if (shaped.length === 0) return new Set();
  const numbers = shaped.map(({ memberNumber }) => memberNumber);
  const open = await receptionsAmong(platform.databases.server, scope, numbers, session);
  return new Set(shaped.filter((person) => applies(person) || open.has(person.memberNumber)));
}
