import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { SaveMemberSettingsInput, rankLimit } from '@tsudoi/shared/contracts/members/member-settings.contract';
import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react';
import { useFieldArray } from 'react-hook-form';
import type * as z from 'zod';
import { Button, IconButton } from '../../components/Button.tsx';
import { CheckboxField } from '../../components/Choice.tsx';
import { Form, FormButtons, SubmitButton, useFormValue } from '../../components/Form.tsx';
import { Note } from '../../components/Note.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { Panel } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { Tag } from '../../components/Tag.tsx';
import { TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import { useVersioned } from '../../lib/versioned.ts';
import type { MemberSettingsView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { recordTexts } from './record-texts.ts';
import './record.css';

const Settings = SaveMemberSettingsInput.omit({ version: true });

/** Ranks (RNK-01), and whether the 連絡者 of a corporate member has a My Page (MEM-07). */
export function MemberSettingsScreen() {
  const words = useWords(recordTexts).settings;
  const trpc = useTRPC();
  const settings = useQuery(trpc.memberSettings.get.queryOptions());
  return (
    <>
      <PageHead title={words.title} sub={words.sub} />
      <PageBody>
        <QueryState query={settings} skeleton={<PanelSkeleton rows={6} />}>
          {(found) => <SettingsForm settings={found} />}
        </QueryState>
      </PageBody>
    </>
  );
}

function SettingsForm({ settings }: { readonly settings: MemberSettingsView }) {
  const words = useWords(recordTexts).settings;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const update = useMutation(trpc.memberSettings.save.mutationOptions());
  const { begun, hasConflict, save } = useVersioned(settings, () =>
    queries.fetchQuery({ ...trpc.memberSettings.get.queryOptions(), staleTime: 0 }),
  );
  const away = begun.ranks.filter(({ archived }) => archived);
  const submit = async (values: z.output<typeof Settings>) => {
    const { isSaved } = await save(update.mutateAsync({ ...values, version: begun.version }));
    await queries.invalidateQueries(trpc.memberSettings.pathFilter());
    if (isSaved) toast({ text: words.saved });
  };
  return (
    <Form
      key={begun.version}
      schema={Settings}
      defaults={{
        corporateMyPage: begun.corporateMyPage,
        ranks: begun.ranks.flatMap(({ rankId, name, archived }) => (archived ? [] : [{ rankId, name }])),
      }}
      onSubmit={submit}
    >
      {hasConflict ? (
        <Note kind="warn" live>
          {words.conflict}
        </Note>
      ) : null}
      <Panel title={words.ranks}>
        <div className="form">
          <p className="muted">{words.ranksText}</p>
          <RankFields />
          {away.length === 0 ? null : (
            <div className="stack">
              <h3>{words.away}</h3>
              <p className="hint">{words.awayText}</p>
              <p className="row record-tags">
                {away.map(({ rankId, name }) => (
                  <Tag key={rankId}>{name}</Tag>
                ))}
              </p>
            </div>
          )}
        </div>
      </Panel>
      <Panel title={words.myPage}>
        <div className="form">
          <CheckboxField name="corporateMyPage" hint={words.myPageText}>
            {words.myPageSwitch}
          </CheckboxField>
        </div>
      </Panel>
      <FormButtons>
        <SubmitButton>{words.save}</SubmitButton>
      </FormButtons>
    </Form>
  );
}

/** The ranks in the office's order, to name, move, add and take out. */
function RankFields() {
  const words = useWords(recordTexts).settings;
  const { fields, append, move, remove } = useFieldArray({ name: 'ranks' });
  const values = useFormValue('ranks') as readonly { readonly name: string }[] | undefined;
  return (
    <>
      {fields.length === 0 ? <p>{words.none}</p> : null}
      <ol className="ranks">
        {fields.map(({ id }, at) => {
          const name = { name: values?.[at]?.name || words.unnamed };
          return (
            <li key={id}>
              <TextField name={`ranks.${at}.name`} label={fill(words.rankName, { number: at + 1 })} maxLength={40} autoComplete="off" />
              <button
                type="button"
                className="icon-btn"
                aria-label={fill(words.up, name)}
                disabled={at === 0}
                onClick={() => move(at, at - 1)}
              >
                <ArrowUp size={18} strokeWidth={1.75} aria-hidden />
              </button>
              <button
                type="button"
                className="icon-btn"
                aria-label={fill(words.down, name)}
                disabled={at === fields.length - 1}
                onClick={() => move(at, at + 1)}
              >
                <ArrowDown size={18} strokeWidth={1.75} aria-hidden />
              </button>
              <IconButton
                label={fill(words.remove, name)}
                icon={<X size={18} strokeWidth={1.75} aria-hidden />}
                onPress={() => remove(at)}
              />
            </li>
          );
        })}
      </ol>
      {fields.length < rankLimit ? (
        <div className="row">
          <Button size="sm" icon={<Plus size={16} aria-hidden />} onPress={() => append({ rankId: null, name: '' })}>
            {words.add}
          </Button>
        </div>
      ) : null}
    </>
  );
}
