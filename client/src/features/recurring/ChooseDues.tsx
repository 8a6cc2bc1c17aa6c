import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from '../../components/Button.tsx';
import { TextLink } from '../../components/Link.tsx';
import { Note } from '../../components/Note.tsx';
import { OwnLoginOnly } from '../../components/OwnLoginOnly.tsx';
import { Section } from '../../components/Panel.tsx';
import { TenantText } from '../../components/TenantText.tsx';
import { toast } from '../../components/Toast.tsx';
import { Yen } from '../../components/Yen.tsx';
import { useCardPage } from '../../lib/card-page.ts';
import { formatDate } from '../../lib/dates.ts';
import { useErrorText } from '../../lib/errors.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { DuesOfferView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { chooseDuesTexts } from './choose-dues-texts.ts';

interface Props {
  readonly offer: DuesOfferView;
  readonly hasCard: boolean;
}

/** 会費: what it means to have them charged to a card, and the one press that chooses it. Where there is no card, its page comes next. */
export function ChooseDues({ offer, hasCard }: Props) {
  const org = useOrg();
  const words = useWords(chooseDuesTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const errorText = useErrorText();
  const open = useCardPage();
  const choose = useMutation(
    trpc.recurring.chooseDues.mutationOptions({
      onSuccess: async ({ isAsked }) => {
        // Should the provider's page not open, the press stays where it is: it may be made again.
        if (isAsked) return open.mutate({ idempotencyKey: crypto.randomUUID() });
        await queries.invalidateQueries(trpc.recurring.pathFilter());
        toast({ text: words.begun });
      },
    }),
  );
  const error = choose.error ?? open.error;
  return (
    <Section title={words.title}>
      <div className="stack">
        <p>{words.lead}</p>
        <ul className="stack-8">
          {words.points.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
        {offer.openBills.length === 0 ? null : <OpenDues bills={offer.openBills} hasCard={hasCard} />}
        {error ? <Note kind="danger">{errorText(error)}</Note> : null}
        {offer.isReached ? (
          <OwnLoginOnly quiet>
            {hasCard ? null : <p className="muted">{words.newCard}</p>}
            <Button size="lg" block isPending={choose.isPending || open.isPending} onPress={() => choose.mutate()}>
              {words.begin}
            </Button>
          </OwnLoginOnly>
        ) : (
          <>
            <Note kind="warn">{words.noMail}</Note>
            <TextLink to="/$org/my/profile" params={{ org }}>
              {words.toProfile}
            </TextLink>
          </>
        )}
      </div>
    </Section>
  );
}

/** What becomes of each bill that is open now. */
function OpenDues({ bills, hasCard }: { readonly bills: DuesOfferView['openBills']; readonly hasCard: boolean }) {
  const words = useWords(chooseDuesTexts);
  const wayOf = ({ way, chargeOn }: DuesOfferView['openBills'][number]) => {
    if (chargeOn === null) return way === 'own' ? words.own : words.underWay;
    return fill(hasCard ? words.chargeOn : words.chargeFrom, { date: formatDate(chargeOn) });
  };
  return (
    <div className="stack-8">
      <p>
        <b>{words.open}</b>
      </p>
      <ul className="list">
        {bills.map((bill) => (
          <li key={bill.billId} className="item">
            <span className="grow">
              <b>
                <TenantText>{bill.billName}</TenantText>
              </b>
              <br />
              <span className="muted">{wayOf(bill)}</span>
            </span>
            <Yen value={bill.outstanding} />
          </li>
        ))}
      </ul>
      {bills.some(({ way }) => way === 'own') ? <p className="muted">{words.openText}</p> : null}
    </div>
  );
}
