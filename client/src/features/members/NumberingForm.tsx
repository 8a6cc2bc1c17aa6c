import { useMutation, useQueryClient } from '@tanstack/react-query';
import { SaveNumberingInput } from '@tsudoi/shared/contracts/members/member-number.contract';
import { useMemo, useState } from 'react';
import * as z from 'zod';
import { CheckboxField, RadioField } from '../../components/Choice.tsx';
import { FormConflict } from '../../components/FormConflict.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { today } from '../../lib/dates.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { MembershipTypeView, NumberingView } from '../../lib/views.ts';
import { useVersioned } from '../../lib/versioned.ts';
import { fill, useWords } from '../../lib/words.ts';
import { numberTexts } from './number-texts.ts';

const { mode, prefix, withYear, width } = SaveNumberingInput.shape;

function startOf(numbering: NumberingView, types: readonly MembershipTypeView[]): Record<string, unknown> {
  const own = (type: MembershipTypeView) => numbering.types.find((one) => one.membershipTypeId === type.membershipTypeId);
  return {
    mode: numbering.mode,
    prefix: numbering.prefix,
    withYear: numbering.withYear,
    width: String(numbering.width),
    ...Object.fromEntries(
      types.flatMap((type) => [
        [`prefix_${type.membershipTypeId}`, own(type)?.prefix ?? ''],
        [`width_${type.membershipTypeId}`, String(own(type)?.width ?? numbering.width)],
      ]),
    ),
  };
}

/** How numbers are made, with an example that follows the typing. */
export function NumberingForm({
  numbering: first,
  types,
}: {
  readonly numbering: NumberingView;
  readonly types: readonly MembershipTypeView[];
}) {
  const words = useWords(numberTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const save = useMutation(trpc.members.saveNumbering.mutationOptions());
  // Each type has two fields of its own; flat names, as the form keeps its errors.
  const schema = useMemo(
    () =>
      z.object({
        mode,
        prefix,
        withYear,
        width,
        ...Object.fromEntries(
          types.flatMap((type) => [
            [`prefix_${type.membershipTypeId}`, prefix],
            [`width_${type.membershipTypeId}`, width],
          ]),
        ),
      }),
    [types],
  );
  const {
    begun: numbering,
    conflict,
    key,
    save: saveOver,
    takeBack,
  } = useVersioned(
    first,
    () => queries.fetchQuery({ ...trpc.members.numbering.queryOptions(), staleTime: 0 }),
    (found) => startOf(found, types),
  );
  const [values, setValues] = useState(() => startOf(first, types));
  const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
  const example = (head: unknown, figures: unknown) => {
    const year = values['withYear'] === true ? `${today().slice(0, 4)}-` : '';
    const places = Math.min(8, Math.max(1, Number(figures) || 1));
    return fill(words.example, { number: `${textOf(head).toUpperCase()}${year}${'1'.padStart(places, '0')}` });
  };
  return (
    <Form
      schema={schema}
      key={key}
      defaults={startOf(numbering, types)}
      onValues={setValues}
      onSubmit={async (given) => {
        const all = given as Record<string, unknown>;
        const input = SaveNumberingInput.parse({
          mode: all['mode'],
          prefix: all['prefix'],
          withYear: all['withYear'],
          width: all['width'],
          types: types.flatMap(({ membershipTypeId }) => {
            const head = textOf(all[`prefix_${membershipTypeId}`]);
            return head === '' ? [] : [{ membershipTypeId, prefix: head, width: Number(all[`width_${membershipTypeId}`]) }];
          }),
          version: numbering.version,
        });
        const { newest, isSaved } = await saveOver(save.mutateAsync(input));
        await queries.invalidateQueries(trpc.members.pathFilter());
        if (!isSaved) return;
        toast({
          text: words.settingsSaved,
          undo: async () => {
            await takeBack(save.mutateAsync({ ...numbering, version: newest.version }));
            await queries.invalidateQueries(trpc.members.pathFilter());
          },
        });
      }}
    >
      <FormConflict conflict={conflict} />
      <RadioField
        name="mode"
        label={words.mode}
        options={(['automatic', 'by_hand'] as const).map((value) => ({ value, label: words.modes[value] }))}
      />
      <div className="number-pattern">
        <TextField name="prefix" label={words.prefix} hint={words.prefixHint} width="w7" autoComplete="off" />
        <TextField name="width" label={words.width} width="w2" inputMode="numeric" autoComplete="off" />
        <p className="num muted">{example(values['prefix'], values['width'])}</p>
      </div>
      <CheckboxField name="withYear" label={words.withYear} />
      {types.length === 0 ? null : (
        <fieldset className="fieldset">
          <legend>{words.own}</legend>
          <p className="hint">{words.ownHint}</p>
          {types.map((type) => {
            const head = values[`prefix_${type.membershipTypeId}`];
            return (
              <div key={type.membershipTypeId} className="number-pattern">
                <TextField
                  name={`prefix_${type.membershipTypeId}`}
                  label={fill(words.prefixOf, { type: type.name })}
                  width="w7"
                  autoComplete="off"
                />
                <TextField
                  name={`width_${type.membershipTypeId}`}
                  label={fill(words.widthOf, { type: type.name })}
                  width="w2"
                  inputMode="numeric"
                  autoComplete="off"
                />
                {head === '' || head === undefined ? null : (
                  <p className="num muted">{example(head, values[`width_${type.membershipTypeId}`])}</p>
                )}
              </div>
            );
          })}
        </fieldset>
      )}
      <FormButtons>
        <SubmitButton>{words.saveSettings}</SubmitButton>
      </FormButtons>
    </Form>
  );
}
