import { useMutation } from '@tanstack/react-query';
import { type ImportMatch, corporateTargets, importMatches, memberTargets } from '@tsudoi/shared/contracts/members/member-import.contract';
import { ArrowRight, ChevronDown } from 'lucide-react';
import { useId, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Checkbox, ChoiceCards } from '../../components/Choice.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { Note } from '../../components/Note.tsx';
import { Columns, ConfirmBar, PageBody } from '../../components/Page.tsx';
import { Panel } from '../../components/Panel.tsx';
import { Select } from '../../components/Select.tsx';
import { useErrorText } from '../../lib/errors.ts';
import { useOrg } from '../../lib/org.ts';
import { queryClient, useTRPC } from '../../lib/trpc.ts';
import type { ImportJobView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { importTexts } from './import-texts.ts';

type Target = ImportJobView['targets'][number];

/** Which column is what, and who a row may be; remembered for the next file of the same kind. */
export function ImportColumns({ job, onChecking }: { readonly job: ImportJobView; readonly onChecking: () => void }) {
  const words = useWords(importTexts);
  const org = useOrg();
  const errorText = useErrorText();
  const trpc = useTRPC();
  const [targets, setTargets] = useState<readonly Target[]>(job.targets);
  const [match, setMatch] = useState<ImportMatch>(job.match);
  const [emptyClears, setEmptyClears] = useState(job.emptyClears);
  const keep = (next: ImportJobView) => queryClient.setQueryData(trpc.memberImports.get.queryKey({ importJobId: job.importJobId }), next);
  const check = useMutation(
    trpc.memberImports.check.mutationOptions({
      onSuccess: (next) => {
        keep(next);
        onChecking();
      },
    }),
  );
  const encode = useMutation(trpc.memberImports.changeEncoding.mutationOptions({ onSuccess: keep }));
  const nameOf = (at: number): string => job.headings[at] || fill(words.noHeading, { number: at + 1 });
  return (
    <>
      <PageBody>
        {job.state === 'refused' && job.refusal ? (
          <Note kind="danger" title={words.refused}>
            <p>{errorText({ data: { domainCode: job.refusal.code, params: job.refusal.params } })}</p>
          </Note>
        ) : null}
        <Columns
          side={
            <>
              <Panel title={words.encoding}>
                <div className="stack-8">
                  <p className="muted">{fill(words.encodingFound, { encoding: words.encodings[job.encoding] })}</p>
                  {job.encodings.length > 1 ? (
                    <Select
                      label={words.encoding}
                      value={job.encoding}
                      options={job.encodings.map((value) => ({ value, label: words.encodings[value] }))}
                      onChange={(encoding) => encode.mutate({ importJobId: job.importJobId, encoding })}
                    />
                  ) : null}
                  {encode.isError ? <Note kind="danger">{errorText(encode.error)}</Note> : null}
                </div>
              </Panel>
              <Panel title={words.match}>
                <div className="stack">
                  <ChoiceCards
                    label={words.match}
                    value={match}
                    options={importMatches.map((value) => ({ value, label: words.matches[value], text: words.matchTexts[value] }))}
                    onChange={(next) => setMatch(next as ImportMatch)}
                  />
                  {match === 'none' ? null : (
                    <Checkbox isSelected={emptyClears} onChange={setEmptyClears}>
                      {words.emptyClears}
                    </Checkbox>
                  )}
                </div>
              </Panel>
            </>
          }
        >
          <Panel title={words.columns} count={fill(words.rows, { count: job.total })} flush>
            {job.remembered ? <p className="import-remembered muted">{words.remembered}</p> : null}
            <ul className="import-map">
              {job.headings.map((_, at) => (
                <ColumnLine
                  // oxlint-disable-next-line react/no-array-index-key -- columns have no name that is theirs alone
                  key={at}
                  name={nameOf(at)}
                  examples={job.sample.map((row) => row[at] ?? '')}
                  target={targets[at] ?? 'ignore'}
                  own={job.customTargets}
                  onChange={(target) => setTargets(targets.with(at, target))}
                />
              ))}
            </ul>
          </Panel>
        </Columns>
        {job.sample.length > 0 ? <Sample job={job} nameOf={nameOf} /> : null}
      </PageBody>
      <ConfirmBar
        text={
          <div className="stack-8">
            <span>{words.checkText}</span>
            {check.isError ? <Note kind="danger">{errorText(check.error)}</Note> : null}
          </div>
        }
      >
        <LinkButton size="lg" to="/$org/admin/members/import" params={{ org }}>
          {words.other}
        </LinkButton>
        <Button
          kind="primary"
          size="lg"
          isPending={check.isPending}
          onPress={() => check.mutate({ importJobId: job.importJobId, targets: [...targets], match, emptyClears })}
        >
          {words.check}
        </Button>
      </ConfirmBar>
    </>
  );
}

interface ColumnLineProps {
  readonly name: string;
  readonly examples: readonly string[];
  readonly target: Target;
  readonly own: ImportJobView['customTargets'];
  readonly onChange: (target: Target) => void;
}

function ColumnLine({ name, examples, target, own, onChange }: ColumnLineProps) {
  const words = useWords(importTexts);
  const id = useId();
  const shown = [...new Set(examples.filter((example) => example !== ''))].slice(0, 3).join(words.exampleJoin);
  return (
    <li className={target === 'ignore' ? 'is-ignored' : undefined}>
      <div className="import-map__file">
        <b>{name}</b>
        <span className="muted">{shown}</span>
      </div>
      <ArrowRight size={16} aria-hidden />
      <span className="input input--sm input--select">
        <label className="sr-only" htmlFor={id}>
          {fill(words.targetOf, { column: name })}
        </label>
        <select id={id} value={target} onChange={(event) => onChange(event.target.value as Target)}>
          <option value="ignore">{words.targets.ignore}</option>
          <optgroup label={words.targetGroups.members}>
            {memberTargets.map((each) => (
              <option key={each} value={each}>
                {words.targets[each]}
              </option>
            ))}
          </optgroup>
          {own.length === 0 ? null : (
            <optgroup label={words.targetGroups.own}>
              {own.map((each) => (
                <option key={each.target} value={each.target}>
                  {each.label}
                </option>
              ))}
            </optgroup>
          )}
          <optgroup label={words.targetGroups.corporate}>
            {corporateTargets.map((each) => (
              <option key={each} value={each}>
                {words.targets[each]}
              </option>
            ))}
          </optgroup>
        </select>
        <ChevronDown size={16} aria-hidden />
      </span>
    </li>
  );
}

function Sample({ job, nameOf }: { readonly job: ImportJobView; readonly nameOf: (at: number) => string }) {
  const words = useWords(importTexts);
  const title = fill(words.preview, { count: job.sample.length });
  return (
    <section className="stack-8">
      <h2>{title}</h2>
      <div className="panel scroll-x" tabIndex={0} role="region" aria-label={title}>
        <table className="table import-sample">
          <thead>
            <tr>
              {job.headings.map((_, at) => (
                // oxlint-disable-next-line react/no-array-index-key -- columns have no name that is theirs alone
                <th key={at} scope="col">
                  {nameOf(at)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {job.sample.map((row, line) => (
              // oxlint-disable-next-line react/no-array-index-key -- lines of a file are their place
              <tr key={line}>
                {row.map((cell, at) => (
                  // oxlint-disable-next-line react/no-array-index-key -- cells of a line are their place
                  <td key={at}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
