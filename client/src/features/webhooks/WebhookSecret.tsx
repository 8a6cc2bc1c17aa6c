import { Button } from '../../components/Button.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Dialog, DialogActions } from '../../components/Dialog.tsx';
import { useWords } from '../../lib/words.ts';
import { webhookTexts } from './webhook-texts.ts';

/** The secret, shown this once. */
export function WebhookSecret({ secret, onClose }: { readonly secret: string; onClose(): void }) {
  const words = useWords(webhookTexts).secret;
  return (
    <Dialog isOpen staysOpen onClose={onClose} title={words.title}>
      <p>{words.text}</p>
      <label className="field">
        <span className="label">{words.label}</span>
        <span className="input">
          <input readOnly value={secret} onFocus={(event) => event.target.select()} />
        </span>
      </label>
      <DialogActions>
        <CopyButton text={secret} label={words.copy} size="md" />
        <Button kind="primary" onPress={onClose}>
          {words.done}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
