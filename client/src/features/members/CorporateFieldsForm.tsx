import type { ReactNode } from 'react';
import { AddressFields } from '../../components/AddressFields.tsx';
import { Note } from '../../components/Note.tsx';
import { OwnFields } from '../../components/OwnFields.tsx';
import { Panel } from '../../components/Panel.tsx';
import { KanaField, PhoneField, TextAreaField, TextField } from '../../components/TextField.tsx';
import type { CustomField, MembershipTypeView } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { ContactFields } from './ContactFields.tsx';
import { LabelFields } from './LabelFields.tsx';
import { MembershipFields } from './MembershipFields.tsx';
import { recordTexts } from './record-texts.ts';

/** The fields of a corporate member, the same for adding and for editing. */
export function CorporateFieldsForm({
  types,
  withNumber,
  customFields,
  custom = {},
  liaisonNote = '',
  below,
}: {
  readonly types: readonly MembershipTypeView[];
  readonly withNumber: boolean;
  readonly customFields: readonly CustomField[];
  readonly custom?: Readonly<Record<string, unknown>>;
  /** What is to be known before somebody else becomes the 連絡者. */
  readonly liaisonNote?: string;
  readonly below?: ReactNode;
}) {
  const texts = useWords(adminMemberTexts);
  const fields = texts.fields;
  const words = useWords(recordTexts).corporate;
  return (
    <>
      <Panel title={words.body}>
        <div className="form">
          <TextField name="corporateName" label={words.name} required autoComplete="off" />
          <KanaField name="corporateNameKana" from="corporateName" label={words.kana} hint={fields.kanaHint} required autoComplete="off" />
          <MembershipFields types={types} withNumber={withNumber} />
        </div>
      </Panel>
      {(['liaison', 'representative', 'billing'] as const).map((role) => (
        <Panel key={role} title={words.roles[role]}>
          <div className="form">
            <p className="muted">{words.hints[role]}</p>
            {role === 'liaison' && liaisonNote !== '' ? <Note>{liaisonNote}</Note> : null}
            <ContactFields role={role} />
          </div>
        </Panel>
      ))}
      <Panel title={words.address}>
        <div className="form">
          <PhoneField name="phone" label={fields.phone} optional autoComplete="off" />
          <AddressFields postalCode={{ label: fields.postalCode }} />
        </div>
      </Panel>
      <Panel title={words.others}>
        <div className="form">
          <LabelFields />
          <TextAreaField name="memo" label={fields.memo} hint={fields.memoHint} optional />
          <OwnFields fields={customFields} present={custom} />
          {below}
        </div>
      </Panel>
    </>
  );
}
