import { useMutation, useQueryClient } from '@tanstack/react-query';
import { UpdateMyProfileInput } from '@tsudoi/shared/contracts/members/member.contract';
import { customStart, customValuesSchema } from '@tsudoi/shared/contracts/members/custom-value.contract';
import { useMemo } from 'react';
import { Button } from '../../components/Button.tsx';
import { AddressFields } from '../../components/AddressFields.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { OwnFields } from '../../components/OwnFields.tsx';
import { PhoneField, TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { domainCodeOf } from '../../lib/errors.ts';
import { formatPhone } from '../../lib/phone.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { MyProfileView } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { memberTexts } from './texts.ts';

/** What a member may change; fetched when somebody wants to, because most only look. */
export function ContactForm({
  me,
  onDone,
  onConflict,
}: {
  readonly me: MyProfileView;
  readonly onDone: () => void;
  /** Somebody else was first: the form begins anew with what they saved. */
  readonly onConflict: () => void;
}) {
  const words = useWords(memberTexts).profile;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const update = useMutation(trpc.members.updateMyProfile.mutationOptions());
  const { customFields, custom } = me;
  const own = useMemo(() => customFields.filter(({ memberAccess }) => memberAccess === 'editable'), [customFields]);
  const schema = useMemo(() => UpdateMyProfileInput.extend({ custom: customValuesSchema(own, custom) }), [own, custom]);
  return (
    <>
      <Form
        schema={schema}
        defaults={{
          phone: formatPhone(me.phone),
          postalCode: me.postalCode,
          address: me.addressParts,
          affiliation: me.affiliation,
          custom: customStart(own, custom),
          version: me.version,
        }}
        onSubmit={async (values) => {
          try {
            await update.mutateAsync(values);
          } catch (error) {
            if (domainCodeOf(error) !== 'CONFLICT') throw error;
            onConflict();
            await queries.invalidateQueries(trpc.members.myProfile.queryFilter());
            return;
          }
          await queries.invalidateQueries(trpc.members.myProfile.queryFilter());
          toast({ text: words.saved });
          onDone();
        }}
      >
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
