import { useErrorText } from '../lib/errors.ts';
import { useKit } from '../lib/i18n/kit.ts';
import { Button } from './Button.tsx';
import { Note } from './Note.tsx';

export function LoadFailed({ title, error, onRetry }: { readonly title?: string; readonly error: unknown; readonly onRetry?: () => void }) {
  const words = useKit();
  const text = useErrorText();
  return (
    <Note kind="danger" title={title ?? words.failedToLoad} action={onRetry ? <Button onPress={onRetry}>{words.retry}</Button> : undefined}>
      <p>{text(error)}</p>
    </Note>
  );
}
