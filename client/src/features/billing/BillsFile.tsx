import { useMutation } from '@tanstack/react-query';
import type { BillFileInput } from '@tsudoi/shared/contracts/billing/billing.contract';
import type * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { toast } from '../../components/Toast.tsx';
import { saveCsv } from '../../lib/csv.ts';
import { today } from '../../lib/dates.ts';
import { useErrorText } from '../../lib/errors.ts';
import { useKit } from '../../lib/i18n/kit.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminBillingTexts } from './admin-texts.ts';
import { billFileTexts } from './bill-file-texts.ts';
import { billLines } from './bill-file.rules.ts';

/** Saves all bills that fit the conditions of the list, not only those of its page. */
export function BillsFile({ asked }: { readonly asked: z.input<typeof BillFileInput> }) {
  const words = useWords(billFileTexts);
  const { categories } = useWords(adminBillingTexts).items;
  const statuses = useKit().status;
  const trpc = useTRPC();
  const errorText = useErrorText();
  const file = useMutation(
    trpc.billing.billFile.mutationOptions({
      onSuccess: ({ rows }) => {
        saveCsv(fill(words.fileName, { day: today() }), billLines(rows, words, { categories, statuses }));
        toast({ text: fill(words.saved, { count: rows.length }) });
      },
    }),
  );
  return (
    <>
      {file.isError ? <span role="alert">{errorText(file.error)}</span> : null}
      <Button isPending={file.isPending} onPress={() => file.mutate(asked)}>
        {words.save}
      </Button>
    </>
  );
}
