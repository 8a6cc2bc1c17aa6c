import type {
  DuesCardList,
  DuesCardListInput,
  DuesCardRow,
  ExportDuesCardsInput,
  MemberDuesCard,
} from '@tsudoi/shared/contracts/recurring/dues-card.contract';
import type { SavedCardView } from '@tsudoi/shared/contracts/payments/card.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { fullName } from '@tsudoi/shared/kernel/names';
import type { CardWishId } from '@tsudoi/shared/kernel/recurring-ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import { bouncingAmong } from '../../platform/bounced-addresses.ts';
import type { ListFile } from '../../platform/list-file.ts';
import { ifAnswered, paymentsClient } from '../../platform/payments-client.ts';
import type { Platform } from '../../platform/platform.ts';
import { findMember, findMembers, mailAddressOf } from '../members/members.public.ts';
import { type CardWishDocument, newestWishes, pageOfWishes, wishesOfMember } from './card-wish.repository.ts';
import { isHere, standingOf, wishesCard } from './card-wish.rules.ts';
import { duesCardOf } from './card-wish.service.ts';
import { type DuesCardPerson, duesCardCells } from './dues-card-export.rules.ts';

/** As many as the payments-service is asked about at once. */
const readAtOnce = 200;
const pageSize = 50;
/** Where nearly all have entered their card, a page does not look through everybody. */
const mostBatches = 20;

interface Batch {
  readonly people: readonly DuesCardPerson[];
  /** The last row that was read; null where there are no more. */
  readonly next: CardWishId | null;
}

/** Of some rows those that are the word of somebody who pays by card now. */
async function standing(platform: Platform, scope: OrgScope, rows: readonly CardWishDocument[]): Promise<Omit<DuesCardPerson, 'card'>[]> {
  const db = platform.databases.server;
  const ids = [...new Set(rows.filter(({ isOn }) => isOn).map(({ memberId }) => memberId))];
  const newest = await newestWishes(db, scope, ids);
  const members = new Map((await findMembers(scope, ids)).map((member) => [member._id, member]));
  const today = platform.clock.today();
  const found = rows.flatMap((wish) => {
    const member = members.get(wish.memberId);
    const counts = newest.get(wish.memberId)?._id === wish._id;
    return member && counts && isHere(member) && wishesCard(wish, member.statusEntries, today) ? [{ wish, member }] : [];
  });
  const addresses = found.map(({ member }) => mailAddressOf(member));
  const bouncing = await bouncingAmong(db, scope, addresses);
  return found.map((one, index) => ({ ...one, byMail: addresses[index] !== '' && !bouncing.has(addresses[index]!) }));
}

/**
 * Everybody whose dues are paid by card, the newest word first. Whether there is a card the payments-service is asked, a batch at a
 * time; once it has not answered it is not asked again, and nobody's card is known.
 */
async function* peopleByCard(platform: Platform, scope: OrgScope, after: CardWishId | null): AsyncGenerator<Batch> {
  let isAway = false;
  for (let cursor = after, more = true; more;) {
    const rows = await pageOfWishes(platform.databases.server, scope, cursor, readAtOnce);
    more = rows.length === readAtOnce;
    cursor = rows.at(-1)?._id ?? null;
    const people = await standing(platform, scope, rows);
    const memberIds = people.map(({ member }) => member._id);
    const ask = () => paymentsClient(platform, scope).call('cards.ofMembers', { memberIds });
    const cards: SavedCardView[] | null = people.length === 0 ? [] : isAway ? null : await ifAnswered(ask());
    isAway ||= cards === null;
    const saved = new Set(cards?.filter(({ state }) => state === 'active').map(({ memberId }) => memberId));
    const stateOf = (memberId: MemberId): DuesCardRow['card'] => (cards === null ? 'unknown' : saved.has(memberId) ? 'saved' : 'waiting');
    yield { people: people.map((one) => ({ ...one, card: stateOf(one.member._id) })), next: more ? cursor : null };
  }
}

type Show = z.output<typeof DuesCardListInput>['show'];
/** Who may have entered a card, while nobody can tell, is not left out. */
const isShown = (show: Show, { card }: DuesCardPerson): boolean => show === 'all' || card !== 'saved';

const rowOf = ({ wish, member, card, byMail }: DuesCardPerson): DuesCardRow => ({
  memberId: member._id,
  memberNumber: member.memberNumber,
  name: fullName(member),
  chosenOn: wish.from,
  card,
  byMail,
});

/** Who has chosen a card for their dues, or has not entered it yet (BIL-18). */
export async function duesCards(
  platform: Platform,
  scope: OrgScope,
  { show, cursor }: z.output<typeof DuesCardListInput>,
): Promise<z.output<typeof DuesCardList>> {
  const found: DuesCardPerson[] = [];
  let batches = 0;
  for await (const { people, next } of peopleByCard(platform, scope, cursor ?? null)) {
    found.push(...people.filter((person) => isShown(show, person)));
    if (found.length > pageSize) return { rows: found.slice(0, pageSize).map(rowOf), next: found[pageSize - 1]!.wish._id };
    batches += 1;
    if (found.length === pageSize || batches === mostBatches) return { rows: found.map(rowOf), next };
  }
  return { rows: found.map(rowOf), next: null };
}

/** The same list as a file. It outlives the moment, so that it is not made of guesses. @throws DomainError PROVIDER_UNAVAILABLE */
export function duesCardList(platform: Platform, scope: OrgScope, { show, columns }: z.output<typeof ExportDuesCardsInput>): ListFile {
  const read = columns.map((column) => duesCardCells[column]);
  async function* people() {
    for await (const batch of peopleByCard(platform, scope, null)) {
      if (batch.people.some(({ card }) => card === 'unknown')) throw new DomainError('PROVIDER_UNAVAILABLE');
      const shown = batch.people.filter((person) => isShown(show, person));
      if (shown.length > 0) yield shown;
    }
  }
  return {
    sheetName: '会費のカード',
    head: columns,
    async count() {
      let count = 0;
      for await (const batch of people()) count += batch.length;
      return count;
    },
    async *rows() {
      for await (const batch of people())
        yield batch.map((person) => ({
          cells: read.map((cell) => cell(person)),
          memberId: person.member._id,
          memberNumber: person.member.memberNumber,
          name: fullName(person.member),
        }));
    },
  };
}

/** What the record of a member says of it; null for who never chose a card. @throws DomainError NOT_FOUND */
export async function memberDuesCard(
  platform: Platform,
  scope: OrgScope,
  memberId: MemberId,
): Promise<z.output<typeof MemberDuesCard> | null> {
  const { statusEntries } = await findMember(scope, memberId);
  const standing = standingOf(await wishesOfMember(platform.databases.server, scope, memberId), statusEntries, platform.clock.today());
  if (standing === null) return null;
  const { chosen, stopped, hasLeft } = standing;
  return {
    memberId,
    state: hasLeft ? 'left' : await duesCardOf(platform, scope, memberId),
    since: chosen.from,
    by: chosen.by,
    stopped: stopped && { on: stopped.from, by: stopped.by },
  };
}
