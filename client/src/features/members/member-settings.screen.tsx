import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { SaveMemberSettingsInput, rankLimit } from '@tsudoi/shared/contracts/members/member-settings.contract';
import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react';
import { useFieldArray } from 'react-hook-form';
import { Button, IconButton } from '../../components/Button.tsx';
import { CheckboxField } from '../../components/Choice.tsx';
import { useFormValue } from '../../components/Form.tsx';
import { SettingsForm, SettingsPage } from '../../components/SettingsPage.tsx';
import { Panel } from '../../components/Panel.tsx';
import { Tag } from '../../components/Tag.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useTRPC } from '../../lib/trpc.ts';
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
    <SettingsPage title={words.title} sub={words.sub} query={settings}>
      {(found) => <Fields settings={found} />}
    </SettingsPage>
  );
}

function Fields({ settings }: { readonly settings: MemberSettingsView }) {
  const words = useWords(recordTexts).settings;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const update = useMutation(trpc.memberSettings.save.mutationOptions());
  return (
    <SettingsForm
      settings={settings}
      latest={() => queries.fetchQuery({ ...trpc.memberSettings.get.queryOptions(), staleTime: 0 })}
      schema={Settings}
      defaultsOf={({ corporateMyPage, ranks }) => ({
        corporateMyPage,
        ranks: ranks.flatMap(({ rankId, name, archived }) => (archived ? [] : [{ rankId, name }])),
      })}
      save={({ ranks, ...values }, version) => {
        // A rank that was taken out and is put back was nobody's and has gone: it comes anew.
        const known = new Set(queries.getQueryData(trpc.memberSettings.get.queryKey())?.ranks.map(({ rankId }) => rankId));
        const kept = ranks.map((rank) => (rank.rankId && !known.has(rank.rankId) ? { ...rank, rankId: null } : rank));
        return update.mutateAsync({ ...values, ranks: kept, version });
      }}
      onSaved={() => queries.invalidateQueries(trpc.memberSettings.pathFilter())}
      nameOf={(path) => placeName(words, path)}
      words={words}
    >
      {(begun) => (
        <>
          <Panel title={words.ranks}>
            <div className="form">
              <p className="muted">{words.ranksText}</p>
              <RankFields />
              {begun.ranks.every(({ archived }) => !archived) ? null : (
                <div className="stack">
                  <h3>{words.away}</h3>
                  <p className="hint">{words.awayText}</p>
                  <p className="row record-tags">
                    {begun.ranks.map(({ rankId, name, archived }) => (archived ? <Tag key={rankId}>{name}</Tag> : null))}
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
        </>
      )}
    </SettingsForm>
  );
}

/** What is asked about apart from its row: the ranks, one of them by its number, the switch. */
function placeName(words: typeof recordTexts.ja.settings, path: string): string | null {
  const number = /^ranks\.(\d+)/.exec(path)?.[1];
  if (number !== undefined) return fill(words.rankName, { number: Number(number) + 1 });
  const names: Readonly<Record<string, string>> = { ranks: words.ranks, corporateMyPage: words.myPageSwitch };
  return names[path] ?? null;
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
