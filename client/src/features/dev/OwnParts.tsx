import * as z from 'zod';
import { Form, useField } from '../../components/Form.tsx';
import { OwnFields, type OwnField } from '../../components/OwnFields.tsx';
import { OwnFileField, OwnFileLine } from '../../components/OwnFileField.tsx';
import { OwnValue } from '../../components/OwnValue.tsx';
import { Row, Rows } from '../../components/Panel.tsx';
import { useWords } from '../../lib/words.ts';
import { PartSection, Sample } from './Sample.tsx';
import { SentForm } from './SentForm.tsx';
import { recordTexts } from './record-texts.ts';
import { devTexts } from './texts.ts';
import { keptFile, typed } from './typed.rules.ts';

const kinds = ['text', 'number', 'date', 'choice', 'choices', 'file'] as const;
const asked = z.string().min(1, 'required');
const All = z.object({
  custom: z.object({
    text: asked,
    number: z.string(),
    date: asked,
    choice: z.string().min(1, 'invalid_value'),
    choices: z.array(z.string()).min(1, 'invalid_value'),
    file: asked,
  }),
});
const nothing = { text: '', number: '', date: '', choice: '', choices: [], file: '' };
const File = z.object({ file: z.string() });

/** Fields that an organisation made for itself, and the values people gave. */
export function OwnParts() {
  const { sections, states } = useWords(devTexts);
  const words = useWords(recordTexts);
  const options = words.options.map((label, place) => ({ optionId: String(place), label, archived: place === 2 }));
  const fields: readonly OwnField[] = kinds.map((kind) => ({
    fieldId: kind,
    kind,
    label: words.labels[kind],
    hint: kind === 'text' ? words.hint : '',
    required: kind !== 'number',
    options,
  }));
  const given = {
    text: words.values.text,
    number: words.values.number,
    date: '2019-03-25',
    choice: '0',
    choices: ['0', '2'],
    file: keptFile,
  };
  return (
    <PartSection id="own" {...sections.own}>
      <Sample of="OwnFields" state={states.empty}>
        <Form schema={All} defaults={{ custom: nothing }} onSubmit={() => undefined}>
          <OwnFields fields={fields} />
        </Form>
      </Sample>
      <Sample of="OwnFields" state={states.filled}>
        <Form schema={All} defaults={{ custom: given }} onSubmit={() => undefined}>
          <OwnFields fields={fields} present={given} />
        </Form>
      </Sample>
      <Sample of="OwnFields" state={states.wrong}>
        <SentForm schema={All} defaults={{ custom: nothing }} onSubmit={() => undefined}>
          <OwnFields fields={fields} />
        </SentForm>
      </Sample>
      <Sample of="OwnFileField" state={states.filled}>
        <Form schema={File} defaults={{ file: keptFile }} onSubmit={() => undefined}>
          <OwnFileField name="file" fieldId="file" label={words.labels.file} optional />
        </Form>
      </Sample>
      <Sample of="OwnFileLine" state={words.sending}>
        <FileLine isSending error={null} />
      </Sample>
      <Sample of="OwnFileLine" state={words.refused}>
        <FileLine isSending={false} error={words.tooBig} />
      </Sample>
      <Sample of="OwnValue" state={words.ownValues}>
        <Rows>
          {kinds.map((kind) => (
            <Row key={kind} label={words.labels[kind]}>
              <OwnValue field={{ kind, options }} value={given[kind]} none={words.values.none} />
            </Row>
          ))}
          <Row label={words.labels.text}>
            <OwnValue field={{ kind: 'text', options }} value="" none={words.values.none} />
          </Row>
        </Rows>
      </Sample>
    </PartSection>
  );
}

/** The line of a file as it is while it is sent, or after it was refused. */
function FileLine({ isSending, error }: { readonly isSending: boolean; readonly error: string | null }) {
  const words = useWords(recordTexts);
  const field = { name: `file-${isSending}`, label: words.labels.file };
  const facts = useField(field, undefined);
  const describedBy = error === null ? undefined : facts.errorId;
  return (
    <OwnFileLine
      field={field}
      facts={{ ...facts, error, describedBy }}
      name={isSending ? null : typed.file}
      isSending={isSending}
      onFile={() => undefined}
      onTakeOff={() => undefined}
    />
  );
}
