/**
 * One key per intent: pressing again, or a retry after a lost answer, has one effect. Asking for something else is another
 * intent, and so is asking for the same once it is known to be done.
 */
export function intentKeys() {
  let last: { readonly of: string; readonly key: string } | null = null;
  return {
    keyOf(of: string): string {
      if (last?.of !== of) last = { of, key: crypto.randomUUID() };
      return last.key;
    },
    done(): void {
      last = null;
    },
  };
}
