import type { MemberStatus } from '@tsudoi/shared/contracts/members/member.contract';
import type { MemberKind } from '@tsudoi/shared/contracts/members/member-kind.contract';
import type { MemberId, MembershipTypeId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { type Narrow, entryEnd, entryPart, entryText, foldedTexts, joinedKeys } from './member-condition.rules.ts';
import { type ListFields, type ListFilter, type Listed, type SortField, isListed, sortKeysOf } from './member-list.rules.ts';
import { sortKanaOf } from './member-search.rules.ts';

/**
 * Own texts, many members to a row, so that a part of a text is looked for without reading members (docs/decisions/0061).
 * A row is one text: entries one after the other, of each the place in lists and then every own text as it is compared.
 */
export const entriesInRow = 100;

/** What is kept of a member; null of whoever has no own text or stands in no list. */
export function textEntryOf(member: Listed): string | null {
  if (!isListed(member)) return null;
  const texts = Object.entries(foldedTexts(member.custom ?? {})).map(([fieldId, text]) => entryText(fieldId, text));
  if (texts.length === 0) return null;
  const { _id, memberNumber, joinedOn, status, membershipTypeId, kind = 'individual' } = member;
  return [_id, sortKanaOf(member), memberNumber, joinedOn, status, membershipTypeId, kind, ...texts].join(entryPart);
}

export const entriesOf = (row: string): string[] => row.split(entryEnd);
export const rowOf = (entries: readonly string[]): string => entries.join(entryEnd);
export const ownerOf = (entry: string): MemberId => entry.slice(0, entry.indexOf(entryPart)) as MemberId;

/** Entries of a row with some changed or taken out (null). */
export function changedEntries(row: string, changes: ReadonlyMap<MemberId, string | null>): string[] {
  return entriesOf(row).flatMap((entry) => {
    const change = changes.get(ownerOf(entry));
    return change === undefined ? [entry] : (change ?? []);
  });
}

type Found = Pick<ListFields, SortField> & { readonly _id: MemberId };

/** Conditions that own texts alone decide. */
export const isText = ({ texts, seek, seeks = [] }: Narrow): boolean => texts !== undefined && seek === undefined && seeks.length === 0;

/** Whether own texts, with what `narrow` has of indexes, decide the whole list: then whoever they find needs no look. */
export function decidesList(filter: ListFilter, narrow: Narrow): boolean {
  return !filter.dues && (filter.narrows ?? []).every((other) => other === narrow || isText(other));
}

/** Of the rows that may have somebody: those who fit one of some texts and everything else that their entries tell. */
export function fittingEntries(rows: readonly string[], filter: ListFilter, texts: readonly RegExp[]): Found[] {
  const wanted = [texts, ...(filter.narrows ?? []).filter(isText).map((one) => one.texts ?? [])];
  const { $gte = null, $lt = null } = filter.joined ? joinedKeys(filter.joined) : {};
  const { status, membershipTypeId, kind = 'individual' } = filter;
  return rows.flatMap(entriesOf).flatMap((entry): Found[] => {
    if (!wanted.every((some) => some.some((one) => one.test(entry)))) return [];
    const [_id, sortKana, memberNumber, joinedOn, itsStatus, itsType, itsKind] = entry.split(entryPart) as [
      MemberId,
      string,
      string,
      JstDate,
      MemberStatus,
      MembershipTypeId,
      MemberKind,
    ];
    const fits =
      itsKind === kind &&
      (status === null || itsStatus === status) &&
      (membershipTypeId === null || itsType === membershipTypeId) &&
      ($gte === null || joinedOn >= $gte) &&
      ($lt === null || joinedOn < $lt);
    return fits ? [{ _id, ...sortKeysOf({ _id, sortKana, memberNumber, joinedOn }) }] : [];
  });
}
