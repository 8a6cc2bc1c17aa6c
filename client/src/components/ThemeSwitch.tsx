import { useKit } from '../lib/i18n/kit.ts';
import { type Theme, setTheme, useTheme } from '../lib/theme.ts';
import { Select } from './Select.tsx';

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
