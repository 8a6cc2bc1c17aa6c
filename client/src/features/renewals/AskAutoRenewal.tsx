import { ConfirmDialog } from '../../components/Dialog.tsx';
import { useWords } from '../../lib/words.ts';
import { myRenewalTexts } from './my-renewal-texts.ts';

export interface AskAutoRenewalProps {
  readonly what: 'begin' | 'stop';
  readonly onClose: () => void;
  readonly onConfirm: () => Promise<void>;
}

/** What the member's word means stands before it is given, or taken back. */
export function AskAutoRenewal({ what, onClose, onConfirm }: AskAutoRenewalProps) {
  const words = useWords(myRenewalTexts);
  return what === 'begin' ? (
    <ConfirmDialog isOpen onClose={onClose} title={words.consentTitle} confirmLabel={words.agree} onConfirm={onConfirm}>
      <ul className="stack-8">
        {words.consent.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </ConfirmDialog>
  ) : (
    <ConfirmDialog isOpen onClose={onClose} title={words.stopTitle} confirmLabel={words.stop} onConfirm={onConfirm}>
      <p>{words.stopText}</p>
    </ConfirmDialog>
  );
}
