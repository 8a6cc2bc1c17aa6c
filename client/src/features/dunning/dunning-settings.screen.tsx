import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { DunningSettingsForm, mostStages } from '@tsudoi/shared/contracts/dunning/dunning-settings.contract';
import { useFieldArray, useFormContext } from 'react-hook-form';
import { Button } from '../../components/Button.tsx';
import { CheckboxField } from '../../components/Choice.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { Note } from '../../components/Note.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { Panel } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { toast } from '../../components/Toast.tsx';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { useVersioned } from '../../lib/versioned.ts';
import type { DunningSettingsView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import './dunning.css';
import { dunningTexts } from './dunning-texts.ts';
import { StageFields } from './StageFields.tsx';

const hours = [7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20] as const;

/** 設定 → 督促: whether stages go by themselves, when, and what each of them says. */
export function DunningSettingsScreen() {
  const org = useOrg();
  const words = useWords(dunningTexts).settings;
  const trpc = useTRPC();
  const settings = useQuery(trpc.dunning.settings.queryOptions());
  return (
    <>
      <PageHead crumb={[{ label: words.crumb, to: '/$org/admin/reminders', params: { org } }]} title={words.title} sub={words.sub} />
      <PageBody>
        <QueryState query={settings} skeleton={<PanelSkeleton rows={8} />}>
          {(found) => <SettingsForm settings={found} />}
        </QueryState>
      </PageBody>
    </>
  );
}

function SettingsForm({ settings }: { readonly settings: DunningSettingsView }) {
  const words = useWords(dunningTexts).settings;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const update = useMutation(trpc.dunning.updateSettings.mutationOptions());
  const { begun, hasConflict, save } = useVersioned(settings, () =>
    queries.fetchQuery({ ...trpc.dunning.settings.queryOptions(), staleTime: 0 }),
  );
  const { version, ...rest } = begun;
  const defaults = { ...rest, sendHour: String(rest.sendHour) };
  return (
    <Form
      key={version}
      schema={DunningSettingsForm}
      defaults={defaults}
      onSubmit={async (values) => {
        const { isSaved } = await save(update.mutateAsync({ settings: values, version }));
        if (!isSaved) return;
        toast({ text: words.saved });
        await queries.invalidateQueries(trpc.dunning.pathFilter());
      }}
    >
      {hasConflict ? (
        <Note kind="warn" live>
          {words.conflict}
        </Note>
      ) : null}
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
      <FormButtons>
        <SubmitButton>{words.save}</SubmitButton>
      </FormButtons>
    </Form>
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
