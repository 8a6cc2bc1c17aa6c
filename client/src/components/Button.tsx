import { Link, type LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { useKit } from '../lib/i18n/kit.ts';

export interface ButtonLook {
  readonly kind?: 'default' | 'primary' | 'ghost' | 'danger';
  readonly size?: 'sm' | 'md' | 'lg' | 'pay';
  readonly icon?: ReactNode;
  readonly kbd?: string;
  readonly block?: boolean;
  readonly children?: ReactNode;
}

function lookOf({ kind = 'default', size = 'md', block }: ButtonLook): string {
  const sizes = { sm: ' btn--sm', md: '', lg: ' btn--lg', pay: ' btn--lg btn--pay' };
  return `btn${kind === 'default' ? '' : ` btn--${kind}`}${sizes[size]}${block ? ' btn--block' : ''}`;
}

function Inside({ icon, kbd, children }: ButtonLook) {
  return (
    <>
      {icon}
      {children}
      {kbd === undefined ? null : (
        <kbd className="kbd" aria-hidden>
          {kbd}
        </kbd>
      )}
    </>
  );
}

export interface ButtonProps extends ButtonLook {
  readonly onPress?: () => void;
  readonly isPending?: boolean;
  readonly type?: 'button' | 'submit';
  /** What a reader hears where the words on the button are not enough. */
  readonly label?: string;
}

/** Never switched off: a press explains what is missing. While it works it says so and takes no second press. */
export function Button({ onPress, isPending = false, type = 'button', label, ...look }: ButtonProps) {
  const words = useKit();
  return (
    <AriaButton
      className={lookOf(look)}
      type={isPending ? 'button' : type}
      {...(isPending ? { 'aria-disabled': true } : {})}
      {...(onPress && !isPending ? { onPress } : {})}
      {...(label === undefined ? {} : { 'aria-label': label })}
    >
      {isPending ? <span className="spinner" role="img" aria-label={words.working} /> : null}
      <Inside {...look} {...(isPending ? { icon: null } : {})} />
    </AriaButton>
  );
}

export interface Target {
  readonly to: string;
  readonly params?: Readonly<Record<string, string>> | undefined;
  readonly search?: Readonly<Record<string, unknown>> | undefined;
  readonly hash?: string | undefined;
}

/** Paths are checked by the tests that open every page; the kit does not know the routes. */
export function linkProps({ to, params, search, hash }: Target): LinkProps {
  return { to, ...(params ? { params } : {}), ...(search ? { search } : {}), ...(hash ? { hash } : {}) } as unknown as LinkProps;
}

export function LinkButton({ to, params, search, hash, ...look }: ButtonLook & Target) {
  return (
    <Link {...linkProps({ to, params, search, hash })} className={lookOf(look)}>
      <Inside {...look} />
    </Link>
  );
}

export interface IconButtonProps {
  readonly label: string;
  readonly icon: ReactNode;
  readonly onPress?: () => void;
  readonly size?: 36 | 44;
  readonly badge?: number;
}

export function IconButton({ label, icon, onPress, size = 36 }: IconButtonProps) {
  return (
    <AriaButton className={`icon-btn${size === 44 ? ' icon-btn--44' : ''}`} aria-label={label} {...(onPress ? { onPress } : {})}>
      {icon}
    </AriaButton>
  );
}

export function IconLink({
  label,
  icon,
  size = 36,
  ...target
}: { readonly label: string; readonly icon: ReactNode; readonly size?: 36 | 44 } & Target) {
  return (
    <Link {...linkProps(target)} className={`icon-btn${size === 44 ? ' icon-btn--44' : ''}`} aria-label={label}>
      {icon}
    </Link>
  );
}
