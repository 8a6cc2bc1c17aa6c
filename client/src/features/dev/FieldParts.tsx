import { EmailAddress, OptionalText, PersonNamePart, PhoneNumber, ReadingPart, ShortText } from '@tsudoi/shared/contracts/text.contract';
import { JstDate } from '@tsudoi/shared/kernel/jst';
import { PriceYen } from '@tsudoi/shared/kernel/yen';
import * as z from 'zod';
import { BirthDateField } from '../../components/BirthDateField.tsx';
import { FieldError, FieldFrame } from '../../components/FieldFrame.tsx';
import { Form, FormButtons, type FormDefaults, SubmitButton, useField } from '../../components/Form.tsx';
import { FormConflict } from '../../components/FormConflict.tsx';
import { NameField } from '../../components/NameField.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { DateField, KanaField, MoneyField, PhoneField, TextAreaField, TextControl, TextField } from '../../components/TextField.tsx';
import { useWords } from '../../lib/words.ts';
import { PartSection, Sample } from './Sample.tsx';
import { SentForm } from './SentForm.tsx';
import { fieldTexts } from './field-texts.ts';
import { devTexts } from './texts.ts';
import { noAnswer } from './typed.rules.ts';

const Person = z.object({
  name: PersonNamePart,
  kana: ReadingPart,
  email: EmailAddress,
  phone: PhoneNumber,
  fee: PriceYen,
  date: JstDate,
  birthDate: JstDate,
  type: z.enum(['0', '1']),
  memo: OptionalText,
});
const empty: FormDefaults<typeof Person> = {
  name: '',
  kana: '',
  email: '',
  phone: '',
  fee: null,
  date: '',
  birthDate: '',
  type: '',
  memo: '',
};
const Nothing = z.object({ text: ShortText });

/** Fields that are typed in: empty, filled in, and refused after they were sent. */
export function FieldParts() {
  const { sections, states } = useWords(devTexts);
  const words = useWords(fieldTexts);
  const filled: FormDefaults<typeof Person> = {
    ...empty,
    name: words.filled.name,
    kana: words.filled.kana,
    email: 'haruko@example.jp',
    phone: '090-1234-5678',
    fee: 12_000,
    date: '2026-04-01',
    birthDate: '1985-06-20',
    type: '0',
    memo: words.filled.memo,
  };
  const wrong = { ...empty, kana: words.wrong.kana, email: 'haruko@', phone: '090-12', date: words.wrong.date, birthDate: '2026-02-30' };
  return (
    <PartSection id="fields" {...sections.fields}>
      <Sample of="Form" state={states.empty}>
        <Form schema={Person} defaults={empty} onSubmit={() => undefined}>
          <Fields />
        </Form>
      </Sample>
      <Sample of="Form" state={states.filled}>
        <Form schema={Person} defaults={filled} onSubmit={() => undefined}>
          <Fields />
        </Form>
      </Sample>
      <Sample of="Form" state={states.wrong}>
        <SentForm schema={Person} defaults={wrong} onSubmit={() => undefined}>
          <Fields />
        </SentForm>
      </Sample>
      <Sample of="FormButtons · SubmitButton" state={words.refused}>
        <SentForm schema={Nothing} defaults={{ text: words.filled.memo }} onSubmit={() => Promise.reject(noAnswer)}>
          <TextField name="text" label={words.memo} />
          <FormButtons>
            <SubmitButton>{words.save}</SubmitButton>
          </FormButtons>
        </SentForm>
      </Sample>
      <Sample of="FormConflict" state={words.conflict}>
        <Form schema={Nothing} defaults={{ text: words.filled.memo }} onSubmit={() => undefined}>
          <FormConflict conflict={{ before: { text: '' }, theirs: { text: words.theirs }, count: 1 }} />
          <TextField name="text" label={words.memo} />
        </Form>
      </Sample>
      <Sample of="TextControl" state={words.control}>
        <Form schema={Nothing} defaults={{ text: '30' }} onSubmit={() => undefined}>
          <TextControl
            name="text"
            label={words.days}
            hint={words.daysHint}
            width="w4"
            inputMode="numeric"
            suffix={words.daysSuffix}
            below={<p className="hint">{words.daysBelow}</p>}
          />
        </Form>
      </Sample>
      <Sample of="FieldFrame · FieldError" state={words.frame}>
        <Form schema={Nothing} defaults={{ text: '' }} onSubmit={() => undefined}>
          <Framed />
        </Form>
      </Sample>
    </PartSection>
  );
}

/** Each of them once, as a form has them. */
function Fields() {
  const words = useWords(fieldTexts);
  return (
    <>
      <NameField name="name" label={words.name} hint={words.nameHint} required />
      <KanaField name="kana" label={words.kana} required />
      <TextField name="email" type="email" label={words.email} autoComplete="off" />
      <PhoneField name="phone" label={words.phone} autoComplete="off" optional />
      <MoneyField name="fee" label={words.fee} />
      <DateField name="date" label={words.date} />
      <BirthDateField name="birthDate" label={words.birthDate} optional />
      <SelectField name="type" label={words.type} options={words.types.map((label, value) => ({ value: String(value), label }))} />
      <TextAreaField name="memo" label={words.memo} rows={3} optional />
      <FormButtons>
        <SubmitButton>{words.save}</SubmitButton>
      </FormButtons>
    </>
  );
}

/** What every field is built of, around a control of one's own. */
function Framed() {
  const words = useWords(fieldTexts);
  const field = { name: 'text', label: words.colour, hint: words.colourHint, optional: true };
  const facts = useField(field, undefined);
  const refused = { ...facts, errorId: `${facts.inputId}-sample`, error: words.frameError };
  return (
    <>
      <FieldFrame field={field} facts={facts}>
        <input id={facts.inputId} type="range" aria-describedby={facts.describedBy} />
      </FieldFrame>
      <FieldError facts={refused} />
    </>
  );
}
