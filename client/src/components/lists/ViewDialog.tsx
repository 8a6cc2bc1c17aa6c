import { useMutation } from '@tanstack/react-query';
import { type OrgRole, orgRoles } from '@tsudoi/shared/contracts/identity/identity.contract';
import { useState } from 'react';
import { Button } from '../Button.tsx';
import { Checkbox } from '../Choice.tsx';
import { DialogLine } from '../DialogLine.tsx';
import { Dialog, DialogActions } from '../Dialog.tsx';
import { Note } from '../Note.tsx';
import { useKit } from '../../lib/i18n/kit.ts';
import { listWords } from '../../lib/i18n/list-words.ts';
import { useErrorText } from '../../lib/errors.ts';
import type { SavedViewView } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';

/** The name of a saved view, who sees it, and who begins with it. */
export function ViewDialog({
  view,
  mayShare,
  onClose,
  onSave,
}: {
  readonly view: Pick<SavedViewView, 'name' | 'shared' | 'own' | 'defaultFor'> | null;
  readonly mayShare: boolean;
  readonly onClose: () => void;
  readonly onSave: (name: string, shared: boolean, defaultFor: readonly OrgRole[]) => Promise<void>;
}) {
  const words = useWords(listWords).views;
  const errorText = useErrorText();
  const [name, setName] = useState(view?.name ?? '');
  const [shared, setShared] = useState(view?.shared ?? false);
  const [roles, setRoles] = useState<readonly OrgRole[]>(view?.defaultFor ?? []);
  const roleNames = useKit().roles;
  const [missing, setMissing] = useState(false);
  const save = useMutation({ mutationFn: () => onSave(name.trim(), shared, shared ? roles : []), onSuccess: onClose });
  const submit = () => {
    setMissing(name.trim() === '');
    if (name.trim() !== '') save.mutate();
  };
  return (
    <Dialog isOpen onClose={onClose} title={view === null ? words.title : words.rename}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {view === null ? <p className="muted">{words.text}</p> : null}
        <DialogLine label={words.name} value={name} maxLength={40} missing={missing ? words.missing : null} onChange={setName} />
        {mayShare && (view === null || view.own) ? (
          <Checkbox isSelected={shared} onChange={setShared}>
            {words.shared}
          </Checkbox>
        ) : null}
        {mayShare && shared ? (
          <fieldset className="fieldset">
            <legend>{words.roles}</legend>
            <p className="muted">{words.rolesText}</p>
            {orgRoles.map((role) => (
              <Checkbox
                key={role}
                isSelected={roles.includes(role)}
                onChange={(on) => setRoles(on ? [...roles, role] : roles.filter((one) => one !== role))}
              >
                {roleNames[role]}
              </Checkbox>
            ))}
          </fieldset>
        ) : null}
        {save.isError ? <Note kind="danger">{errorText(save.error)}</Note> : null}
        <DialogActions>
          <Button size="lg" onPress={onClose}>
            {words.cancel}
          </Button>
          <Button size="lg" kind="primary" type="submit" isPending={save.isPending}>
            {words.submit}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
