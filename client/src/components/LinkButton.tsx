import { Link, type LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';

/** What a link that looks like a button needs; apart from the button itself, whose ways of being pressed weigh a tenth of a first page. */
export interface ButtonLook {
  readonly kind?: 'default' | 'primary' | 'ghost' | 'danger';
  readonly size?: 'sm' | 'md' | 'lg' | 'pay';
  readonly icon?: ReactNode;
  readonly kbd?: string;
  readonly block?: boolean;
  readonly children?: ReactNode;
}

export function lookOf({ kind = 'default', size = 'md', block }: ButtonLook): string {
  const sizes = { sm: ' btn--sm', md: '', lg: ' btn--lg', pay: ' btn--lg btn--pay' };
  return `btn${kind === 'default' ? '' : ` btn--${kind}`}${sizes[size]}${block ? ' btn--block' : ''}`;
}

export function Inside({ icon, kbd, children }: ButtonLook) {
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

export interface Target {
  readonly to: string;
  readonly params?: Readonly<Record<string, string>> | undefined;
  readonly search?: Readonly<Record<string, unknown>> | undefined;
  readonly hash?: string | undefined;
}

/** Paths are checked by the tests that open every page; the kit does not know the routes. */
export function linkProps({ to, params, search, hash }: Target): LinkProps {
  return { to, ...(params ? { params } : {}), ...(search ? { search } : {}), ...(hash ? { hash } : {}) };
}

export function LinkButton({ to, params, search, hash, ...look }: ButtonLook & Target) {
  return (
    <Link {...linkProps({ to, params, search, hash })} className={lookOf(look)}>
      <Inside {...look} />
    </Link>
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
