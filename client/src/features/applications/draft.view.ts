import { useMutation } from '@tanstack/react-query';
import { ApplicationDraft } from '@tsudoi/shared/contracts/applications/application.contract';
import { type PostalAddress, noAddress } from '@tsudoi/shared/kernel/postal-address';
import { useCallback, useEffect, useRef, useState } from 'react';
import type * as z from 'zod';
import { useTRPC } from '../../lib/trpc.ts';
import type { JoinFormView } from '../../lib/views.ts';

const pauseMs = 1500;
type Draft = z.output<typeof ApplicationDraft>;
const names = Object.keys(ApplicationDraft.shape).filter((name) => name !== 'custom' && name !== 'address');

/** Of all that stands in the form, what is kept: never the password. */
function draftOf(values: Record<string, unknown>): Draft {
  const typed = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 300) : '');
  const own = Object.entries((values['custom'] ?? {}) as Record<string, unknown>);
  const custom = Object.fromEntries(own.map(([fieldId, value]) => [fieldId, Array.isArray(value) ? value : typed(value)]));
  const { prefecture, country, ...lines } = { ...noAddress, ...(values['address'] as Partial<PostalAddress> | undefined) };
  const address = {
    prefecture,
    city: typed(lines.city),
    street: typed(lines.street),
    building: typed(lines.building),
    country: country && typed(country),
  };
  return { ...Object.fromEntries(names.map((name) => [name, typed(values[name])])), address, custom } as Draft;
}

/** Saves what is typed once the typing pauses. A saving that fails is silent: the next one carries everything. */
export function useDraftSaving(
  token: string,
  { values: start, draftSavedAt, sentType }: Pick<JoinFormView, 'values' | 'draftSavedAt' | 'sentType'>,
): { savedAt: string | null; onValues: (values: Record<string, unknown>) => void; stop: () => void } {
  const trpc = useTRPC();
  const save = useMutation(trpc.applications.saveDraft.mutationOptions());
  const [savedAt, setSavedAt] = useState(draftSavedAt);
  const saved = useRef(JSON.stringify(draftOf(start)));
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const stopped = useRef(false);
  const { mutateAsync } = save;
  useEffect(() => () => clearTimeout(timer.current), []);
  const onValues = useCallback(
    (values: Record<string, unknown>) => {
      const draft = draftOf(values);
      const text = JSON.stringify(draft);
      clearTimeout(timer.current);
      if (text === saved.current || stopped.current) return;
      timer.current = setTimeout(() => {
        saved.current = text;
        mutateAsync({ token, values: draft, sentType }).then(
          ({ savedAt: at }) => setSavedAt(at),
          () => {
            saved.current = '';
          },
        );
      }, pauseMs);
    },
    [mutateAsync, token, sentType],
  );
  const stop = useCallback(() => {
    stopped.current = true;
    clearTimeout(timer.current);
  }, []);
  return { savedAt, onValues, stop };
}
