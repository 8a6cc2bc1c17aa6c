import { useEffect, useRef, useState } from 'react';
import { useFormState } from 'react-hook-form';
import type * as z from 'zod';
import { Form, type FormProps } from '../../components/Form.tsx';

/**
 * A form as it stands after somebody has sent it. Until then it is inert: the first wrong field would take the focus, and the
 * page would jump to it.
 */
export function SentForm<S extends z.ZodType>({ children, ...form }: FormProps<S>) {
  const [isSent, setSent] = useState(false);
  return (
    <div inert={!isSent}>
      <Form {...form}>
        {children}
        <Send onSent={() => setSent(true)} />
      </Form>
    </div>
  );
}

function Send({ onSent }: { readonly onSent: () => void }) {
  const place = useRef<HTMLSpanElement | null>(null);
  const { isSubmitted } = useFormState();
  useEffect(() => place.current?.closest('form')?.requestSubmit(), []);
  useEffect(() => {
    if (!isSubmitted) return;
    // The form looks for its first wrong field once more when everything else is done.
    const timer = setTimeout(onSent);
    return () => clearTimeout(timer);
    // oxlint-disable-next-line react/exhaustive-deps -- it is sent once
  }, [isSubmitted]);
  return <span ref={place} hidden />;
}
