import type { TagJobView } from '@tsudoi/shared/contracts/members/tag-job.contract';
import type * as z from 'zod';
import { TextLink } from '../../components/Link.tsx';
import { Note } from '../../components/Note.tsx';
import { Progress } from '../../components/Progress.tsx';
import { useOrg } from '../../lib/org.ts';
import { fill, useWords } from '../../lib/words.ts';
import { rollTexts } from './roll-texts.ts';

interface TagJobResultProps {
  readonly job: z.output<typeof TagJobView> | undefined;
  readonly title: string;
  readonly counted: (count: number) => string;
}

/** How far a tag for many is, and who stays without because they have as many as can be. */
export function TagJobResult({ job, title, counted }: TagJobResultProps) {
  const org = useOrg();
  const words = useWords(rollTexts).tags;
  const { state = 'running', done = 0, total = 0, full = [], fullCount = 0 } = job ?? {};
  const isRunning = state === 'running' || state === 'undoing';
  return (
    <>
      {isRunning ? <Progress done={done} total={total} label={title} striped /> : null}
      {fullCount > 0 ? (
        <Note kind="warn" live title={fill(words.full, { count: counted(fullCount) })}>
          <p>{words.fullText}</p>
          <ul>
            {full.map(({ memberId, memberNumber, name }) => (
              <li key={memberId}>
                <TextLink to="/$org/admin/members/$memberId" params={{ org, memberId }}>
                  {name}
                </TextLink>{' '}
                <span className="num">{memberNumber}</span>
              </li>
            ))}
          </ul>
        </Note>
      ) : null}
      {isRunning ? <p className="muted">{words.goesOn}</p> : null}
    </>
  );
}
