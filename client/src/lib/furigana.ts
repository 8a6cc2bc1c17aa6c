import { useCallback, useRef } from 'react';
import { bind } from 'vanilla-autokana';

interface Reading {
  /** What stands in the field of the reading now. */
  readonly read: () => string;
  readonly write: (reading: string) => void;
}

/**
 * Fills a reading in while its name is typed, from what the Japanese input shows before it is converted. It only ever
 * touches an empty field or its own suggestion: what was typed by hand, or was there before, stays. A keyboard that gives
 * kanji at once tells nothing, and then nothing happens. Returns the ref of the field of the reading.
 */
export function useFurigana(from: string | undefined, reading: Reading): (element: HTMLInputElement | null) => void {
  const present = useRef(reading);
  present.current = reading;
  const stop = useRef<(() => void) | null>(null);
  return useCallback(
    (element: HTMLInputElement | null) => {
      stop.current?.();
      stop.current = null;
      const name = from === undefined ? null : element?.form?.elements.namedItem(from);
      if (!(name instanceof HTMLInputElement) || !name.isConnected) return;
      let suggested = '';
      let isActive = true;
      // The library writes into an element that it finds by its id: this one stands between it and what people typed.
      const sink = document.createElement('input');
      sink.type = 'hidden';
      sink.id = `${name.id}-reading`;
      document.body.append(sink);
      Object.defineProperty(sink, 'value', {
        get: () => present.current.read(),
        set: (next: string) => {
          const standing = present.current.read();
          if (!isActive || next === standing || (standing !== '' && standing !== suggested)) return;
          suggested = next;
          present.current.write(next);
        },
      });
      bind(name.id, sink.id, { katakana: true });
      stop.current = () => {
        isActive = false;
        sink.remove();
        // It watches from focus to blur; a field that goes away while one types in it would be watched for ever.
        name.dispatchEvent(new Event('blur'));
      };
    },
    [from],
  );
}
