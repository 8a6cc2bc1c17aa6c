import { useKit } from '../lib/i18n/kit.ts';
import { figure } from '../lib/money.ts';

export interface YenProps {
  readonly value: number;
  readonly size?: 's' | 'm' | 'l' | 'xl';
  readonly tone?: 'in' | 'over' | 'plain';
  /** Prints a plus where it is one. */
  readonly sign?: boolean;
}

/** The figure first, the unit quieter; a minus is a sign, a colour and a word for readers. */
export function Yen({ value, size = 's', tone = 'plain', sign = false }: YenProps) {
  const words = useKit();
  const tones = value < 0 ? ' yen--minus' : tone === 'plain' ? '' : ` yen--${tone}`;
  return (
    <span className={`yen${size === 's' ? '' : ` yen--${size}`}${tones}`}>
      {value < 0 ? (
        <>
          <span className="sr-only">{words.minus}</span>
          <span aria-hidden>−</span>
        </>
      ) : null}
      {sign && value > 0 ? '＋' : ''}
      {figure(Math.abs(value))}
      <i>{words.yen}</i>
    </span>
  );
}
