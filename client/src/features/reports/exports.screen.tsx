import { useMutation, useQuery } from '@tanstack/react-query';
import { Button } from '../../components/Button.tsx';
import { Empty } from '../../components/Empty.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { Panel } from '../../components/Panel.tsx';
import { Progress } from '../../components/Progress.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { formatDuration, formatMomentShort } from '../../lib/dates.ts';
import { useErrorText } from '../../lib/errors.ts';
import { downloadFile } from '../../lib/files.ts';
import { useLive } from '../../lib/live.ts';
import { useOrg } from '../../lib/org.ts';
import { usePace } from '../../lib/pace.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { ListExportView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import './exports.css';
import { exportsTexts } from './exports-texts.ts';

/** The files that somebody had made in the background: how far each is, and the way to it. */
export function ExportsScreen() {
  const org = useOrg();
  const words = useWords(exportsTexts);
  const trpc = useTRPC();
  const files = useQuery({
    ...trpc.reports.listExports.queryOptions(),
    refetchInterval: ({ state }) => (state.data?.exports.some((file) => file.state === 'running') ? 1000 : false),
  });
  useLive(['lists']);
  return (
    <>
      <PageHead title={words.title} />
      <PageBody>
        <p className="muted">{words.lead}</p>
        <QueryState query={files} skeleton={<PanelSkeleton rows={3} />}>
          {({ exports }) =>
            exports.length === 0 ? (
              <Empty
                title={words.noneTitle}
                text={words.noneText}
                action={
                  <LinkButton to="/$org/admin/members" params={{ org }} kind="primary">
                    {words.toMembers}
                  </LinkButton>
                }
              />
            ) : (
              <Panel title={words.list} flush>
                <ul className="exports">
                  {exports.map((file) => (
                    <li key={file.listExportId} className="exports__file">
                      <div className="exports__what">
                        <b>{words.lists[file.list]}</b>
                        <span className="muted">
                          {fill(words.asked, { at: formatMomentShort(file.madeAt), format: words.formats[file.format] })}
                        </span>
                      </div>
                      {file.state === 'running' ? <Running file={file} seenAt={files.dataUpdatedAt} /> : null}
                      {file.state === 'done' ? <Ready file={file} /> : null}
                      {file.state === 'failed' ? <p className="exports__failed">{words.failed}</p> : null}
                    </li>
                  ))}
                </ul>
              </Panel>
            )
          }
        </QueryState>
      </PageBody>
    </>
  );
}

/** The list may grow while its file is written: never more than all of it. */
function Running({ file, seenAt }: { readonly file: ListExportView; readonly seenAt: number }) {
  const words = useWords(exportsTexts);
  const done = Math.min(file.done, file.rows);
  const pace = usePace(done, file.rows, seenAt);
  return (
    <div className="exports__run">
      <p className="exports__line">
        <span className="num">{fill(words.of, { done, rows: file.rows })}</span>
        <span>{pace === null ? words.making : fill(words.left, { time: formatDuration(pace.etaSeconds) })}</span>
      </p>
      <Progress done={done} total={file.rows} label={words.making} striped />
      <p className="muted">{words.keeps}</p>
    </div>
  );
}

function Ready({ file }: { readonly file: ListExportView }) {
  const words = useWords(exportsTexts);
  const errorText = useErrorText();
  const save = useMutation({ mutationFn: () => downloadFile(file.downloadPath, file.fileName) });
  return (
    <div className="exports__ready">
      <div>
        <span className="num">{fill(words.rows, { count: file.rows })}</span>
        {file.expiresAt === null ? null : <span className="muted">{fill(words.until, { at: formatMomentShort(file.expiresAt) })}</span>}
        {save.isError ? <span role="alert">{errorText(save.error)}</span> : null}
      </div>
      <Button kind="primary" label={fill(words.saveOf, { name: file.fileName })} isPending={save.isPending} onPress={() => save.mutate()}>
        {words.save}
      </Button>
    </div>
  );
}
