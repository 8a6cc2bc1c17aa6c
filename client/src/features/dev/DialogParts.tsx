import { CircleHelp } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { ConfirmDialog, type ConfirmDialogProps, Dialog, DialogActions } from '../../components/Dialog.tsx';
import { DialogLine } from '../../components/DialogLine.tsx';
import { HelpButton, HelpCorner } from '../../components/HelpButton.tsx';
import { HelpDialog, HelpPanel } from '../../components/HelpPanel.tsx';
import { Menu } from '../../components/Menu.tsx';
import { Popover } from '../../components/Popover.tsx';
import { toast } from '../../components/Toast.tsx';
import { Yen } from '../../components/Yen.tsx';
import { useWords } from '../../lib/words.ts';
import { PartSection, Sample } from './Sample.tsx';
import { messageTexts } from './message-texts.ts';
import { devTexts } from './texts.ts';
import { noAnswer } from './typed.rules.ts';

const asks = ['figures', 'typedWord', 'refused'] as const;
type Ask = (typeof asks)[number];

/** What floats: it comes at a press and goes again. */
export function DialogParts() {
  const { sections, toast: toastLabel } = useWords(devTexts);
  const words = useWords(messageTexts);
  const [ask, setAsk] = useState<Ask | null>(null);
  const [help, setHelp] = useState<'office' | 'member' | null>(null);
  const [isCornerOpen, setCornerOpen] = useState(false);
  const close = () => setAsk(null);
  const rows = [
    { label: words.confirm.people, value: words.confirm.count },
    { label: words.confirm.sum, value: <Yen value={5_532_000} /> },
  ];
  const confirms: Readonly<Record<Ask, Partial<ConfirmDialogProps>>> = {
    figures: { kind: 'danger', children: <p>{words.confirm.cancelText}</p> },
    typedWord: { typedWord: words.confirm.word },
    refused: { onConfirm: () => Promise.reject(noAnswer) },
  };
  return (
    <PartSection id="dialogs" {...sections.dialogs}>
      <Sample of="ConfirmDialog" state={words.confirm.kinds}>
        <div className="row row--wrap">
          {asks.map((kind) => (
            <Button key={kind} onPress={() => setAsk(kind)}>
              {words.confirm[kind]}
            </Button>
          ))}
        </div>
        {ask === null ? null : (
          <ConfirmDialog
            isOpen
            onClose={close}
            title={words.confirm.title}
            rows={rows}
            confirmLabel={words.confirm.send}
            onConfirm={() => undefined}
            {...confirms[ask]}
          />
        )}
      </Sample>
      <DialogSample />
      <Sample of="toast" state={words.toasts}>
        <div className="row row--wrap">
          <Button onPress={() => toast({ text: words.tagged, undo: () => undefined })}>{toastLabel}</Button>
          <Button onPress={() => toast({ text: words.saved })}>{words.toastPlain}</Button>
          <Button onPress={() => toast({ text: words.tagged, undo: () => Promise.reject(noAnswer) })}>{words.toastStuck}</Button>
        </div>
      </Sample>
      <Sample of="Menu" state={words.menus}>
        <div className="row row--wrap">
          {[undefined, words.menu].map((trigger) => (
            <Menu
              key={trigger ?? ''}
              label={trigger ?? words.more}
              trigger={trigger}
              items={[
                { id: 'rename', label: words.rename, onAction: () => toast({ text: words.saved }) },
                { id: 'open', label: words.look, to: { to: '/login' } },
                { id: 'remove', label: words.remove, tone: 'danger' },
              ]}
            />
          ))}
        </div>
      </Sample>
      <Sample of="Popover" state={words.popover}>
        <p>
          <Popover label={words.why} trigger={<span className="why-amount">{words.why}</span>}>
            {words.reason}
          </Popover>
        </p>
      </Sample>
      <Sample of="HelpButton · HelpCorner · HelpPanel · HelpDialog" state={words.help.kinds}>
        <div className="row row--wrap">
          <HelpButton />
          <HelpCorner isOpen={isCornerOpen} onChange={setCornerOpen} panel={MemberHelp} onNear={() => undefined} />
          <Button icon={<CircleHelp size={18} strokeWidth={1.75} aria-hidden />} onPress={() => setHelp('office')}>
            {words.help.office}
          </Button>
        </div>
        {help === 'office' ? (
          <HelpDialog text={words.help.text} onClose={() => setHelp(null)}>
            <p>{words.help.ask}</p>
          </HelpDialog>
        ) : null}
      </Sample>
    </PartSection>
  );
}

/** The help of a member's page, wherever it is opened. */
function MemberHelp({ onClose }: { readonly onClose: () => void }) {
  return <HelpPanel path="/shinonome/my/bills" onClose={onClose} />;
}

/** Dialogs with something to fill in: a line that is missing, and one as wide as a table needs. */
function DialogSample() {
  const words = useWords(messageTexts).dialog;
  const [open, setOpen] = useState<'line' | 'wide' | null>(null);
  const [name, setName] = useState('');
  const [isMissing, setMissing] = useState(false);
  const close = () => setOpen(null);
  const save = () => {
    setMissing(name.trim() === '');
    if (name.trim() !== '') close();
  };
  return (
    <Sample of="Dialog · DialogActions · DialogLine" state={words.kinds}>
      <div className="row row--wrap">
        <Button onPress={() => setOpen('line')}>{words.line}</Button>
        <Button onPress={() => setOpen('wide')}>{words.wide}</Button>
      </div>
      <DialogLine label={words.name} value="" maxLength={40} missing={words.missing} onChange={() => undefined} />
      <Dialog isOpen={open !== null} onClose={close} title={words.title} wide={open === 'wide'} holdsInput={name !== ''}>
        <p>{words.text}</p>
        <DialogLine label={words.name} value={name} maxLength={40} missing={isMissing ? words.missing : null} onChange={setName} />
        <DialogActions>
          <Button size="lg" onPress={close}>
            {words.stop}
          </Button>
          <Button size="lg" kind="primary" onPress={save}>
            {words.save}
          </Button>
        </DialogActions>
      </Dialog>
    </Sample>
  );
}
