import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ChangeUserAccessInput } from '@tsudoi/shared/contracts/identity/identity.contract';
import { withImplied } from '@tsudoi/shared/contracts/identity/permission.contract';
import type * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { RadioCards } from '../../components/Choice.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { FormConflict } from '../../components/FormConflict.tsx';
import { Form, FormButtons, SubmitButton, useFormValue } from '../../components/Form.tsx';
import { OwnPasswordField } from '../../components/OwnPasswordField.tsx';
import { DateField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { useKit } from '../../lib/i18n/kit.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { OrgUserView } from '../../lib/views.ts';
import { useVersioned } from '../../lib/versioned.ts';
import { fill, useWords } from '../../lib/words.ts';
import { officeTexts } from './office-texts.ts';
import { PermissionField } from './PermissionField.tsx';

const Typed = ChangeUserAccessInput.omit({ userId: true, version: true });

/** What the form edits, as it begins. */
const startOf = ({ role, permissions, termEndsOn }: OrgUserView) => ({ role, permissions, termEndsOn: termEndsOn ?? '' });

interface UserAccessProps {
  readonly user: OrgUserView;
  readonly roles: readonly OrgUserView['role'][];
  readonly onClose: () => void;
}

/** The role of somebody of the office and, for staff, the single rights. */
export function UserAccess({ user: opened, roles, onClose }: UserAccessProps) {
  const texts = useWords(officeTexts);
  const words = texts.access;
  const roleNames = useKit().roles;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const change = useMutation(trpc.identity.changeUserAccess.mutationOptions());
  const { userId } = opened;
  const name = `${opened.familyName} ${opened.givenName}`;
  // What it began with: the list behind is read again meanwhile, and what others save is not saved over unseen.
  const { begun, conflict, save } = useVersioned(
    opened,
    async () => {
      const users = await queries.fetchQuery({ ...trpc.identity.users.queryOptions(), staleTime: 0 });
      return users.find((user) => user.userId === userId) ?? opened;
    },
    startOf,
  );
  const submit = async ({ permissions, ...values }: z.output<typeof Typed>) => {
    const { version } = begun;
    const { isSaved } = await save(change.mutateAsync({ ...values, userId, version, permissions: withImplied(permissions) }));
    await queries.invalidateQueries(trpc.identity.users.pathFilter());
    if (!isSaved) return;
    toast({ text: fill(words.saved, { name }) });
    onClose();
  };
  return (
    <Dialog isOpen onClose={onClose} title={fill(words.title, { name })}>
      <Form schema={Typed} defaults={{ ...startOf(opened), password: '' }} errorField={{ IDENTITY_MISMATCH: 'password' }} onSubmit={submit}>
        <FormConflict conflict={conflict} />
        <RadioCards
          name="role"
          label={texts.role}
          options={roles.map((each) => ({ value: each, label: roleNames[each], text: texts.roleTexts[each] }))}
        />
        <StaffRights />
        <DateField name="termEndsOn" label={texts.term.label} hint={texts.term.hint} optional />
        <OwnPasswordField />
        <FormButtons>
          <Button size="lg" onPress={onClose}>
            {texts.cancel}
          </Button>
          <SubmitButton>{words.save}</SubmitButton>
        </FormButtons>
      </Form>
    </Dialog>
  );
}

function StaffRights() {
  return useFormValue('role') === 'staff' ? <PermissionField name="permissions" /> : null;
}
