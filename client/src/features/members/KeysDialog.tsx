import { Button } from '../../components/Button.tsx';
import { Dialog, DialogActions } from '../../components/Dialog.tsx';
import { useWords } from '../../lib/words.ts';
import { KeysList } from './KeysList.tsx';
import { rollTexts } from './roll-texts.ts';

/** What the keyboard does on the roll. */
export function KeysDialog({ onClose }: { readonly onClose: () => void }) {
  const words = useWords(rollTexts).keys;
  return (
    <Dialog isOpen onClose={onClose} title={words.title}>
      <KeysList />
      <DialogActions>
        <Button size="lg" kind="primary" onPress={onClose}>
          {words.close}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
