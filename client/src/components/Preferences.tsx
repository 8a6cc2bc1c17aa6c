import { loadKit, useKit } from '../lib/i18n/kit.ts';
import { setLanguage, useLanguage } from '../lib/language.ts';
import { type Theme, setTheme, useTheme } from '../lib/theme.ts';
import { Select } from './Select.tsx';

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

export function ThemeSwitch() {
  const theme = useTheme();
  const words = useKit().theme;
  return (
    <Select
      label={words.label}
      value={theme}
      onChange={(next) => setTheme(next as Theme)}
      options={[
        { value: 'system', label: words.system },
        { value: 'light', label: words.light },
        { value: 'dark', label: words.dark },
      ]}
    />
  );
}
