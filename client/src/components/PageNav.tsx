import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useKit } from '../lib/i18n/kit.ts';
import { fill } from '../lib/words.ts';
import { Button } from './Button.tsx';
import { Select } from './Select.tsx';

export interface PageNavProps {
  readonly total: number;
  readonly shown: readonly [number, number];
  readonly onPrevious?: () => void;
  readonly onNext?: () => void;
  /** The list goes on behind what was counted. */
  readonly isCapped?: boolean;
  readonly size?: { readonly value: number; readonly options: readonly number[]; readonly onChange: (size: number) => void };
}

export function PageNav({ total, shown, onPrevious, onNext, isCapped = false, size }: PageNavProps) {
  const words = useKit().page;
  return (
    <nav className="pagenav" aria-label={words.label}>
      <span className="num muted">
        {total === 0
          ? fill(words.total, { total })
          : fill(isCapped ? words.shownCapped : words.shown, { from: shown[0], to: shown[1], total })}
      </span>
      {size ? (
        <Select
          label={words.sizes}
          value={String(size.value)}
          options={size.options.map((count) => ({ value: String(count), label: fill(words.size, { count }) }))}
          onChange={(next) => size.onChange(Number(next))}
        />
      ) : null}
      <span className="grow" />
      {onPrevious ? (
        <Button size="sm" icon={<ChevronLeft size={16} aria-hidden />} onPress={onPrevious}>
          {words.previous}
        </Button>
      ) : null}
      {onNext ? (
        <Button size="sm" onPress={onNext}>
          {words.next}
          <ChevronRight size={16} aria-hidden />
        </Button>
      ) : null}
    </nav>
  );
}
