import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { DuplicateSide } from '@tsudoi/shared/contracts/members/duplicate.contract';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Empty } from '../../components/Empty.tsx';
import { TextLink } from '../../components/Link.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { Panel } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { ListSkeleton } from '../../components/Skeleton.tsx';
import { Tag } from '../../components/Tag.tsx';
import { toast } from '../../components/Toast.tsx';
import { useErrorText } from '../../lib/errors.ts';
import { useMay } from '../../lib/may.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { DuplicateCompare } from './DuplicateCompare.tsx';
import { duplicateTexts } from './duplicate-texts.ts';
import './duplicates.css';

const nameOf = (side: DuplicateSide): string => `${side.familyName} ${side.givenName}`;

/** Records that may be one person: why, what hangs on each, and the word that they are two. Not live: it compares the whole roll. */
export function DuplicatesScreen() {
  const org = useOrg();
  const words = useWords(duplicateTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const errorText = useErrorText();
  const [compared, setCompared] = useState('');
  const may = useMay();
  const duplicates = useQuery(trpc.duplicates.list.queryOptions());
  const dismiss = useMutation(trpc.duplicates.dismiss.mutationOptions());
  const restore = useMutation(trpc.duplicates.restore.mutationOptions());
  const reload = () => queries.invalidateQueries({ queryKey: trpc.duplicates.list.queryKey() });
  const areTwo = async (sides: readonly [DuplicateSide, DuplicateSide]) => {
    const memberIds: [(typeof sides)[0]['memberId'], (typeof sides)[0]['memberId']] = [sides[0].memberId, sides[1].memberId];
    try {
      await dismiss.mutateAsync({ memberIds });
    } catch (error) {
      return toast({ text: errorText(error) });
    }
    await reload();
    return toast({
      text: fill(words.dismissed, { name: fill(words.pair, { left: nameOf(sides[0]), right: nameOf(sides[1]) }) }),
      undo: async () => {
        await restore.mutateAsync({ memberIds });
        await reload();
      },
    });
  };
  const count = duplicates.data?.pairs.length ?? 0;
  return (
    <>
      <PageHead
        title={words.title}
        crumb={[{ label: words.crumb, to: '/$org/admin/members', params: { org } }]}
        sub={count > 0 ? fill(duplicates.data?.capped ? words.subCapped : words.sub, { count }) : undefined}
      />
      <PageBody>
        <QueryState query={duplicates} skeleton={<ListSkeleton rows={4} />}>
          {({ pairs }) =>
            pairs.length === 0 ? (
              <Empty title={words.emptyTitle} text={words.emptyText} />
            ) : (
              <>
                <p className="muted">{words.text}</p>
                <ul className="duplicates" aria-label={words.list}>
                  {pairs.map(({ sides, reasons }) => {
                    const key = `${sides[0].memberId}:${sides[1].memberId}`;
                    return (
                      <li key={key}>
                        <Panel>
                          <div className="duplicate">
                            <div className="duplicate__sides">
                              {sides.map((side) => (
                                <div key={side.memberId}>
                                  <TextLink to="/$org/admin/members/$memberId" params={{ org, memberId: side.memberId }}>
                                    {nameOf(side)}
                                  </TextLink>
                                  <p className="muted">
                                    {side.familyNameKana} {side.givenNameKana} <span className="num">{side.memberNumber}</span>
                                  </p>
                                </div>
                              ))}
                            </div>
                            <p className="row duplicate__reasons" aria-label={words.reasonsLabel}>
                              {reasons.map((reason) => (
                                <Tag key={reason}>{words.reasons[reason]}</Tag>
                              ))}
                            </p>
                            <div className="row duplicate__acts">
                              <Button size="sm" onPress={() => setCompared(compared === key ? '' : key)}>
                                {compared === key ? words.hide : words.compare}
                              </Button>
                              {may('members.write') ? (
                                <Button size="sm" onPress={() => void areTwo(sides)}>
                                  {words.dismiss}
                                </Button>
                              ) : null}
                            </div>
                          </div>
                          {compared === key ? (
                            <DuplicateCompare
                              sides={sides}
                              mayReadBills={may('billing.read')}
                              mayMerge={may('members.write') && may('billing.write')}
                            />
                          ) : null}
                        </Panel>
                      </li>
                    );
                  })}
                </ul>
              </>
            )
          }
        </QueryState>
      </PageBody>
    </>
  );
}
