import { GroupCondition, mostInGroup } from '@tsudoi/shared/contracts/members/member-condition.contract';
import { customText, joinedText, readCustom, readJoined, textOf, withCustom } from './roll-address.rules.ts';

/** How one condition stands in an address: `tag.%E5%A7%94%E5%93%A1`, `joined.this`, `custom.cfd_….numbers.20~30`. */
export function partText(part: GroupCondition): string {
  if (part.by === 'custom') return `${part.by}.${customText([part.value])}`;
  return `${part.by}.${part.by === 'joined' ? joinedText(part.value) : encodeURIComponent(part.value)}`;
}

export function groupText(parts: readonly GroupCondition[]): string {
  return parts.map(partText).join(',');
}

/** Anybody can write an address: what is no condition is none. */
export function readPart(written: string): GroupCondition | null {
  const [by, ...rest] = written.split('.');
  const value = rest.join('.');
  const known = by === 'custom' ? readCustom(value)[0] : by === 'joined' ? readJoined(value) : textOf(value);
  const read = GroupCondition.safeParse({ by, value: known });
  return read.success ? read.data : null;
}

/** Each condition once, as many as a group may have. */
export function readGroup(written: string): GroupCondition[] {
  const read = written === '' ? [] : written.split(',').flatMap((one) => readPart(one) ?? []);
  return [...new Map(read.map((part) => [partText(part), part])).values()].slice(0, mostInGroup);
}

type Plain = Exclude<GroupCondition['by'], 'custom'>;
type Address = Readonly<Record<Plain | 'own' | 'any', string>>;
type Patch = Partial<Address>;
const plain = ['type', 'rank', 'tag', 'dues', 'joined', 'status'] as const satisfies readonly Plain[];

/** The conditions of an address that all hold, but the search. */
export function partsOfAll(address: Pick<Address, Plain | 'own'>): GroupCondition[] {
  return [
    ...plain.flatMap((by) => readPart(`${by}.${by === 'joined' ? address.joined : encodeURIComponent(address[by])}`) ?? []),
    ...readCustom(address.own).map((value) => ({ by: 'custom' as const, value })),
  ];
}

/** The conditions that all hold, without one of them. */
export function withoutAll(part: GroupCondition, { own }: Pick<Address, 'own'>): Patch {
  if (part.by === 'custom') return { own: withCustom(readCustom(own), part.value.fieldId, null) };
  return { [part.by]: part.by === 'status' ? 'active' : '' };
}

/** A condition that holds beside all others. */
export function asAll(part: GroupCondition, { own }: Pick<Address, 'own'>): Patch {
  if (part.by === 'custom') return { own: withCustom(readCustom(own), part.value.fieldId, part.value) };
  return { [part.by]: part.by === 'joined' ? joinedText(part.value) : part.value };
}

/** A condition of which another may hold instead. One on the status finds nobody while the list is of another status. */
export function asAny(part: GroupCondition, { any }: Pick<Address, 'any'>): Patch {
  return { any: groupText(readGroup([any, partText(part)].join(','))), ...(part.by === 'status' ? { status: 'all' } : {}) };
}

/** The group without one of its conditions. */
export function withoutPart(group: readonly GroupCondition[], part: GroupCondition): Pick<Address, 'any'> {
  return { any: groupText(group.filter((one) => partText(one) !== partText(part))) };
}
