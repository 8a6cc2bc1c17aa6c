import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { Stepper } from '../../components/Stepper.tsx';
import { useLive } from '../../lib/live.ts';
import { useOrg } from '../../lib/org.ts';
import { useRouteId } from '../../lib/route-ids.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { ImportJobView } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { ImportCheck } from './ImportCheck.tsx';
import { ImportColumns } from './ImportColumns.tsx';
import { ImportProgress } from './ImportProgress.tsx';
import { ImportResult } from './ImportResult.tsx';
import { importStep } from './import.rules.ts';
import { importTexts } from './import-texts.ts';
import './import.css';

/** One file on its way into the roll; what is shown is what the file's own state says, so that a reload changes nothing. */
export function MemberImportJobScreen() {
  const words = useWords(importTexts);
  const org = useOrg();
  const trpc = useTRPC();
  const importJobId = useRouteId('importJobId');
  const [atColumns, setAtColumns] = useState(false);
  useLive(['imports']);
  const job = useQuery(trpc.memberImports.get.queryOptions({ importJobId }));
  const step = job.data ? importStep(job.data.state, atColumns) : 1;
  return (
    <>
      <PageHead
        title={words.title}
        sub={job.data?.fileName}
        crumb={[{ label: words.members, to: '/$org/admin/members', params: { org } }]}
        actions={<Stepper steps={[...words.steps]} current={step} />}
      />
      <QueryState
        query={job}
        skeleton={
          <PageBody>
            <PanelSkeleton />
          </PageBody>
        }
      >
        {(found) => <Step job={found} seenAt={job.dataUpdatedAt} step={step} onColumns={setAtColumns} />}
      </QueryState>
    </>
  );
}

interface StepProps {
  readonly job: ImportJobView;
  readonly seenAt: number;
  readonly step: number;
  readonly onColumns: (open: boolean) => void;
}

function Step({ job, seenAt, step, onColumns }: StepProps) {
  if (step === 1) return <ImportColumns key={`${job.importJobId}-${job.encoding}`} job={job} onChecking={() => onColumns(false)} />;
  switch (job.state) {
    case 'checking':
    case 'running':
    case 'undoing':
      return <ImportProgress key={job.state} job={job} seenAt={seenAt} />;
    case 'checked':
      return <ImportCheck job={job} onColumns={() => onColumns(true)} />;
    default:
      return <ImportResult job={job} />;
  }
}
