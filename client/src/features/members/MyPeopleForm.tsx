import { useMutation, useQueryClient } from '@tanstack/react-query';
import { UpdateMyContactsInput } from '@tsudoi/shared/contracts/members/corporate.contract';
import { Button } from '../../components/Button.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { toast } from '../../components/Toast.tsx';
import { domainCodeOf } from '../../lib/errors.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { MyProfileView } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { ContactFields } from './ContactFields.tsx';
import { recordTexts } from './record-texts.ts';

/** The people of a corporate member as their own form; fetched when somebody wants to change them. */
export function MyPeopleForm({
  contacts,
  version,
  onDone,
  onConflict,
}: {
  readonly contacts: NonNullable<MyProfileView['contacts']>;
  readonly version: number;
  readonly onDone: () => void;
  /** Somebody else was first: the form begins anew with what they saved. */
  readonly onConflict: () => void;
}) {
  const words = useWords(recordTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const update = useMutation(trpc.members.updateMyContacts.mutationOptions());
  return (
    <Form
      schema={UpdateMyContactsInput}
      defaults={{ contacts, version }}
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
        toast({ text: words.my.saved });
        onDone();
      }}
    >
      {(['liaison', 'representative', 'billing'] as const).map((role) => (
        <div key={role} className="form">
          <h3>{words.corporate.roles[role]}</h3>
          <p className="hint">{words.corporate.hints[role]}</p>
          <ContactFields role={role} />
        </div>
      ))}
      <FormButtons>
        <Button kind="ghost" size="lg" onPress={onDone}>
          {words.my.cancel}
        </Button>
        <SubmitButton>{words.my.save}</SubmitButton>
      </FormButtons>
    </Form>
  );
}
