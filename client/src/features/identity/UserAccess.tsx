import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ChangeUserAccessInput, type Permission } from '@tsudoi/shared/contracts/identity/identity.contract';
import { withImplied } from '@tsudoi/shared/contracts/identity/permission.contract';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { ChoiceCards } from '../../components/Choice.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { OwnPasswordField } from '../../components/OwnPasswordField.tsx';
import { DateField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { useKit } from '../../lib/i18n/kit.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { OrgUserView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { officeTexts } from './office-texts.ts';
import { PermissionBoxes } from './PermissionBoxes.tsx';

const Typed = ChangeUserAccessInput.pick({ termEndsOn: true, password: true });

interface UserAccessProps {
  readonly user: OrgUserView;
  readonly roles: readonly OrgUserView['role'][];
  readonly onClose: () => void;
}

/** The role of somebody of the office and, for staff, the single rights. */
export function UserAccess({ user, roles, onClose }: UserAccessProps) {
  const texts = useWords(officeTexts);
  const words = texts.access;
  const roleNames = useKit().roles;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [role, setRole] = useState(user.role);
  const [chosen, setChosen] = useState<readonly Permission[]>(user.permissions);
  const change = useMutation(trpc.identity.changeUserAccess.mutationOptions());
  const name = `${user.familyName} ${user.givenName}`;
  const save = async ({ termEndsOn, password }: { readonly termEndsOn: string; readonly password: string }) => {
    await change.mutateAsync({ userId: user.userId, role, permissions: withImplied(chosen), termEndsOn: termEndsOn as never, password });
    await queries.invalidateQueries(trpc.identity.users.pathFilter());
    toast({ text: fill(words.saved, { name }) });
    onClose();
  };
  return (
    <Dialog isOpen onClose={onClose} title={fill(words.title, { name })}>
      <Form
        schema={Typed}
        defaults={{ termEndsOn: user.termEndsOn ?? '', password: '' }}
        errorField={{ IDENTITY_MISMATCH: 'password' }}
        onSubmit={save}
      >
        <ChoiceCards
          label={texts.role}
          value={role}
          options={roles.map((each) => ({ value: each, label: roleNames[each], text: texts.roleTexts[each] }))}
          onChange={(next) => setRole(next as OrgUserView['role'])}
        />
        {role === 'staff' ? <PermissionBoxes chosen={chosen} onChange={setChosen} /> : null}
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
