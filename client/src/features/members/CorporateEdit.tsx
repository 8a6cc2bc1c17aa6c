import { useMutation } from '@tanstack/react-query';
import { UpdateCorporateInput } from '@tsudoi/shared/contracts/members/corporate.contract';
import { customStart, customValuesSchema } from '@tsudoi/shared/contracts/members/custom-value.contract';
import { personParts } from '@tsudoi/shared/contracts/members/member-kind.contract';
import { useMemo } from 'react';
import type * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { toast } from '../../components/Toast.tsx';
import { formatPhone } from '../../lib/phone.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { ContactPerson, CustomField, MemberDetail } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { corporateValues, roleOf, withContacts, withPeople } from './corporate.rules.ts';
import { CorporateFieldsForm } from './CorporateFieldsForm.tsx';
import { flatValues, nestedValues } from './member-merge.rules.ts';
import { useMemberEdit } from './member-edit.view.ts';
import { MemberConflict, SavedMeanwhile } from './MemberConflict.tsx';
import { recordTexts } from './record-texts.ts';

const Fields = UpdateCorporateInput.omit({ memberId: true, version: true });
type Values = z.output<typeof Fields>;

const flat = (values: Readonly<Record<string, unknown>>) => withPeople(flatValues(values));

/** A corporate member's record as a form; of two who edit, the second chooses what is kept (MEM-10). */
export function CorporateEdit({
  member,
  customFields,
  onDone,
}: {
  readonly member: MemberDetail;
  readonly customFields: readonly CustomField[];
  readonly onDone: () => void;
}) {
  const texts = useWords(adminMemberTexts);
  const words = useWords(recordTexts).corporate;
  const trpc = useTRPC();
  const update = useMutation(trpc.members.updateCorporate.mutationOptions());
  const hasLogin = member.account.state !== 'none' && member.account.state !== 'disabled';
  const save = async (given: Parameters<typeof update.mutateAsync>[0]) => {
    const { account } = await update.mutateAsync(given);
    if (hasLogin && account.state === 'none') toast({ text: words.liaisonEnded });
  };
  const edit = useMemberEdit<Values>(member, save, onDone);
  const { begun, conflict, send } = edit;
  const { custom } = begun;
  const schema = useMemo(() => Fields.extend({ custom: customValuesSchema(customFields, custom) }), [customFields, custom]);
  const valuesOf = (one: MemberDetail) => ({ ...corporateValues(one), custom: customStart(customFields, one.custom) });
  /** As the form would send it, so that a number with hyphens is the same as one without. */
  const normal = (one: MemberDetail): Record<string, unknown> => {
    const parsed = schema.safeParse(valuesOf(one));
    return parsed.success ? parsed.data : valuesOf(one);
  };
  const valueText = (field: string, value: string): string => {
    if (roleOf(field) !== null) return personParts(JSON.parse(value) as ContactPerson, formatPhone).join(' / ');
    return edit.valueText(field, value);
  };
  const labelOf = (field: string): string | undefined => {
    const role = roleOf(field);
    if (role !== null) return words.roles[role];
    return field === 'corporateName' ? words.name : field === 'corporateNameKana' ? words.kana : undefined;
  };
  return (
    <>
      <Form
        schema={schema}
        defaults={valuesOf(begun)}
        errorField={{ JOINED_ON_IMPLAUSIBLE: 'joinedOn', JOINED_ON_AFTER_STATUS: 'joinedOn' }}
        onSubmit={(given) => send(given as Values, begun.version)}
      >
        {member.version > begun.version ? <SavedMeanwhile memberId={member.memberId} /> : null}
        <CorporateFieldsForm
          types={edit.usable}
          withNumber={false}
          customFields={customFields}
          custom={custom}
          liaisonNote={hasLogin ? words.newLiaison : ''}
        />
        <FormButtons>
          <Button size="lg" onPress={onDone}>
            {texts.detail.cancel}
          </Button>
          <SubmitButton>{texts.detail.save}</SubmitButton>
        </FormButtons>
      </Form>
      {conflict ? (
        <MemberConflict
          key={conflict.theirs.version}
          memberId={begun.memberId}
          begun={flat(normal(begun))}
          mine={flat(conflict.mine)}
          theirs={flat(normal(conflict.theirs))}
          valueText={valueText}
          labelOf={labelOf}
          customFields={customFields}
          onSave={(chosen) => send(withContacts(nestedValues(chosen)) as Values, conflict.theirs.version)}
          onClose={edit.closeConflict}
        />
      ) : null}
    </>
  );
}
