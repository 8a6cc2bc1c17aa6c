import { Plus, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useKit } from '../lib/i18n/kit.ts';
import { figure } from '../lib/money.ts';
import { fill } from '../lib/words.ts';

export function Tag({ children }: { readonly children: ReactNode }) {
  return <span className="tag">{children}</span>;
}

/** A condition of a list, as a plain sentence. */
export function Chip({
  field,
  name = field,
  children,
  onRemove,
}: {
  readonly field: string;
  /** What is taken away, where several are on the same field. */
  readonly name?: string;
  readonly children?: ReactNode;
  readonly onRemove?: () => void;
}) {
  const words = useKit();
  return (
    <span className="chip chip--on">
      <b>{field}</b>
      {children}
      {onRemove ? (
        <button type="button" className="chip__x" aria-label={fill(words.remove, { name })} onClick={onRemove}>
          <X aria-hidden />
        </button>
      ) : null}
    </span>
  );
}

export function AddChip({ children, onPress }: { readonly children?: ReactNode; readonly onPress: () => void }) {
  const words = useKit();
  return (
    <button type="button" className="chip chip--add" onClick={onPress}>
      <Plus aria-hidden />
      {children ?? words.addCondition}
    </button>
  );
}

export function Kbd({ children }: { readonly children: ReactNode }) {
  return <kbd className="kbd">{children}</kbd>;
}

export function Count({ value }: { readonly value: number }) {
  return <span className="count">{figure(value)}</span>;
}
