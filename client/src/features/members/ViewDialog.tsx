import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Checkbox } from '../../components/Choice.tsx';
import { Dialog, DialogActions } from '../../components/Dialog.tsx';
import { Note } from '../../components/Note.tsx';
import { useErrorText } from '../../lib/errors.ts';
import type { SavedViewView } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { DialogLine } from './DialogLine.tsx';
import { rollTexts } from './roll-texts.ts';

/** The name of a saved view, and who sees it. */
export function ViewDialog({
  view,
  mayShare,
  onClose,
  onSave,
}: {
  readonly view: SavedViewView | null;
  readonly mayShare: boolean;
  readonly onClose: () => void;
  readonly onSave: (name: string, shared: boolean) => Promise<void>;
}) {
  const words = useWords(rollTexts).views;
  const errorText = useErrorText();
  const [name, setName] = useState(view?.name ?? '');
  const [shared, setShared] = useState(view?.shared ?? false);
  const [missing, setMissing] = useState(false);
  const save = useMutation({ mutationFn: () => onSave(name.trim(), shared), onSuccess: onClose });
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
