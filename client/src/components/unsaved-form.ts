import { useCallback, useEffect, useRef } from 'react';
import type { FieldValues, UseFormReturn } from 'react-hook-form';
import type { Values } from '../lib/three-way.ts';
import { isTouched, savedBy } from '../lib/touched.ts';
import { watchForm } from '../lib/unsaved.ts';
import { useDialogHold } from './dialog-hold.ts';

/** Tells the page and the dialog around whether the form holds what is not saved (interface.md 7, row 30). */
export function useUnsaved({ control, getValues }: UseFormReturn<FieldValues>, asks: boolean) {
  const sent = useRef<Values | null>(null);
  const isSending = useRef(false);
  const refused = useRef(0);
  const { watch } = useDialogHold();
  useEffect(() => {
    if (!asks) return;
    const begun = () => (refused.current > 0 ? null : sent.current) ?? control._defaultValues;
    const form = { isTouched: () => isTouched(begun(), getValues()), isSending: () => isSending.current };
    const ends = [watchForm(form), watch(form.isTouched)];
    return () => ends.forEach((end) => end());
  }, [asks, control, getValues, watch]);
  const holdUnsaved = useCallback(() => {
    refused.current += 1;
    return () => void (refused.current -= 1);
  }, []);
  /** Runs what sends it. @throws what that throws */
  const sending = async (send: () => Promise<unknown> | void) => {
    isSending.current = true;
    try {
      sent.current = (await savedBy(send, getValues)) ?? sent.current;
    } finally {
      isSending.current = false;
    }
  };
  return { sending, holdUnsaved };
}
