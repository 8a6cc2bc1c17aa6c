import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Suspense, lazy, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { MyFrame } from '../../components/MyFrame.tsx';
import { Note } from '../../components/Note.tsx';
import { OwnLoginOnly } from '../../components/OwnLoginOnly.tsx';
import { Section } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { ListSkeleton } from '../../components/Skeleton.tsx';
import { Tag } from '../../components/Tag.tsx';
import { toast } from '../../components/Toast.tsx';
import { useErrorText } from '../../lib/errors.ts';
import { useOrg } from '../../lib/org.ts';
import { acceptGrant } from '../../lib/session.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { mayLeave } from '../../lib/unsaved.ts';
import type { LinkedAccount } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { codeTexts } from './code-texts.ts';

const LinkForm = lazy(() => import('./LinkForm.tsx').then((module) => ({ default: module.LinkForm })));

/** One person's My Pages in several organisations: linked by a proof once, switched without another. */
export function MySwitchScreen() {
  const org = useOrg();
  const texts = useWords(codeTexts);
  const words = texts.linked;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [adding, setAdding] = useState(false);
  const navigate = useNavigate();
  const errorText = useErrorText();
  const linked = useQuery(trpc.identity.linkedAccounts.queryOptions());
  // Of two in one organisation the number says which.
  const numberOf = ({ awaitsNumber, memberNumber }: LinkedAccount): string =>
    fill(awaitsNumber ? texts.reception : texts.number, { number: memberNumber });
  const nameAmong = (list: readonly LinkedAccount[], one: LinkedAccount): string =>
    list.filter(({ orgSlug }) => orgSlug === one.orgSlug).length > 1
      ? fill(words.oneOf, { org: one.orgName, number: numberOf(one) })
      : one.orgName;
  const change = useMutation(trpc.identity.switchAccount.mutationOptions());
  const unlink = useMutation(trpc.identity.unlinkAccount.mutationOptions());
  const go = async ({ orgSlug, memberId }: LinkedAccount) => {
    // Asked before the act: who stays has not been switched, and who goes is not asked again. What the server refuses loses nothing.
    if (!(await mayLeave())) return;
    acceptGrant('my', orgSlug, await change.mutateAsync({ org: orgSlug, memberId }));
    await navigate({ href: `/${orgSlug}/my`, ignoreBlocker: true });
  };
  const remove = async ({ orgSlug, memberId }: LinkedAccount) => {
    await unlink.mutateAsync({ org: orgSlug, memberId });
    await queries.invalidateQueries(trpc.identity.linkedAccounts.pathFilter());
    toast({ text: words.removed });
  };
  return (
    <MyFrame org={org} current="settings" title={words.title} heading>
      <Section>
        <p className="muted">{words.lead}</p>
        <QueryState query={linked} skeleton={<ListSkeleton rows={2} />}>
          {(list) =>
            list.length === 0 ? (
              <p className="muted">{words.none}</p>
            ) : (
              <ul className="list">
                {list.map((each) => (
                  <li key={each.memberId} className="item">
                    <span className="grow">
                      <b>{each.orgName}</b>
                      <br />
                      <small className="muted num">{numberOf(each)}</small>
                    </span>
                    {each.current ? (
                      <Tag>{words.here}</Tag>
                    ) : (
                      <span className="row">
                        <Button
                          size="sm"
                          label={fill(words.removeFrom, { org: nameAmong(list, each) })}
                          onPress={() => void remove(each).catch(() => undefined)}
                        >
                          {words.remove}
                        </Button>
                        <Button
                          kind="primary"
                          size="sm"
                          isPending={change.isPending}
                          label={fill(words.goTo, { org: nameAmong(list, each) })}
                          onPress={() => void go(each).catch(() => undefined)}
                        >
                          {words.go}
                        </Button>
                      </span>
                    )}
                  </li>
                ))}
              </ul>
            )
          }
        </QueryState>
        {change.isError ? <Note kind="danger">{errorText(change.error)}</Note> : null}
        {unlink.isError ? <Note kind="danger">{errorText(unlink.error)}</Note> : null}
      </Section>
      <Section>
        {adding ? (
          <div className="panel panel__body panel__body--bare">
            <Suspense fallback={<ListSkeleton rows={3} />}>
              <LinkForm onDone={() => setAdding(false)} />
            </Suspense>
          </div>
        ) : (
          <OwnLoginOnly>
            <Button size="lg" block onPress={() => setAdding(true)}>
              {words.add}
            </Button>
          </OwnLoginOnly>
        )}
      </Section>
    </MyFrame>
  );
}
