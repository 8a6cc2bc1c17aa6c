import { Signature } from '@tsudoi/shared/contracts/applications/signed-form.contract';
import { PasswordText } from '@tsudoi/shared/contracts/text.contract';
import * as z from 'zod';
import { Form } from '../../components/Form.tsx';
import { NewPasswordField } from '../../components/NewPasswordField.tsx';
import { OwnPasswordField } from '../../components/OwnPasswordField.tsx';
import { SignatureField } from '../../components/SignatureField.tsx';
import { PasswordField } from '../../components/TextField.tsx';
import { useWords } from '../../lib/words.ts';
import { PartSection, Sample } from './Sample.tsx';
import { SentForm } from './SentForm.tsx';
import { fieldTexts } from './field-texts.ts';
import { recordTexts } from './record-texts.ts';
import { devTexts } from './texts.ts';
import { signature, touch } from './typed.rules.ts';

const Secret = z.object({ password: PasswordText, wide: PasswordText });
const Chosen = z.object({ chosen: z.string().min(8, 'too_short') });
const Proof = z.object({ password: PasswordText });
const Signed = z.object({ signature: Signature });

/** By what people show that it is they. */
export function SecretParts() {
  const { sections, states } = useWords(devTexts);
  const words = useWords(fieldTexts);
  const signing = useWords(recordTexts);
  const sign = {
    name: 'signature',
    label: signing.signature,
    hint: signing.signatureHint,
    clear: signing.signAgain,
    messages: { not_signed: signing.notSigned },
  };
  return (
    <PartSection id="secrets" {...sections.secrets}>
      <Sample of="PasswordField" state={words.passwords}>
        <Form schema={Secret} defaults={{ password: 'asagiri-2026', wide: words.wide }} onSubmit={() => undefined}>
          <PasswordField name="password" label={words.password} autoComplete="off" />
          <PasswordField name="wide" label={words.password} autoComplete="off" />
        </Form>
      </Sample>
      <Sample of="NewPasswordField" state={words.newPasswords}>
        <SentForm schema={Chosen} defaults={{ chosen: 'asa' }} onSubmit={() => undefined}>
          <NewPasswordField name="chosen" label={words.newPassword} hint={words.newPasswordHint} required />
        </SentForm>
      </Sample>
      <Sample of="OwnPasswordField" state={words.ownPasswords}>
        <SentForm schema={Proof} defaults={{ password: '' }} onSubmit={() => undefined}>
          <OwnPasswordField />
        </SentForm>
      </Sample>
      <Sample of="SignatureField" state={states.empty}>
        <Form schema={Signed} defaults={{ signature: [] }} onSubmit={() => undefined}>
          <SignatureField {...sign} optional />
        </Form>
      </Sample>
      <Sample of="SignatureField" state={states.filled}>
        <Form schema={Signed} defaults={{ signature }} onSubmit={() => undefined}>
          <SignatureField {...sign} />
        </Form>
      </Sample>
      <Sample of="SignatureField" state={states.wrong}>
        <SentForm schema={Signed} defaults={{ signature: touch }} onSubmit={() => undefined}>
          <SignatureField {...sign} />
        </SentForm>
      </Sample>
    </PartSection>
  );
}
