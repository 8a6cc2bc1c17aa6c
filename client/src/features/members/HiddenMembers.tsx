import { useQuery } from '@tanstack/react-query';
import type { MembershipTypeView } from '../../lib/views.ts';
import { Button } from '../../components/Button.tsx';
import { Empty } from '../../components/Empty.tsx';
import { TextLink } from '../../components/Link.tsx';
import { useKit } from '../../lib/i18n/kit.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { recordTexts } from './record-texts.ts';
import { useRanks } from './record.view.ts';
import { conditionTexts } from './condition-texts.ts';
import { useConditionTexts } from './condition.view.ts';
import { usePartTexts } from './group.view.ts';
import { type Conditions, filterOf, noConditions, rollPlace, rollStart } from './roll-state.rules.ts';
import { rollTexts } from './roll-texts.ts';

export interface HiddenMembersProps {
  readonly conditions: Conditions;
  readonly kind: 'individual' | 'corporate';
  readonly types: readonly MembershipTypeView[];
  readonly title: string;
  readonly onChange: (patch: Partial<Conditions>) => void;
}

/** Nobody fits: whom the search would find, which condition keeps each out, and the way on. */
export function HiddenMembers({ conditions, kind, types, title, onChange }: HiddenMembersProps) {
  const org = useOrg();
  const words = useWords(rollTexts);
  const list = useWords(adminMemberTexts).list;
  const statuses: Readonly<Record<string, string>> = useWords(adminMemberTexts).detail.statuses;
  const record = useWords(recordTexts);
  const kit = useKit();
  const { rankName } = useRanks();
  const trpc = useTRPC();
  const { q, status, type, rank, tag, dues } = conditions;
  const state = rollPlace.read({ ...rollStart, ...conditions });
  const { sort: _sort, descending: _descending, ...filter } = filterOf(state);
  const hidden = useQuery({ ...trpc.members.hidden.queryOptions({ ...filter, kind }), enabled: q !== '' });
  const more = useWords(conditionTexts);
  const { joinedSaid, customSaid } = useConditionTexts();
  const { sentence } = usePartTexts(types);
  const rows = hidden.data?.rows ?? [];
  const said = (field: string, value: string) => fill(words.conditions.choice, { field, value });
  const conditionNames = {
    kind: words.hidden.kinds[kind],
    status: said(words.conditions.status, statuses[status] ?? status),
    type: said(words.conditions.type, types.find(({ membershipTypeId }) => membershipTypeId === type)?.name ?? ''),
    rank: said(record.rank, rankName(rank)),
    tag: said(record.tags, tag),
    joined: state.joined ? said(more.joined, joinedSaid(state.joined)) : '',
    custom: state.custom
      .map(customSaid)
      .map(({ field, value }) => (value === '' ? field : said(field, value)))
      .join(kit.listSeparator),
    anyOf: state.anyOf.map(sentence).join(` ${more.or} `),
    dues: said(words.conditions.dues, words.conditions.duesOf[dues === 'clear' ? 'clear' : 'owing']),
  };
  const isHelped = rows.some(({ hiddenBy }) => !hiddenBy.includes('kind'));
  if (rows.length === 0)
    return <Empty title={title} text={list.noneText} action={<Button onPress={() => onChange(noConditions)}>{list.clear}</Button>} />;
  return (
    <Empty
      title={title}
      text={words.hidden.text}
      action={
        <div className="stack">
          <ul className="roll-hidden">
            {rows.map(({ memberId, memberNumber, name, status: own, hiddenBy }) => (
              <li key={memberId}>
                <TextLink to="/$org/admin/members/$memberId" params={{ org, memberId }}>
                  {name}
                </TextLink>{' '}
                <span className="num muted">{memberNumber}</span>
                <br />
                {fill(words.hidden.why, {
                  name,
                  status: statuses[own] ?? own,
                  conditions: hiddenBy.map((one) => conditionNames[one]).join(kit.listSeparator),
                })}
              </li>
            ))}
            {hidden.data?.more ? <li className="muted">{words.hidden.more}</li> : null}
          </ul>
          {isHelped ? <Button onPress={() => onChange({ ...noConditions, q, status: 'all' })}>{words.hidden.drop}</Button> : null}
        </div>
      }
    />
  );
}
