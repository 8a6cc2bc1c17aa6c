import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button } from '../../components/Button.tsx';
import { Empty } from '../../components/Empty.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { MySubFrame } from '../../components/MyFrame.tsx';
import { Note } from '../../components/Note.tsx';
import { Row, Rows, Section } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { ListSkeleton } from '../../components/Skeleton.tsx';
import { Tag } from '../../components/Tag.tsx';
import { Yen } from '../../components/Yen.tsx';
import { formatDateLong } from '../../lib/dates.ts';
import { useLive } from '../../lib/live.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { MyTermView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { MyAutoRenewal } from './MyAutoRenewal.tsx';
import { myRenewalTexts } from './my-renewal-texts.ts';
import { useRenewalError } from './renewal-error.view.ts';

/** 有効期間: through when, how to renew, and whether it renews itself. */
export function MyRenewalScreen() {
  const org = useOrg();
  const words = useWords(myRenewalTexts);
  const trpc = useTRPC();
  const mine = useQuery(trpc.renewals.mine.queryOptions());
  useLive(['members', 'bills', 'payments']);
  return (
    <MySubFrame title={words.title} back={{ to: '/$org/my', params: { org } }}>
      <QueryState query={mine} skeleton={<ListSkeleton rows={4} />}>
        {(term) =>
          term.hasTerms || term.through !== null || term.autoRenewal.isOn ? (
            <>
              <Term term={term} />
              <MyAutoRenewal term={term} />
            </>
          ) : (
            <Empty title={words.noTerms} text={words.noTermsText} />
          )
        }
      </QueryState>
    </MySubFrame>
  );
}

function Term({ term }: { readonly term: MyTermView }) {
  const words = useWords(myRenewalTexts);
  const org = useOrg();
  const { from, through, state, amount, bill, canRenew, why, autoRenewal } = term;
  return (
    <Section title={words.term}>
      <div className="stack">
        {state === 'grace' || state === 'ended' ? <Note kind="warn">{words[state]}</Note> : null}
        {autoRenewal.failed ? <Note kind="warn">{words.failed}</Note> : null}
        {through === null ? (
          <p>{words.none}</p>
        ) : (
          <Rows>
            <Row label={words.term}>
              {from === null
                ? fill(words.through, { date: formatDateLong(through) })
                : fill(words.range, { from: formatDateLong(from), through: formatDateLong(through) })}
            </Row>
            <Row label={words.state}>
              <Tag>{words.states[state]}</Tag>
            </Row>
            {amount === null ? null : (
              <Row label={words.fee}>
                <Yen value={amount} />
              </Row>
            )}
          </Rows>
        )}
        {bill === null ? (
          canRenew ? (
            <Renew />
          ) : why === null || why === 'no_terms' ? null : (
            <p className="muted">{words.refusals[why]}</p>
          )
        ) : (
          <LinkButton to="/$org/my/pay/$billId" params={{ org, billId: bill.billId }} kind="primary" size="lg" block>
            {words.pay}
          </LinkButton>
        )}
      </div>
    </Section>
  );
}

function Renew() {
  const words = useWords(myRenewalTexts);
  const org = useOrg();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const errorText = useRenewalError(words.refusals);
  const renew = useMutation(
    trpc.renewals.renewMine.mutationOptions({
      onSuccess: async ({ billId }) => {
        await Promise.all([queries.invalidateQueries(trpc.renewals.pathFilter()), queries.invalidateQueries(trpc.billing.pathFilter())]);
        await navigate({ to: '/$org/my/pay/$billId', params: { org, billId } });
      },
    }),
  );
  return (
    <>
      <p>{words.renewText}</p>
      {renew.isError ? <Note kind="danger">{errorText(renew.error)}</Note> : null}
      <Button kind="primary" size="lg" block isPending={renew.isPending} onPress={() => renew.mutate()}>
        {words.renew}
      </Button>
    </>
  );
}
