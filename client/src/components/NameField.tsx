import { useKit } from '../lib/i18n/kit.ts';
import { rareLetters } from '../lib/rare-letters.ts';
import { fill } from '../lib/words.ts';
import { useFormValue } from './Form.tsx';
import { TextControl, type TextFieldProps } from './TextField.tsx';

/** 姓 or 名: every letter is taken; of those that other programs may not be able to write it says so (domain.md 6, case 81). */
export function NameField(props: TextFieldProps) {
  const words = useKit();
  const typed = useFormValue(props.name);
  const rare = typeof typed === 'string' ? rareLetters(typed) : [];
  return (
    <TextControl
      {...props}
      below={
        <div role="status">
          {rare.length === 0 ? null : <p className="hint">{fill(words.rareLetters, { letters: rare.join(words.join) })}</p>}
        </div>
      }
    />
  );
}
