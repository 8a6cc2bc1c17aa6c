import { EmailAddress, OptionalText, ReadingPart, ShortText } from '@tsudoi/shared/contracts/text.contract';
import { JstDate } from '@tsudoi/shared/kernel/jst';
import { PriceYen } from '@tsudoi/shared/kernel/yen';
import { useState } from 'react';
import * as z from 'zod';
import { BirthDateField } from '../../components/BirthDateField.tsx';
import { CheckboxField, RadioCards, RadioField } from '../../components/Choice.tsx';
import { DataTable } from '../../components/DataTable.tsx';
import { FileField } from '../../components/FileField.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { NameField } from '../../components/NameField.tsx';
import { Panel } from '../../components/Panel.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { DateField, KanaField, MoneyField, PasswordField, PhoneField, TextAreaField, TextField } from '../../components/TextField.tsx';
import { Yen } from '../../components/Yen.tsx';
import { useWords } from '../../lib/words.ts';
import { devTexts } from './texts.ts';

const Sample = z.object({
  name: ShortText,
  kana: ReadingPart,
  email: EmailAddress,
  phone: OptionalText,
  password: z.string().min(8, 'too_short'),
  fee: PriceYen,
  date: JstDate,
  birthDate: JstDate,
  type: z.enum(['0', '1']),
  method: z.enum(['card', 'konbini']),
  way: z.enum(['card', 'konbini']),
  memo: OptionalText,
  agree: z.boolean(),
});

/** Every field in a form that can be sent, to see its errors; and the table. */
export function FieldParts() {
  const words = useWords(devTexts);
  const [typed, setTyped] = useState('');
  const methods = [
    { value: 'card', label: words.card, text: words.cardText },
    { value: 'konbini', label: words.konbini, text: words.konbiniText },
  ];
  return (
    <>
      <Panel title={words.fields}>
        <Form
          schema={Sample}
          defaults={{
            name: '',
            kana: '',
            email: '',
            phone: '',
            password: '',
            fee: null,
            date: '',
            birthDate: '',
            type: '',
            method: 'card',
            way: 'card',
            memo: '',
            agree: false,
          }}
          onSubmit={() => undefined}
        >
          <NameField name="name" label={words.name} hint={words.nameHint} required />
          <KanaField name="kana" label={words.kana} required />
          <TextField name="email" type="email" label={words.email} />
          <PhoneField name="phone" label={words.notify} optional />
          <PasswordField name="password" label={words.password} autoComplete="new-password" />
          <div className="pair">
            <MoneyField name="fee" label={words.fee} />
            <DateField name="date" label={words.date} />
          </div>
          <BirthDateField name="birthDate" label={words.birthDate} optional />
          <SelectField name="type" label={words.type} options={words.types.map((label, index) => ({ value: String(index), label }))} />
          <RadioCards name="method" label={words.method} options={methods} />
          <RadioField name="way" label={words.method} options={methods} />
          <TextAreaField name="memo" label={words.memo} optional />
          <CheckboxField name="agree">{words.agree}</CheckboxField>
          <FileField label={words.table} hint={words.nameHint} onFile={() => undefined} />
          <FormButtons>
            <SubmitButton>{words.save}</SubmitButton>
          </FormButtons>
        </Form>
      </Panel>
      <DataTable
        label={words.table}
        columns={[
          { id: 'name', head: words.name, cell: (row: { name: string; fee: number }) => <b>{row.name}</b>, at: 'title' },
          { id: 'fee', head: words.fee, cell: (row) => <Yen value={row.fee} />, align: 'end', at: 'end' },
        ]}
        rows={words.rows.map((name, index) => ({ name, fee: 1000 * (index + 1) }))}
        rowId={(row) => row.name}
        tools={<SearchField label={words.search} value={typed} onChange={setTyped} />}
        page={{ total: 3, shown: [1, 3], onNext: () => undefined }}
      />
    </>
  );
}
