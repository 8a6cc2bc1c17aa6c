import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { FileField } from '../../components/FileField.tsx';
import { Note } from '../../components/Note.tsx';
import { Columns, PageBody, PageHead } from '../../components/Page.tsx';
import { Panel } from '../../components/Panel.tsx';
import { Stepper } from '../../components/Stepper.tsx';
import { formatMoment } from '../../lib/dates.ts';
import { useErrorText } from '../../lib/errors.ts';
import { FileError } from '../../lib/files.ts';
import { useLive } from '../../lib/live.ts';
import { figure } from '../../lib/money.ts';
import { useOrg } from '../../lib/org.ts';
import { authorizedFetch, useTRPC } from '../../lib/trpc.ts';
import type { ImportJobRow } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { importTexts } from './import-texts.ts';
import './import.css';

async function upload(file: File): Promise<string> {
  const response = await authorizedFetch(`/uploads/member-imports?fileName=${encodeURIComponent(file.name)}`, {
    method: 'POST',
    body: file,
    headers: { 'content-type': 'text/csv' },
  });
  const body = (await response.json().catch(() => null)) as { importJobId?: string } | null;
  if (!response.ok || !body?.importJobId) throw new FileError(body);
  return body.importJobId;
}

/** A roll from a spreadsheet or another system: the first step of four, and the files of late. */
export function MemberImportScreen() {
  const words = useWords(importTexts);
  const text = useErrorText();
  const org = useOrg();
  const trpc = useTRPC();
  const navigate = useNavigate();
  useLive(['imports']);
  const jobs = useQuery(trpc.memberImports.list.queryOptions());
  const send = useMutation({
    mutationFn: upload,
    onSuccess: (importJobId) => void navigate({ to: '/$org/admin/members/import/$importJobId', params: { org, importJobId } }),
  });
  const columns: Column<ImportJobRow>[] = [
    {
      id: 'file',
      head: words.fileName,
      cell: (row) => row.fileName,
      to: (row) => ({ to: '/$org/admin/members/import/$importJobId', params: { org, importJobId: row.importJobId } }),
      at: 'title',
    },
    { id: 'state', head: words.state, cell: (row) => words.states[row.state], at: 'state' },
    { id: 'rows', head: words.rowsHead, cell: (row) => figure(row.total), align: 'end', at: 'end' },
    { id: 'when', head: words.when, cell: (row) => formatMoment(row.createdAt), at: 'sub' },
    { id: 'who', head: words.who, cell: (row) => row.createdBy, at: 'drop' },
  ];
  return (
    <>
      <PageHead
        title={words.title}
        crumb={[{ label: words.members, to: '/$org/admin/members', params: { org } }]}
        actions={<Stepper steps={[...words.steps]} current={0} />}
      />
      <PageBody>
        <Columns
          side={
            <Panel title={words.rules}>
              <ul className="stack-8 muted">
                <li>{words.rule1}</li>
                <li>{words.rule2}</li>
                <li>{words.rule3}</li>
                <li>{words.rule5}</li>
                <li>{words.rule6}</li>
                <li>{words.rule4}</li>
              </ul>
            </Panel>
          }
        >
          <Panel>
            <div className="stack">
              <FileField label={words.file} hint={words.fileHint} accept=".csv,.txt,.tsv,text/csv" onFile={(file) => send.mutate(file)} />
              {send.isPending ? <p role="status">{words.receiving}</p> : null}
              {send.isError ? <Note kind="danger">{text(send.error)}</Note> : null}
              <p>
                <a href="/uploads/member-imports/sample.csv" download>
                  {words.sample}
                </a>
              </p>
            </div>
          </Panel>
        </Columns>
        {jobs.data && jobs.data.length > 0 ? (
          <section className="stack-8">
            <h2>{words.recent}</h2>
            <DataTable label={words.recent} columns={columns} rows={jobs.data} rowId={(row) => row.importJobId} query={jobs} />
          </section>
        ) : null}
      </PageBody>
    </>
  );
}
