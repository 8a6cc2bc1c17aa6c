import { useMutation, useQueryClient } from '@tanstack/react-query';
import { UpdateMyProfileInput } from '@tsudoi/shared/contracts/members/member.contract';
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
import { useWords } from '../../lib/words.ts';
import { memberTexts } from './texts.ts';

const startOf = (me: MyProfileView, own: MyProfileView['customFields']) => ({
  phone: formatPhone(me.phone),
  postalCode: me.postalCode,
  address: me.addressParts,
  affiliation: me.affiliation,
  custom: customStart(own, me.custom),
});

/** What a member may change; fetched when somebody wants to, because most only look. */
export function ContactForm({ me: first, onDone }: { readonly me: MyProfileView; readonly onDone: () => void }) {
  const words = useWords(memberTexts).profile;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const update = useMutation(trpc.members.updateMyProfile.mutationOptions());
  const own = useMemo(() => first.customFields.filter(({ memberAccess }) => memberAccess === 'editable'), [first]);
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
  const { custom } = me;
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
          const { newest, isSaved } = await save(update.mutateAsync({ ...values, version: me.version }));
          const reload = () => queries.invalidateQueries(trpc.members.myProfile.queryFilter());
          await reload();
          if (!isSaved) return;
          // What began without something that is required now cannot be saved as it was.
          const before = schema.safeParse(startOf(me, own)).data;
          const undo = () => update.mutateAsync({ ...before!, version: newest.version }).then(reload);
          toast({ text: words.saved, ...(before ? { undo } : {}) });
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
        <OwnFields fields={own} present={custom} />
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
