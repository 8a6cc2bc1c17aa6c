import { Button } from '../../components/Button.tsx';
import { Note } from '../../components/Note.tsx';
import { useErrorText } from '../../lib/errors.ts';
import { type Words, fill, useWords } from '../../lib/words.ts';
import type { Choice } from './MethodChoice.tsx';
import { PaySum } from './PaySum.tsx';
import type { Opening, usePaying } from './paying.view.ts';
import { paymentTexts } from './texts.ts';

interface PayPressProps {
  readonly amount: number;
  readonly paying: ReturnType<typeof usePaying>;
  readonly start: Opening;
  /** The provider's page is on its way. */
  readonly leaving: boolean;
}

/** The sum, the button that pays it, and above them why it could not be paid. */
export function PayPress({ amount, paying: { choice, fee, pay }, start, leaving }: PayPressProps) {
  const words = useWords(paymentTexts);
  const errorText = useErrorText();
  return (
    <>
      {start.isError ? (
        <div role="alert" className="pay-alert">
          <Note kind="danger">{errorText(start.error)}</Note>
        </div>
      ) : null}
      <PaySum amount={amount} fee={fee} />
      <Button kind="primary" size="pay" block onPress={pay} isPending={start.isPending || leaving}>
        {leaving ? words.method.redirecting : start.isPending ? words.method.starting : payWord(words, choice)}
      </Button>
    </>
  );
}

function payWord(words: Words<(typeof paymentTexts)['ja']>, { method, store }: Choice): string {
  if (method === 'konbini')
    return store === null ? words.method.payKonbiniNone : fill(words.method.payKonbini, { store: words.stores[store] });
  if (method === 'virtual_account') return words.method.payAccount;
  return method === 'payeasy' ? words.method.payPayeasy : words.method.payCard;
}
