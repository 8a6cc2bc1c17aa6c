import { useQuery } from '@tanstack/react-query';
import { TextLink } from '../../components/Link.tsx';
import { Note } from '../../components/Note.tsx';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { cancelJobTexts } from './cancel-job-texts.ts';

/** The way back to bills that are being cancelled, and to what became of those of last time. */
export function CancelJobsNote() {
  const org = useOrg();
  const words = useWords(cancelJobTexts);
  const trpc = useTRPC();
  const jobs = useQuery(trpc.billing.cancelJobs.queryOptions());
  const newest = jobs.data?.jobs[0];
  if (newest === undefined) return null;
  const { cancelJobId, state, done, total } = newest;
  const link = (text: string) => (
    <TextLink to="/$org/admin/bills/cancellations/$cancelJobId" params={{ org, cancelJobId }}>
      {text}
    </TextLink>
  );
  if (state === 'done') return <p>{link(words.last)}</p>;
  return <Note title={fill(words.note, { state: words[state], done, total })}>{link(words.see)}</Note>;
}
