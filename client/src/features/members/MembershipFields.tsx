import { SelectField } from '../../components/SelectField.tsx';
import { DateField, TextField } from '../../components/TextField.tsx';
import type { MembershipTypeView } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';

/** As what, under which number and since when: the same for persons and corporate members. */
export function MembershipFields({ types, withNumber }: { readonly types: readonly MembershipTypeView[]; readonly withNumber: boolean }) {
  const words = useWords(adminMemberTexts).fields;
  return (
    <>
      <SelectField
        name="membershipTypeId"
        label={words.membershipTypeId}
        required
        options={types.map((type) => ({ value: type.membershipTypeId, label: type.name }))}
      />
      {withNumber ? (
        <TextField name="memberNumber" label={words.memberNumber} hint={words.memberNumberHint} optional width="w7" autoComplete="off" />
      ) : null}
      <DateField name="joinedOn" label={words.joinedOn} required />
    </>
  );
}
