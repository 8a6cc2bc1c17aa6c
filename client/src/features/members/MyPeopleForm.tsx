import { useMutation, useQueryClient } from '@tanstack/react-query';
import { UpdateMyContactsInput } from '@tsudoi/shared/contracts/members/corporate.contract';
import { Button } from '../../components/Button.tsx';
import { FormConflict } from '../../components/FormConflict.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { toast } from '../../components/Toast.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import { useVersioned } from '../../lib/versioned.ts';
import type { MyProfileView } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { ContactFields } from './ContactFields.tsx';
import { personPlace } from './person-place.rules.ts';
import { recordTexts } from './record-texts.ts';
import { memberTexts } from './texts.ts';

const People = UpdateMyContactsInput.omit({ version: true });

/** The people of a corporate member as their own form; fetched when somebody wants to change them. */
export function MyPeopleForm({ me, onDone }: { readonly me: MyProfileView; readonly onDone: () => void }) {
  const words = useWords(recordTexts);
  const { person } = useWords(memberTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const update = useMutation(trpc.members.updateMyContacts.mutationOptions());
  // What it began with: the office may save meanwhile, and what is being typed stays.
  const { begun, conflict, save } = useVersioned(
    me,
    () => queries.fetchQuery({ ...trpc.members.myProfile.queryOptions(), staleTime: 0 }),
    ({ contacts }) => ({ contacts }),
  );
  return (
    <Form
      schema={People}
      defaults={{ contacts: begun.contacts }}
      onSubmit={async ({ contacts }) => {
        const { newest, isSaved } = await save(update.mutateAsync({ contacts, version: begun.version }));
        const reload = () => queries.invalidateQueries(trpc.members.myProfile.queryFilter());
        await reload();
        if (!isSaved) return;
        // People from before something of theirs was required cannot be saved as they were.
        const before = People.safeParse({ contacts: begun.contacts }).data;
        const undo = () => update.mutateAsync({ ...before!, version: newest.version }).then(reload);
        toast({ text: words.my.saved, ...(before ? { undo } : {}) });
        onDone();
      }}
    >
      <FormConflict conflict={conflict} nameOf={(path) => personPlace({ corporate: words.corporate, person }, path)} />
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
