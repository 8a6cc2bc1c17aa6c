import type { ReactNode } from 'react';
import { AddressFields } from '../../components/AddressFields.tsx';
import { BirthDateField } from '../../components/BirthDateField.tsx';
import { NameField } from '../../components/NameField.tsx';
import { OwnFields } from '../../components/OwnFields.tsx';
import { Panel } from '../../components/Panel.tsx';
import { KanaField, PhoneField, TextAreaField, TextField } from '../../components/TextField.tsx';
import type { CustomField, MembershipTypeView } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { LabelFields } from './LabelFields.tsx';
import { MembershipFields } from './MembershipFields.tsx';
import { recordTexts } from './record-texts.ts';

/** The fields of a member, the same for adding and for editing. */
export function MemberFieldsForm({
  types,
  withNumber,
  customFields,
  custom = {},
  below,
}: {
  readonly types: readonly MembershipTypeView[];
  readonly withNumber: boolean;
  /** The organisation's own; they come after the common ones (MEM-03). */
  readonly customFields: readonly CustomField[];
  readonly custom?: Readonly<Record<string, unknown>>;
  readonly below?: ReactNode;
}) {
  const texts = useWords(adminMemberTexts);
  const words = texts.fields;
  const more = useWords(recordTexts);
  return (
    <>
      <Panel title={texts.create.person}>
        <div className="form">
          <div className="pair">
            <NameField name="familyName" label={words.familyName} required autoComplete="off" />
            <NameField name="givenName" label={words.givenName} required autoComplete="off" />
          </div>
          <p className="hint">{words.kanaHint}</p>
          <div className="pair">
            <KanaField name="familyNameKana" from="familyName" label={words.familyNameKana} required autoComplete="off" />
            <KanaField name="givenNameKana" from="givenName" label={words.givenNameKana} required autoComplete="off" />
          </div>
          <TextField name="formerName" label={more.formerName} hint={more.formerNameHint} optional autoComplete="off" />
          <MembershipFields types={types} withNumber={withNumber} />
        </div>
      </Panel>
      <Panel title={texts.create.contact}>
        <div className="form">
          <TextField name="contactEmail" type="email" label={words.contactEmail} optional autoComplete="off" />
          <PhoneField name="phone" label={words.phone} optional autoComplete="off" />
          <AddressFields postalCode={{ label: words.postalCode }} />
        </div>
      </Panel>
      <Panel title={texts.create.others}>
        <div className="form">
          <TextField name="affiliation" label={words.affiliation} optional autoComplete="off" />
          <BirthDateField name="birthDate" label={words.birthDate} optional />
          <LabelFields />
          <TextAreaField name="memo" label={words.memo} hint={words.memoHint} optional />
          {customFields.length === 0 ? below : null}
        </div>
      </Panel>
      {customFields.length === 0 ? null : (
        <Panel title={texts.create.own}>
          <div className="form">
            <OwnFields fields={customFields} present={custom} />
            {below}
          </div>
        </Panel>
      )}
    </>
  );
}
