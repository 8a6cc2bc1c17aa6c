import { loadKit, useKit } from '../lib/i18n/kit.ts';
import { setLanguage, useLanguage } from '../lib/language.ts';

export function LanguageSwitch() {
  const language = useLanguage();
  const other = language === 'ja' ? 'en' : 'ja';
  const words = useKit().language;
  return (
    <button
      type="button"
      className="btn btn--ghost btn--sm"
      lang={other}
      onClick={() => void loadKit(other).then(() => setLanguage(other))}
    >
      {words[other]}
    </button>
  );
}
