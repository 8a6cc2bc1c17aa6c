import { ArrowRight } from 'lucide-react';
import type { ReactNode } from 'react';

export function Diff({ was, now }: { readonly was: ReactNode; readonly now: ReactNode }) {
  return (
    <span className="diff">
      <del className="was">{was}</del>
      <ArrowRight aria-hidden />
      <ins className="now">{now}</ins>
    </span>
  );
}
