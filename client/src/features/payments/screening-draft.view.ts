import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ScreeningFacts, ScreeningMethod, type ScreeningView } from '@tsudoi/shared/contracts/payments/screening.contract';
import { useCallback, useEffect, useRef, useState } from 'react';
import * as z from 'zod';
import { domainCodeOf } from '../../lib/errors.ts';
import { useTRPC } from '../../lib/trpc.ts';

const pauseMs = 1000;
export const ScreeningForm = ScreeningFacts.extend({ methods: z.array(ScreeningMethod) });
type Draft = z.output<typeof ScreeningForm>;

/** Keeps what is typed; whether what is typed is what is stored. */
export type FlushDraft = () => Promise<boolean>;

/** What is being wished for now: drafts, whatever else has been decided. */
export const wishedFor = (view: ScreeningView): ScreeningMethod[] =>
  view.methods.filter(({ state }) => state === 'draft').map(({ method }) => method);

/**
 * Keeps what is typed once the typing pauses; one saving after the other, so that each knows the version before it. What does
 * not parse yet (a text far too long) is not sent.
 */
export function useScreeningDraft(view: ScreeningView, onConflict: () => void) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { mutateAsync } = useMutation(trpc.screening.save.mutationOptions());
  const [isSaved, setSaved] = useState(false);
  const [hasFailed, setFailed] = useState(false);
  const version = useRef(view.version);
  const saved = useRef(JSON.stringify({ ...view.facts, methods: wishedFor(view) }));
  const next = useRef<Draft | null>(null);
  /** Whether what stands in the form could be stored at all. */
  const isWhole = useRef(true);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const line = useRef<Promise<void>>(Promise.resolve());

  /** Whether what is typed is what is stored: what could not be saved is tried again with the next flush. */
  const flush = useCallback<FlushDraft>(() => {
    clearTimeout(timer.current);
    line.current = line.current.then(async () => {
      const draft = next.current;
      if (!draft || JSON.stringify(draft) === saved.current) return;
      next.current = null;
      const { methods, ...facts } = draft;
      try {
        const after = await mutateAsync({ facts, methods, version: version.current });
        version.current = after.version;
        saved.current = JSON.stringify(draft);
        queries.setQueryData(trpc.screening.get.queryKey(), after);
        setSaved(true);
        setFailed(false);
      } catch (error) {
        if (domainCodeOf(error) === 'CONFLICT') return onConflict();
        next.current ??= draft;
        setFailed(true);
      }
    });
    return line.current.then(() => isWhole.current && (next.current === null || JSON.stringify(next.current) === saved.current));
  }, [mutateAsync, onConflict, queries, trpc]);

  const onValues = useCallback(
    (values: Record<string, unknown>) => {
      const parsed = ScreeningForm.safeParse(values);
      isWhole.current = parsed.success;
      if (!parsed.success) return;
      next.current = parsed.data;
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void flush(), pauseMs);
    },
    [flush],
  );
  useEffect(() => () => clearTimeout(timer.current), []);
  return { isSaved, hasFailed, onValues, flush, version };
}
