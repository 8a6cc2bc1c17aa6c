import { useMutation } from '@tanstack/react-query';
import { AskForLoginIdInput } from '@tsudoi/shared/contracts/identity/login-inquiry.contract';
import { useState } from 'react';
import { BirthDateField } from '../../components/BirthDateField.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { TextLink } from '../../components/Link.tsx';
import { OrgFrame } from '../../components/OrgFrame.tsx';
import { Panel } from '../../components/Panel.tsx';
import { KanaField, TextField } from '../../components/TextField.tsx';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { inquiryTexts } from './inquiry-texts.ts';

const Told = AskForLoginIdInput.omit({ org: true });
const nothing = { familyName: '', givenName: '', familyNameKana: '', givenNameKana: '', birthDate: '', email: '', note: '' };

/** Who forgot the log-in ID tells who they are. What it says afterwards is the same for everybody (ACC-05). */
export function ForgotIdScreen() {
  const org = useOrg();
  const words = useWords(inquiryTexts).ask;
  const trpc = useTRPC();
  const [isSent, setSent] = useState(false);
  const ask = useMutation(trpc.identity.askForLoginId.mutationOptions({ onSuccess: () => setSent(true) }));
  const name = { required: words.missing.name };
  const reading = { required: words.missing.reading };
  return (
    <OrgFrame title={words.title}>
      <div className="stack">
        <h1>{words.title}</h1>
        <Panel>
          {isSent ? (
            <div role="status">
              <Empty title={words.sentTitle} text={words.sentText} />
            </div>
          ) : (
            <div className="stack">
              <p className="muted">{words.lead}</p>
              <Form schema={Told} defaults={nothing} onSubmit={(values) => ask.mutateAsync({ org, ...values })}>
                <div className="pair">
                  <TextField name="familyName" label={words.familyName} autoComplete="family-name" messages={name} />
                  <TextField name="givenName" label={words.givenName} autoComplete="given-name" messages={name} />
                </div>
                <div className="pair">
                  <KanaField name="familyNameKana" from="familyName" label={words.familyNameKana} autoComplete="off" messages={reading} />
                  <KanaField name="givenNameKana" from="givenName" label={words.givenNameKana} autoComplete="off" messages={reading} />
                </div>
                <p className="hint">{words.kanaHint}</p>
                <BirthDateField name="birthDate" label={words.birthDate} own messages={{ invalid_format: words.missing.birthDate }} />
                <TextField
                  name="email"
                  type="email"
                  label={words.email}
                  hint={words.emailHint}
                  autoComplete="email"
                  messages={{ required: words.missing.email }}
                />
                <TextField name="note" label={words.note} hint={words.noteHint} optional />
                <FormButtons>
                  <SubmitButton block>{words.submit}</SubmitButton>
                </FormButtons>
              </Form>
            </div>
          )}
        </Panel>
        <p>
          <TextLink to="/$org/my/login" params={{ org }}>
            {words.back}
          </TextLink>
        </p>
      </div>
    </OrgFrame>
  );
}
