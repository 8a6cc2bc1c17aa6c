import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { useKit } from '../lib/i18n/kit.ts';
import { type ButtonLook, Inside, lookOf } from './LinkButton.tsx';

export interface ButtonProps extends ButtonLook {
  readonly onPress?: () => void;
  readonly isPending?: boolean;
  readonly type?: 'button' | 'submit';
  /** What a reader hears where the words on the button are not enough. */
  readonly label?: string;
}

/**
 * Never switched off: a press explains what is missing. While it works it says so and takes no second press. One that sends a
 * form leaves the focus where it is: a field that is left says what is wrong with it, and the button would move off under the hand.
 */
export function Button({ onPress, isPending = false, type = 'button', label, ...look }: ButtonProps) {
  const words = useKit();
  return (
    <AriaButton
      className={lookOf(look)}
      type={isPending ? 'button' : type}
      preventFocusOnPress={type === 'submit'}
      {...(isPending ? { 'aria-disabled': true } : {})}
      {...(onPress && !isPending ? { onPress } : {})}
      {...(label === undefined ? {} : { 'aria-label': label })}
    >
      {isPending ? <span className="spinner" role="img" aria-label={words.working} /> : null}
      <Inside {...look} {...(isPending ? { icon: null } : {})} />
    </AriaButton>
  );
}

export interface IconButtonProps {
  readonly label: string;
  readonly icon: ReactNode;
  readonly onPress?: () => void;
  readonly size?: 36 | 44;
  /** How many wait behind it; said with the label, counted up to 99. */
  readonly badge?: number;
}

export function IconButton({ label, icon, onPress, size = 36, badge = 0 }: IconButtonProps) {
  const waiting = badge > 99 ? '99+' : String(badge);
  return (
    <AriaButton
      className={`icon-btn${size === 44 ? ' icon-btn--44' : ''}`}
      aria-label={badge > 0 ? `${label} ${waiting}` : label}
      {...(onPress ? { onPress } : {})}
    >
      {icon}
      {badge > 0 ? <span className="badge">{waiting}</span> : null}
    </AriaButton>
  );
}
