/** Where one stands in a list that is read from cursor to cursor; it lives in the address. */
export interface CursorAddress {
  readonly cursor: string;
  readonly back: boolean;
  /** What number the first row has that is shown. */
  readonly from: number;
}

export const firstPage: CursorAddress = { cursor: '', back: false, from: 1 };

interface Read {
  readonly rows: readonly unknown[];
  readonly total: number;
  readonly previousCursor: string | null;
  readonly nextCursor: string | null;
}

/** What a list's foot shows of a page that was read, and how it goes on. */
export function cursorPage(
  { rows, total, previousCursor, nextCursor }: Read,
  from: number,
  size: number,
  set: (to: CursorAddress) => void,
) {
  const shown = rows.length;
  return {
    total,
    shown: [shown === 0 ? 0 : from, from + shown - 1] as const,
    ...(previousCursor === null ? {} : { onPrevious: () => set({ cursor: previousCursor, back: true, from: Math.max(1, from - size) }) }),
    ...(nextCursor === null ? {} : { onNext: () => set({ cursor: nextCursor, back: false, from: from + shown }) }),
  };
}
