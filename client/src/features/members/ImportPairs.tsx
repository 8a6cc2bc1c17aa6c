import { useMutation } from '@tanstack/react-query';
import { Download, Printer } from 'lucide-react';
import { Button } from '../../components/Button.tsx';
import { TextLink } from '../../components/Link.tsx';
import { Note } from '../../components/Note.tsx';
import { Panel } from '../../components/Panel.tsx';
import { saveCsv } from '../../lib/csv.ts';
import { useErrorText } from '../../lib/errors.ts';
import { useOrg } from '../../lib/org.ts';
import { trpcClient } from '../../lib/trpc.ts';
import type { ImportJobView, ProvisionalPair } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { importTexts } from './import-texts.ts';

type Unread = Awaited<ReturnType<typeof trpcClient.memberImports.issuePairs.mutate>>['unread'][number];
type Pair = ProvisionalPair & { readonly memberNumber: string; readonly name: string };
const shownAtMost = 500;

/** 仮ID and 仮パスワード of everybody who came in: drawn on demand, shown once, to be printed or saved. */
export function ImportPairs({ job }: { readonly job: ImportJobView }) {
  const org = useOrg();
  const words = useWords(importTexts);
  const pairWords = useWords(adminMemberTexts).pair;
  const errorText = useErrorText();
  const issue = useMutation({
    mutationFn: async () => {
      const pairs: Pair[] = [];
      const unread: Unread[] = [];
      for (let part: number | null = 0; part !== null;) {
        const page: Awaited<ReturnType<typeof trpcClient.memberImports.issuePairs.mutate>> =
          await trpcClient.memberImports.issuePairs.mutate({ importJobId: job.importJobId, part });
        pairs.push(...page.pairs);
        unread.push(...page.unread);
        part = page.next;
      }
      return { pairs, unread };
    },
  });
  const { pairs, unread } = issue.data ?? { pairs: [], unread: [] };
  const save = () =>
    saveCsv(words.pairs, [
      [words.number, words.name, pairWords.id, pairWords.password],
      ...pairs.map((pair) => [pair.memberNumber, pair.name, pair.provisionalId, pair.provisionalPassword]),
    ]);
  return (
    <Panel title={words.pairs} count={issue.data === undefined ? undefined : fill(words.people, { count: pairs.length })}>
      <div className="stack">
        <p className="muted no-print">{words.pairsText}</p>
        {issue.isError ? <Note kind="danger">{errorText(issue.error)}</Note> : null}
        {unread.length > 0 ? (
          <div className="no-print">
            <Note kind="warn" live>
              <p>{words.unread}</p>
              <ul>
                {unread.map(({ memberId, memberNumber, name }) => (
                  <li key={memberId}>
                    <TextLink to="/$org/admin/members/$memberId" params={{ org, memberId }}>
                      {fill(words.unreadName, { name, number: memberNumber })}
                    </TextLink>
                  </li>
                ))}
              </ul>
            </Note>
          </div>
        ) : null}
        {issue.data === undefined ? (
          <div className="no-print">
            <Button isPending={issue.isPending} onPress={() => issue.mutate()}>
              {issue.isPending ? words.issuing : words.issue}
            </Button>
          </div>
        ) : pairs.length === 0 ? (
          <p role="status">{words.noPairs}</p>
        ) : (
          <>
            <div className="no-print stack-8">
              <Note kind="warn" live>
                {words.pairsNote}
              </Note>
              <div className="row">
                <Button icon={<Download size={18} strokeWidth={1.75} aria-hidden />} onPress={save}>
                  {words.saveCsv}
                </Button>
                <Button icon={<Printer size={18} strokeWidth={1.75} aria-hidden />} onPress={() => window.print()}>
                  {words.print}
                </Button>
              </div>
              {pairs.length > shownAtMost ? <p className="muted">{fill(words.pairsShown, { count: shownAtMost })}</p> : null}
            </div>
            <div className="scroll-x" tabIndex={0} role="region" aria-label={words.pairsTable}>
              <table className="table">
                <thead>
                  <tr>
                    <th scope="col">{words.number}</th>
                    <th scope="col">{words.name}</th>
                    <th scope="col">{pairWords.id}</th>
                    <th scope="col">{pairWords.password}</th>
                  </tr>
                </thead>
                <tbody>
                  {pairs.slice(0, shownAtMost).map((pair) => (
                    <tr key={pair.memberId}>
                      <td>{pair.memberNumber}</td>
                      <td>{pair.name}</td>
                      <td>
                        <code>{pair.provisionalId}</code>
                      </td>
                      <td>
                        <code>{pair.provisionalPassword}</code>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </>
        )}
      </div>
    </Panel>
  );
}
