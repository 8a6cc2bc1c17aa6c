import { useState } from 'react';
import { intentKeys } from '../../lib/intent.ts';
import type { ChargeMethod, KonbiniStore, MethodAvailability } from '../../lib/views.ts';
import type { Choice } from './MethodChoice.tsx';

/** What a press of the button that pays asks for. */
export interface PayIntent {
  readonly method: ChargeMethod;
  readonly store: KonbiniStore | null;
  readonly idempotencyKey: string;
}

/** The mutation that opens the charge, as far as the choice before it has to know it. */
export interface Opening {
  readonly isPending: boolean;
  readonly isError: boolean;
  readonly error: unknown;
  reset(): void;
}

interface Asking {
  readonly methods: readonly MethodAvailability[];
  /** What is asked for: for something else the same press is another intent. */
  readonly asked: string;
  readonly start: Opening;
  send(intent: PayIntent): void;
}

/** The choice of a way to pay, and the press that pays: with a log-in and by a link alike. */
export function usePaying({ methods, asked, start, send }: Asking) {
  const [choice, setChoice] = useState<Choice>({ method: methods.find((method) => method.available)?.method ?? null, store: null });
  const [storeMissing, setStoreMissing] = useState(false);
  const [intent] = useState(intentKeys);
  const { method } = choice;
  const store = method === 'konbini' ? choice.store : null;
  return {
    choice,
    storeMissing,
    fee: methods.find((one) => one.method === method)?.memberFee ?? 0,
    choose(next: Choice) {
      setChoice(next);
      setStoreMissing(false);
      if (start.isError) start.reset();
    },
    pay() {
      if (method === null) return;
      if (method === 'konbini' && store === null) {
        setStoreMissing(true);
        document.querySelector<HTMLInputElement>('#pay-stores input')?.focus();
        return;
      }
      send({ method, store, idempotencyKey: intent.keyOf(`${method}:${store ?? ''}:${asked}`) });
    },
  };
}
