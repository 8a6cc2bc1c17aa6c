import { useMutation, useQueryClient } from '@tanstack/react-query';
import { UpdateMyProfileInput } from '@tsudoi/shared/contracts/members/member.contract';
import type { CustomInput } from '@tsudoi/shared/contracts/members/custom-field.contract';
import { customStart, customValuesSchema } from '@tsudoi/shared/contracts/members/custom-value.contract';
import { useMemo } from 'react';
import { Button } from '../../components/Button.tsx';
import { AddressFields } from '../../components/AddressFields.tsx';
import { FormConflict } from '../../components/FormConflict.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { OwnFields } from '../../components/OwnFields.tsx';
import { PhoneField, TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { formatPhone } from '../../lib/phone.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { useVersioned } from '../../lib/versioned.ts';
import type { MyProfileView } from '../../lib/views.ts';
import { useOwnValue } from '../../lib/own-fields.ts';
import { fill, useWords } from '../../lib/words.ts';
import { myChangeTexts } from './my-change-texts.ts';
import { memberTexts } from './texts.ts';

/** What has been asked for stands in the place of what the record says: who asks for something else sees what they asked. */
function asAsked({ custom, pending }: MyProfileView): MyProfileView['custom'] {
  const values = { ...custom };
  for (const { fieldId, after } of pending) {
    if (after === null) delete values[fieldId];
    else values[fieldId] = after;
  }
  return values;
}

/** What needs approval is sent where it was changed: the office may have refused meanwhile what still stands in the form. */
function touched(own: MyProfileView['customFields'], begun: MyProfileView['custom'], typed: CustomInput): CustomInput {
  const left = own.filter(({ fieldId, memberAccess }) => {
    const isAsBegun = JSON.stringify(typed[fieldId] ?? null) === JSON.stringify(begun[fieldId] ?? null);
    return memberAccess !== 'approval' || !isAsBegun;
  });
  return Object.fromEntries(left.map(({ fieldId }) => [fieldId, typed[fieldId] ?? null]));
}

const startOf = (me: MyProfileView, own: MyProfileView['customFields']) => ({
  phone: formatPhone(me.phone),
  postalCode: me.postalCode,
  address: me.addressParts,
  affiliation: me.affiliation,
  custom: customStart(own, asAsked(me)),
});

/** What a member may change; fetched when somebody wants to, because most only look. */
export function ContactForm({ me: first, onDone }: { readonly me: MyProfileView; readonly onDone: () => void }) {
  const words = useWords(memberTexts).profile;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const update = useMutation(trpc.members.updateMyProfile.mutationOptions());
  const asks = useWords(myChangeTexts);
  const shown = useOwnValue();
  const own = useMemo(
    () => first.customFields.filter(({ memberAccess }) => memberAccess === 'editable' || memberAccess === 'approval'),
    [first],
  );
  // What it began with: the office may save meanwhile, and what is being typed stays.
  const {
    begun: me,
    conflict,
    save,
  } = useVersioned(
    first,
    () => queries.fetchQuery({ ...trpc.members.myProfile.queryOptions(), staleTime: 0 }),
    (found) => startOf(found, own),
  );
  const custom = useMemo(() => asAsked(me), [me]);
  const told = own.map((field) => {
    if (field.memberAccess !== 'approval') return field;
    const isAsked = me.pending.some(({ fieldId }) => fieldId === field.fieldId);
    const needs = isAsked ? fill(asks.needsNow, { now: shown(field, me.custom[field.fieldId]) || asks.empty }) : asks.needs;
    return { ...field, hint: [field.hint, needs].filter(Boolean).join(' ') };
  });
  const schema = useMemo(
    () => UpdateMyProfileInput.omit({ version: true }).extend({ custom: customValuesSchema(own, custom) }),
    [own, custom],
  );
  return (
    <>
      <Form
        schema={schema}
        defaults={startOf(me, own)}
        onSubmit={async (values) => {
          const { isSaved, newest } = await save(
            update.mutateAsync({ ...values, custom: touched(own, custom, values.custom), version: me.version }),
          );
          const reload = () => queries.invalidateQueries(trpc.members.myProfile.queryFilter());
          await reload();
          if (!isSaved) return;
          const asked = new Set<string>(me.pending.map(({ changeRequestId }) => changeRequestId));
          const isAsking = newest.pending.some(({ changeRequestId }) => !asked.has(changeRequestId));
          // What began without something that is required now cannot be saved as it was; what is asked for has a place of its own.
          const before = isAsking ? undefined : schema.safeParse(startOf(me, own)).data;
          const undo = () =>
            update.mutateAsync({ ...before!, custom: touched(own, custom, before!.custom), version: newest.version }).then(reload);
          toast({ text: isAsking ? asks.sent : words.saved, ...(before ? { undo } : {}) });
          onDone();
        }}
      >
        <FormConflict conflict={conflict} />
        <PhoneField
          name="phone"
          label={words.phone}
          hint={words.phoneHint}
          optional
          messages={{ not_a_phone_number: words.errors.phone }}
        />
        <AddressFields
          postalCode={{ label: words.postalCode, hint: words.postalHint, messages: { not_a_postal_code: words.errors.postalForm } }}
          own
        />
        {me.kind === 'corporate' ? null : (
          <TextField
            name="affiliation"
            label={words.affiliation}
            optional
            autoComplete="organization"
            messages={{ too_long: words.errors.tooLong }}
          />
        )}
        <OwnFields fields={told} present={custom} />
        <FormButtons>
          <Button kind="ghost" size="lg" onPress={onDone}>
            {words.cancel}
          </Button>
          <SubmitButton>{words.save}</SubmitButton>
        </FormButtons>
      </Form>
    </>
  );
}
