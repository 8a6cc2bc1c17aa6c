import { LinkButton } from '../../components/LinkButton.tsx';
import { ExternalLink } from '../../components/Link.tsx';
import { Section } from '../../components/Panel.tsx';
import type { ChargeView } from '../../lib/views.ts';
import { Rich, fill, useWords } from '../../lib/words.ts';
import { type PayNumbers, groupDigits, stepsOf } from './number.rules.ts';
import { paymentTexts } from './texts.ts';

/** What to press and what to type, in the order of the machine of that chain. */
export function PaySteps({ charge, numbers, org, billId }: { charge: ChargeView; numbers: PayNumbers; org: string; billId: string }) {
  const words = useWords(paymentTexts).number;
  return (
    <>
      <PayHow numbers={numbers} />
      <div className="pay-acts">
        <ToBank charge={charge} />
        <LinkButton to="/$org/my/pay/$billId" params={{ org, billId }} kind="ghost" size="lg" block>
          {numbers.steps === 'payeasy' ? words.change : words.issueOther}
        </LinkButton>
      </div>
    </>
  );
}

/** Ways from here to where it is paid. */
export function ToBank({ charge }: { charge: Pick<ChargeView, 'instructions'> }) {
  const words = useWords(paymentTexts).number;
  return (
    <>
      {charge.instructions?.kind === 'payeasy' && charge.instructions.paymentUrl !== '' ? (
        <p className="pay-out">
          <ExternalLink href={charge.instructions.paymentUrl}>{words.openBank}</ExternalLink>
        </p>
      ) : null}
      {import.meta.env.DEVELOPMENT && charge.instructions?.kind === 'konbini' && charge.instructions.instructionsUrl !== '' ? (
        <p className="pay-out">
          <ExternalLink href={charge.instructions.instructionsUrl}>{words.sandbox}</ExternalLink>
        </p>
      ) : null}
    </>
  );
}

/** The machine of that chain, step by step. */
export function PayHow({ numbers }: { numbers: PayNumbers }) {
  const words = useWords(paymentTexts);
  const steps = words.number.steps[numbers.steps];
  const grouped = (value: string | undefined) => (value === undefined ? '' : groupDigits(value).join(' '));
  const payeasy = numbers.steps === 'payeasy';
  return (
    <Section title={payeasy ? words.number.howBank : words.number.howShop}>
      {numbers.steps === 'payeasy' ? null : <p className="pay-store">{fill(words.number.store, { store: words.stores[numbers.steps] })}</p>}
      <ol className="pay-how">
        {stepsOf(numbers).map((index) => (
          <li key={index}>
            <Rich
              text={fill(steps[index] ?? '', {
                first: grouped(numbers.first.value),
                firstLabel: words.number[numbers.first.label],
                second: grouped(numbers.second?.value),
                bank: numbers.bank ?? '',
              })}
            />
          </li>
        ))}
      </ol>
      <p className="pay-hint">{payeasy ? words.number.bankNoReceipt : words.number.receiptKept}</p>
    </Section>
  );
}
