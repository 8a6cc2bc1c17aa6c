import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { DunningSettingsForm, mostStages } from '@tsudoi/shared/contracts/dunning/dunning-settings.contract';
import { useFieldArray, useFormContext } from 'react-hook-form';
import { Button } from '../../components/Button.tsx';
import { CheckboxField } from '../../components/Choice.tsx';
import { SettingsForm, SettingsPage } from '../../components/SettingsPage.tsx';
import { Panel } from '../../components/Panel.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { useMayNot } from '../../lib/may.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { DunningSettingsView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import './dunning.css';
import { dunningTexts } from './dunning-texts.ts';
import { DunningSettingsShown } from './DunningSettingsShown.tsx';
import { placeName } from './place-name.rules.ts';
import { StageFields } from './StageFields.tsx';

const hours = [7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20] as const;

/** 設定 → 督促: whether stages go by themselves, when, and what each of them says. */
export function DunningSettingsScreen() {
  const org = useOrg();
  const words = useWords(dunningTexts).settings;
  const trpc = useTRPC();
  const mayNot = useMayNot();
  const settings = useQuery(trpc.dunning.settings.queryOptions());
  return (
    <SettingsPage
      crumb={[{ label: words.crumb, to: '/$org/admin/reminders', params: { org } }]}
      title={words.title}
      sub={words.sub}
      query={settings}
    >
      {(found) => (mayNot('settings') ? <DunningSettingsShown settings={found} /> : <Fields settings={found} />)}
    </SettingsPage>
  );
}

function Fields({ settings }: { readonly settings: DunningSettingsView }) {
  const words = useWords(dunningTexts).settings;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const update = useMutation(trpc.dunning.updateSettings.mutationOptions());
  return (
    <SettingsForm
      settings={settings}
      latest={() => queries.fetchQuery({ ...trpc.dunning.settings.queryOptions(), staleTime: 0 })}
      schema={DunningSettingsForm}
      defaultsOf={({ version: _version, ...rest }) => ({ ...rest, sendHour: String(rest.sendHour) })}
      save={(values, version) => update.mutateAsync({ settings: values, version })}
      onSaved={() => queries.invalidateQueries(trpc.dunning.pathFilter())}
      nameOf={(path) => placeName(words, path)}
      words={words}
    >
      {() => (
        <>
          <Panel title={words.sending}>
            <div className="form">
              <CheckboxField name="automatic" label={words.automatic} hint={words.automaticHint} />
              <SelectField
                name="sendHour"
                label={words.hour}
                options={hours.map((hour) => ({ value: String(hour), label: fill(words.hours, { hour }) }))}
              />
              <CheckboxField name="english" label={words.english} />
            </div>
          </Panel>
          <Stages />
        </>
      )}
    </SettingsForm>
  );
}

/** A new stage stands two weeks behind the last and begins with the words of the first: those of the last may speak of law. */
function freshStage(stages: DunningSettingsView['stages']) {
  const [first] = stages;
  const last = stages.at(-1)?.days;
  return { ...first, key: null, days: (typeof last === 'number' ? last : 0) + 14, mail: true, letter: false };
}

function Stages() {
  const words = useWords(dunningTexts).settings;
  const form = useFormContext();
  const { fields, append, remove } = useFieldArray({ name: 'stages', keyName: 'rowKey' });
  return (
    <>
      {fields.map((field, index) => (
        <StageFields
          key={field.rowKey}
          index={index}
          isLast={index === fields.length - 1}
          {...(fields.length > 1 ? { onRemove: () => remove(index) } : {})}
        />
      ))}
      {fields.length < mostStages ? (
        <p>
          <Button onPress={() => append(freshStage(form.getValues('stages') as DunningSettingsView['stages']))}>{words.add}</Button>
        </p>
      ) : null}
    </>
  );
}
