import { useErrorText } from '../lib/errors.ts';
import { toast } from './Toast.tsx';

/** For an act whose page has no place of its own for a refusal: it is told where its success would have been. */
export function useTold(): { readonly onError: (error: unknown) => void } {
  const text = useErrorText();
  return { onError: (error) => toast({ text: text(error) }) };
}
