import { KanaField, PhoneField, TextField } from '../../components/TextField.tsx';
import type { ContactRole } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { recordTexts } from './record-texts.ts';
import { memberTexts } from './texts.ts';

/** Somebody of a corporate member. Only the 連絡者 has to be there. */
export function ContactFields({ role }: { readonly role: ContactRole }) {
  const words = useWords(recordTexts).corporate;
  const names = useWords(memberTexts).person;
  const at = (field: string) => `contacts.${role}.${field}`;
  const must = role === 'liaison' ? { required: true } : {};
  return (
    <>
      <div className="pair">
        <TextField name={at('familyName')} label={names.familyName} autoComplete="off" {...must} />
        <TextField name={at('givenName')} label={names.givenName} autoComplete="off" {...must} />
      </div>
      <div className="pair">
        <KanaField name={at('familyNameKana')} from={at('familyName')} label={names.familyNameKana} autoComplete="off" {...must} />
        <KanaField name={at('givenNameKana')} from={at('givenName')} label={names.givenNameKana} autoComplete="off" {...must} />
      </div>
      <TextField name={at('department')} label={words.department} optional autoComplete="off" />
      <TextField name={at('title')} label={words.personTitle} optional autoComplete="off" />
      <TextField name={at('email')} type="email" label={words.email} optional autoComplete="off" />
      <PhoneField name={at('phone')} label={words.phone} optional autoComplete="off" />
    </>
  );
}
