import { type MouseEvent, type ReactNode, useCallback, useMemo, useRef, useState } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useKit } from '../lib/i18n/kit.ts';
import { fill } from '../lib/words.ts';
import { Button } from './Button.tsx';
import { DialogHoldContext } from './dialog-hold.ts';
import { Note } from './Note.tsx';
import { Row, Rows } from './Panel.tsx';
import { Refusal } from './Refusal.tsx';

export interface DialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: ReactNode;
  readonly wide?: boolean;
  /** What it shows is shown this once: only its own button closes it. */
  readonly staysOpen?: boolean;
  /** What was typed in a step before stands in no form any more, and would be lost with it all the same. */
  readonly holdsInput?: boolean;
  readonly children: ReactNode;
}

/** A press beside a dialog that stays open leaves the focus where it is: the next key is meant for it. */
const leaveFocus = (event: MouseEvent): void => {
  if (event.target === event.currentTarget) event.preventDefault();
};

/**
 * Where what has the focus goes, as with a step of a dialog, the dialog takes it at once: the next key would else be heard by nobody,
 * and a frame later by what closes it.
 */
function takeFocus(dialog: HTMLElement | null): (() => void) | undefined {
  if (dialog === null) return undefined;
  const take = ({ target }: FocusEvent) =>
    queueMicrotask(() => {
      if (dialog.isConnected && !(target as Element).isConnected && document.activeElement === document.body) dialog.focus();
    });
  dialog.addEventListener('focusout', take);
  return () => dialog.removeEventListener('focusout', take);
}

/**
 * Keeps the focus inside, gives it back, closes with Escape and a press beside it; not while a button of it is at work. What stands
 * in a form of it is not thrown away by a press beside it, and by Escape only after a question.
 */
export function Dialog({ isOpen, onClose, title, wide = false, staysOpen = false, holdsInput = false, children }: DialogProps) {
  const [holds, setHolds] = useState(0);
  const hold = useCallback(() => {
    setHolds((count) => count + 1);
    return () => setHolds((count) => count - 1);
  }, []);
  const isHeld = holds > 0;
  const forms = useRef(new Set<() => boolean>());
  const watch = useCallback((isTouched: () => boolean) => {
    const { current } = forms;
    current.add(isTouched);
    return () => void current.delete(isTouched);
  }, []);
  const isTouched = () => holdsInput || [...forms.current].some((isFormTouched) => isFormTouched());
  const [isAsking, setAsking] = useState(false);
  const facts = useMemo(() => ({ isHeld, hold, watch }), [isHeld, hold, watch]);
  const stays = isHeld || staysOpen;
  return (
    <ModalOverlay
      className="scrim"
      onMouseDown={leaveFocus}
      isOpen={isOpen}
      isDismissable={!stays}
      isKeyboardDismissDisabled={stays}
      shouldCloseOnInteractOutside={() => !isTouched()}
      onOpenChange={(open) => {
        if (open || stays) return;
        if (isTouched()) setAsking(true);
        else onClose();
      }}
    >
      <Modal className={`dialog${wide ? ' dialog--wide' : ''}`}>
        <AriaDialog ref={takeFocus} className="dialog__in">
          <Heading slot="title" className="dialog__title">
            {title}
          </Heading>
          <DialogHoldContext value={facts}>{children}</DialogHoldContext>
          {isAsking ? (
            <CloseQuestion
              onStay={() => setAsking(false)}
              onClose={() => {
                // One that stays mounted while it is closed would ask by itself at the next opening.
                setAsking(false);
                onClose();
              }}
            />
          ) : null}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

function CloseQuestion({ onStay, onClose }: { readonly onStay: () => void; readonly onClose: () => void }) {
  const words = useKit().unsaved;
  return (
    <Dialog isOpen onClose={onStay} title={words.title}>
      <p>{words.close}</p>
      <DialogActions>
        <Button size="lg" onPress={onClose}>
          {words.closes}
        </Button>
        <Button size="lg" kind="primary" onPress={onStay}>
          {words.stays}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

export function DialogActions({ children }: { readonly children: ReactNode }) {
  return <div className="dialog__acts">{children}</div>;
}

export interface ConfirmDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: ReactNode;
  readonly children?: ReactNode;
  /** What will happen, in figures. */
  readonly rows?: readonly { readonly label: string; readonly value: ReactNode }[];
  /** A word to type before something that cannot be taken back. */
  readonly typedWord?: string;
  readonly confirmLabel: string;
  readonly cancelLabel?: string;
  readonly kind?: 'primary' | 'danger';
  readonly onConfirm: () => Promise<unknown> | void;
}

export function ConfirmDialog({
  isOpen,
  onClose,
  title,
  children,
  rows,
  typedWord,
  confirmLabel,
  cancelLabel,
  kind = 'primary',
  onConfirm,
}: ConfirmDialogProps) {
  const words = useKit();
  const [typed, setTyped] = useState('');
  const [asked, setAsked] = useState(false);
  const [isPending, setPending] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const missing = typedWord !== undefined && typed.trim() !== typedWord;
  const confirm = async () => {
    setAsked(true);
    if (missing) return;
    setPending(true);
    setFailure(null);
    try {
      await onConfirm();
      onClose();
    } catch (error) {
      setFailure(error);
    } finally {
      setPending(false);
    }
  };
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={title}>
      {children}
      {rows ? (
        <Rows>
          {rows.map((row) => (
            <Row key={row.label} label={row.label}>
              {row.value}
            </Row>
          ))}
        </Rows>
      ) : null}
      {typedWord === undefined ? null : (
        <label className={`field${asked && missing ? ' is-error' : ''}`}>
          <span className="label">{fill(words.confirmTyping, { word: typedWord })}</span>
          <span className="input">
            <input value={typed} onChange={(event) => setTyped(event.target.value)} />
          </span>
          {asked && missing ? <span className="error">{fill(words.confirmMissing, { word: typedWord })}</span> : null}
        </label>
      )}
      {failure === null ? null : (
        <Note kind="danger">
          <Refusal error={failure} />
        </Note>
      )}
      <DialogActions>
        <Button size="lg" onPress={onClose}>
          {cancelLabel ?? words.cancel}
        </Button>
        <Button size="lg" kind={kind} isPending={isPending} onPress={() => void confirm()}>
          {confirmLabel}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
