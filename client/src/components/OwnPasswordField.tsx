import { useWords } from '../lib/words.ts';
import { ownPasswordTexts } from '../lib/i18n/own-password-words.ts';
import { PasswordField } from './TextField.tsx';

/** The own password once more, before something that an open page alone must not do (security.md 4.8). */
export function OwnPasswordField() {
  const words = useWords(ownPasswordTexts);
  return (
    <PasswordField
      name="password"
      label={words.label}
      hint={words.hint}
      autoComplete="current-password"
      required
      messages={{ required: words.missing, IDENTITY_MISMATCH: words.wrong }}
    />
  );
}
