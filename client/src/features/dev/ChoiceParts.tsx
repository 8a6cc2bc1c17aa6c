import { Tag } from '@tsudoi/shared/contracts/members/member-tag.contract';
import { useState } from 'react';
import * as z from 'zod';
import { Checkbox, CheckboxField, ChoiceCards, RadioCards, RadioField, Switch } from '../../components/Choice.tsx';
import { ChoicesField } from '../../components/Choices.tsx';
import { Form, type FormDefaults } from '../../components/Form.tsx';
import { Select } from '../../components/Select.tsx';
import { TagsField } from '../../components/TagsField.tsx';
import { useWords } from '../../lib/words.ts';
import { PartSection, Sample } from './Sample.tsx';
import { SentForm } from './SentForm.tsx';
import { fieldTexts } from './field-texts.ts';
import { devTexts } from './texts.ts';

const Choice = z.object({
  method: z.enum(['0', '1']),
  bearer: z.enum(['0', '1']),
  topics: z.array(z.string()).min(1, 'invalid_value'),
  tags: z.array(Tag),
  agree: z.literal(true),
});
const none = { method: '', bearer: '', topics: [], tags: [], agree: false } satisfies FormDefaults<typeof Choice>;

/** What is chosen instead of typed. */
export function ChoiceParts() {
  const { sections, states } = useWords(devTexts);
  const words = useWords(fieldTexts);
  const [isOn, setOn] = useState(true);
  const [method, setMethod] = useState('0');
  const [order, setOrder] = useState('0');
  return (
    <PartSection id="choices" {...sections.choices}>
      <Sample of="RadioCards · RadioField · ChoicesField · TagsField · CheckboxField" state={states.empty}>
        <Form schema={Choice} defaults={none} onSubmit={() => undefined}>
          <Choices />
        </Form>
      </Sample>
      <Sample of="RadioCards · RadioField · ChoicesField · TagsField · CheckboxField" state={states.chosen}>
        <Form
          schema={Choice}
          defaults={{ method: '0', bearer: '1', topics: ['0', '2'], tags: words.tagsChosen, agree: true }}
          onSubmit={() => undefined}
        >
          <Choices />
        </Form>
      </Sample>
      <Sample of="RadioCards · RadioField · ChoicesField · TagsField · CheckboxField" state={states.wrong}>
        <SentForm schema={Choice} defaults={{ ...none, tags: [words.tagTooLong] }} onSubmit={() => undefined}>
          <Choices />
        </SentForm>
      </Sample>
      <Sample of="Checkbox" state={words.boxes}>
        <div className="stack-8">
          <Checkbox isSelected={!isOn} onChange={(on) => setOn(!on)}>
            {words.agree}
          </Checkbox>
          <Checkbox isSelected={isOn} onChange={setOn}>
            {words.agree}
          </Checkbox>
          <Checkbox isSelected={false} isMixed onChange={setOn}>
            {words.agree}
          </Checkbox>
        </div>
      </Sample>
      <Sample of="Switch" state={words.switches}>
        <div className="stack-8">
          <Switch isSelected={!isOn} onChange={(on) => setOn(!on)}>
            {words.notify}
          </Switch>
          <Switch isSelected={isOn} onChange={setOn}>
            {words.notify}
          </Switch>
        </div>
      </Sample>
      <Sample of="Select" state={words.lists}>
        <div className="row">
          <Select
            label={words.listLabel}
            value={order}
            onChange={setOrder}
            options={words.listNames.map((label, value) => ({ value: String(value), label }))}
          />
        </div>
      </Sample>
      <Sample of="ChoiceCards" state={words.cards} wide>
        <ChoiceCards
          label={words.method}
          value={method}
          onChange={setMethod}
          options={words.methods.map((option, value) => ({
            ...option,
            value: String(value),
            ...(value === 1 ? { side: words.cardsSide } : {}),
          }))}
        />
      </Sample>
    </PartSection>
  );
}

function Choices() {
  const words = useWords(fieldTexts);
  const of = (labels: readonly string[]) => labels.map((label, value) => ({ value: String(value), label }));
  return (
    <>
      <RadioCards
        name="method"
        label={words.method}
        required
        options={words.methods.map((option, value) => ({ ...option, value: String(value) }))}
      />
      <RadioField name="bearer" label={words.bearer} options={of(words.bearers)} />
      <ChoicesField name="topics" label={words.topics} options={of(words.topicNames)} />
      <TagsField name="tags" label={words.tags} hint={words.tagsHint} optional maxLength={30} suggestions={words.tagsKnown} />
      <CheckboxField name="agree" label={words.agree} hint={words.agreeHint} />
    </>
  );
}
