import type { CustomCondition, JoinedCondition } from '@tsudoi/shared/contracts/members/member-condition.contract';
import { customFieldLimits } from '@tsudoi/shared/contracts/members/custom-field.contract';
import { readCustomValue } from '@tsudoi/shared/contracts/members/custom-value.contract';
import { CustomOptionId } from '@tsudoi/shared/kernel/ids';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import type { ReactNode } from 'react';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { RadioField } from '../../components/Choice.tsx';
import { ChoicesField } from '../../components/Choices.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, type FormDefaults, SubmitButton, useFormValue } from '../../components/Form.tsx';
import { DateField, TextField } from '../../components/TextField.tsx';
import type { CustomField } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { conditionTexts } from './condition-texts.ts';
import { WhereChoice, type WhereProps } from './GroupDialog.tsx';

interface Ends {
  readonly number: number;
  readonly date: JstDate;
}

/** Reads an end of a range as a value of such a field is read; empty is open. */
function endOf<Kind extends keyof Ends>(kind: Kind) {
  const field = { kind, required: false } as CustomField;
  return z.unknown().transform((typed, context): Ends[Kind] | null => {
    const read = readCustomValue(field, typed);
    if ('value' in read) return read.value as Ends[Kind] | null;
    context.addIssue({ code: 'custom', message: read.code });
    return z.NEVER;
  });
}

/** What is wrong with a range, under its second end. */
function checkEnds<End extends number | string>(
  { from, to }: { readonly from: End | null; readonly to: End | null },
  context: z.RefinementCtx,
): void {
  const code = from === null && to === null ? 'one_end' : from !== null && to !== null && from > to ? 'ends_reversed' : null;
  if (code !== null) context.addIssue({ code: 'custom', path: ['to'], message: code });
}

const Numbers = z.object({ from: endOf('number'), to: endOf('number') }).superRefine(checkEnds);
const Days = z.object({ from: endOf('date'), to: endOf('date') }).superRefine(checkEnds);
const text = z.string().trim().min(1, 'required').max(200, 'too_long');
const Text = z.object({ is: z.enum(['contains', 'equal']), text });
const Options = z.object({ optionIds: z.array(CustomOptionId).min(1, 'required').max(customFieldLimits.options) });
const Joined = z
  .object({ period: z.enum(['this', 'last', 'days']), from: endOf('date'), to: endOf('date') })
  .superRefine((given, context) => {
    if (given.period === 'days') checkEnds(given, context);
  });

interface FrameProps<S extends z.ZodType> extends WhereProps {
  readonly field: string;
  readonly schema: S;
  readonly defaults: FormDefaults<S>;
  readonly onSubmit: (values: z.output<S>) => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

function Frame<S extends z.ZodType>({ field, schema, defaults, onSubmit, onClose, children, ...where }: FrameProps<S>) {
  const words = useWords(conditionTexts);
  return (
    <Dialog isOpen onClose={onClose} title={fill(words.title, { field })}>
      <Form schema={schema} defaults={defaults} onSubmit={onSubmit} asks={false}>
        {children}
        <WhereChoice {...where} />
        <FormButtons>
          <Button size="lg" onPress={onClose}>
            {words.cancel}
          </Button>
          <SubmitButton>{words.submit}</SubmitButton>
        </FormButtons>
      </Form>
    </Dialog>
  );
}

function EndFields({ kind }: { readonly kind: 'number' | 'date' }) {
  const words = useWords(conditionTexts);
  const messages = { one_end: words.oneEnd, ends_reversed: words.reversed };
  const from = { name: 'from', label: words.fromLabel, hint: words.endsHint };
  const to = { name: 'to', label: words.toLabel, messages };
  if (kind === 'date')
    return (
      <>
        <DateField {...from} />
        <DateField {...to} />
      </>
    );
  return (
    <>
      <TextField {...from} inputMode="decimal" width="w7" autoComplete="off" />
      <TextField {...to} inputMode="decimal" width="w7" autoComplete="off" />
    </>
  );
}

function JoinedEnds() {
  return useFormValue('period') === 'days' ? <EndFields kind="date" /> : null;
}

interface JoinedProps extends WhereProps {
  readonly present: JoinedCondition | null;
  readonly onChoose: (joined: JoinedCondition) => void;
  readonly onClose: () => void;
}

/** When somebody joined: a fiscal year, or days of which one end may stay open. */
export function JoinedDialog({ present, onChoose, ...asked }: JoinedProps) {
  const words = useWords(conditionTexts);
  const days = present && 'from' in present ? present : null;
  return (
    <Frame
      {...asked}
      field={words.joined}
      schema={Joined}
      defaults={{
        period: present && 'fiscalYear' in present ? present.fiscalYear : days ? 'days' : 'this',
        from: days?.from ?? '',
        to: days?.to ?? '',
      }}
      onSubmit={({ period, from, to }) => onChoose(period === 'days' ? { from, to } : { fiscalYear: period })}
    >
      <RadioField
        name="period"
        label={words.period}
        options={[
          { value: 'this', label: words.years.this },
          { value: 'last', label: words.years.last },
          { value: 'days', label: words.days },
        ]}
      />
      <JoinedEnds />
    </Frame>
  );
}

interface OwnProps extends WhereProps {
  readonly field: CustomField;
  readonly present: CustomCondition | null;
  readonly onChoose: (condition: CustomCondition) => void;
  readonly onClose: () => void;
}

/** A condition on an own field, asked for as its kind has it. */
export function OwnConditionDialog({ field, present, onChoose, ...asked }: OwnProps) {
  const words = useWords(conditionTexts);
  const { fieldId, kind, label } = field;
  const frame = { ...asked, field: label };
  if (kind === 'choice' || kind === 'choices') {
    const optionIds = present && 'optionIds' in present ? present.optionIds : [];
    const offered = field.options.filter(({ optionId, archived }) => !archived || optionIds.includes(optionId));
    return (
      <Frame {...frame} schema={Options} defaults={{ optionIds }} onSubmit={(given) => onChoose({ fieldId, is: 'options', ...given })}>
        <ChoicesField
          name="optionIds"
          label={words.options}
          options={offered.map((option) => ({ value: option.optionId, label: option.label }))}
          messages={{ required: words.oneOption }}
        />
      </Frame>
    );
  }
  if (kind === 'number' || kind === 'date') {
    const ends = present && 'from' in present ? present : { from: null, to: null };
    const ranged = { ...frame, defaults: { from: ends.from ?? '', to: ends.to ?? '' } };
    return kind === 'date' ? (
      <Frame {...ranged} schema={Days} onSubmit={(given) => onChoose({ fieldId, is: 'days', ...given })}>
        <EndFields kind="date" />
      </Frame>
    ) : (
      <Frame {...ranged} schema={Numbers} onSubmit={(given) => onChoose({ fieldId, is: 'numbers', ...given })}>
        <EndFields kind="number" />
      </Frame>
    );
  }
  const said = present && 'text' in present ? present : ({ is: 'contains', text: '' } as const);
  return (
    <Frame
      {...frame}
      schema={Text}
      defaults={{ is: said.is, text: said.text }}
      onSubmit={({ is, text: words }) => onChoose({ fieldId, is, text: words })}
    >
      <RadioField
        name="is"
        label={words.how}
        options={[
          { value: 'contains', label: words.hows.contains },
          { value: 'equal', label: words.hows.equal },
        ]}
      />
      <TextField name="text" label={words.text} required autoComplete="off" />
    </Frame>
  );
}
