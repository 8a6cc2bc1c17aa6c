import { Link } from '@tanstack/react-router';
import { ExternalLink as Outside } from 'lucide-react';
import type { ReactNode } from 'react';
import { type Target, linkProps } from './LinkButton.tsx';

export function TextLink({
  children,
  className,
  label,
  ...target
}: Target & { readonly children: ReactNode; readonly className?: string; readonly label?: string }) {
  return (
    <Link {...linkProps(target)} {...(className ? { className } : {})} {...(label === undefined ? {} : { 'aria-label': label })}>
      {children}
    </Link>
  );
}

export function ExternalLink({
  href,
  children,
  className,
}: {
  readonly href: string;
  readonly children: ReactNode;
  readonly className?: string;
}) {
  return (
    <a href={href} target="_blank" rel="noreferrer" className={`external${className ? ` ${className}` : ''}`}>
      {children}
      <Outside size={14} aria-hidden />
    </a>
  );
}
