import type { CustomValues } from '@tsudoi/shared/contracts/members/custom-field.contract';
import type { ReactNode } from 'react';
import { AddressFields } from '../../components/AddressFields.tsx';
import { BirthDateField } from '../../components/BirthDateField.tsx';
import { RadioCards } from '../../components/Choice.tsx';
import { NameField } from '../../components/NameField.tsx';
import { type OwnField, OwnFields } from '../../components/OwnFields.tsx';
import { KanaField, PhoneField, TextField } from '../../components/TextField.tsx';
import { Yen } from '../../components/Yen.tsx';
import type { OfferedType } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { joinTexts } from './join-texts.ts';

export function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="join-group">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** What an applicant tells, the same for them and for the office that types for them. */
export function ApplicantFields({
  types,
  own,
  email,
  customFields,
  present,
}: {
  readonly types: readonly (Omit<OfferedType, 'joiningFee'> & Partial<Pick<OfferedType, 'joiningFee'>>)[];
  /** Whether the person fills it in: then the browser may help with what it knows of them. */
  readonly own: boolean;
  readonly email: ReactNode;
  /** What the organisation asks beside. */
  readonly customFields: readonly OwnField[];
  /** What was sent in those before; nothing with a first form. */
  readonly present: CustomValues;
}) {
  const texts = useWords(joinTexts);
  const words = texts.form;
  const known = (token: string): string => (own ? token : 'off');
  return (
    <>
      <RadioCards
        name="membershipTypeId"
        label={words.type}
        required
        messages={{ invalid_format: words.typeMissing }}
        options={types.map((type) => ({
          value: type.membershipTypeId,
          label: type.name,
          side:
            type.annualFee === 0 ? (
              texts.free
            ) : (
              <>
                <Yen value={type.annualFee} />
                {texts.fee}
              </>
            ),
          ...(type.joiningFee ? { text: fill(texts.joiningFee, { amount: type.joiningFee }) } : {}),
        }))}
      />
      <Group title={words.name}>
        <div className="pair">
          <NameField name="familyName" label={words.familyName} required autoComplete={known('family-name')} />
          <NameField name="givenName" label={words.givenName} required autoComplete={known('given-name')} />
        </div>
        <div className="pair">
          <KanaField name="familyNameKana" from="familyName" label={words.familyNameKana} required autoComplete="off" />
          <KanaField name="givenNameKana" from="givenName" label={words.givenNameKana} required autoComplete="off" />
        </div>
        <p className="hint">{words.kanaHint}</p>
        <BirthDateField name="birthDate" label={words.birthDate} optional own={own} />
      </Group>
      <Group title={words.contact}>
        {email}
        <AddressFields postalCode={{ label: words.postalCode, hint: words.postalCodeHint }} own={own} />
        <PhoneField name="phone" label={words.phone} optional autoComplete={known('tel')} />
        <TextField
          name="affiliation"
          label={words.affiliation}
          hint={words.affiliationHint}
          optional
          autoComplete={known('organization')}
        />
      </Group>
      {customFields.length === 0 ? null : (
        <Group title={words.others}>
          <OwnFields fields={customFields} present={present} />
        </Group>
      )}
    </>
  );
}
