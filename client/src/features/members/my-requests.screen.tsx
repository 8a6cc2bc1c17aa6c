import { useQuery } from '@tanstack/react-query';
import { Button } from '../../components/Button.tsx';
import { Diff } from '../../components/Diff.tsx';
import { Empty } from '../../components/Empty.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { MySubFrame } from '../../components/MyFrame.tsx';
import { Row, Rows, Section } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { ListSkeleton } from '../../components/Skeleton.tsx';
import { Status, type StatusKind } from '../../components/Status.tsx';
import { formatMoment } from '../../lib/dates.ts';
import { useLive } from '../../lib/live.ts';
import { useOrg } from '../../lib/org.ts';
import { useOwnValue } from '../../lib/own-fields.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { MyChangeRow } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import './member-my.css';
import { useWithdrawal } from './my-change.view.ts';
import { myChangeTexts } from './my-change-texts.ts';

const kinds: Readonly<Record<MyChangeRow['state'], StatusKind>> = {
  waiting: 'waiting',
  approved: 'paid',
  refused: 'cancelled',
  withdrawn: 'not_required',
  replaced: 'not_required',
};

/** What I have asked the office to change, and what became of it. */
export function MyRequestsScreen() {
  const org = useOrg();
  const words = useWords(myChangeTexts);
  const trpc = useTRPC();
  const requests = useQuery(trpc.changeRequests.mine.queryOptions());
  useLive(['members']);
  return (
    <MySubFrame title={words.title} back={{ to: '/$org/my/profile', params: { org } }}>
      <QueryState query={requests} skeleton={<ListSkeleton rows={4} />}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty
              title={words.none}
              text={words.noneText}
              action={
                <LinkButton to="/$org/my/profile" params={{ org }}>
                  {words.toProfile}
                </LinkButton>
              }
            />
          ) : (
            <Section title={words.list}>
              <ul className="stack">
                {rows.map((row) => (
                  <Request key={row.changeRequestId} row={row} />
                ))}
              </ul>
            </Section>
          )
        }
      </QueryState>
    </MySubFrame>
  );
}

function Request({ row }: { readonly row: MyChangeRow }) {
  const words = useWords(myChangeTexts);
  const shown = useOwnValue();
  const { isPending, withdraw } = useWithdrawal();
  const { changeRequestId, field, before, after, askedAt, decidedAt, state, reason } = row;
  return (
    <li className="stack-8">
      <div className="row between">
        <b>{field.label}</b>
        <Status kind={kinds[state]} label={words.states[state]} soft />
      </div>
      <div className="profile-box">
        <Rows>
          <Row label={words.change}>
            <Diff was={shown(field, before) || words.empty} now={shown(field, after) || words.empty} />
          </Row>
          <Row label={words.askedAt}>{formatMoment(askedAt)}</Row>
          {decidedAt === null ? null : <Row label={words.decidedAt}>{formatMoment(decidedAt)}</Row>}
          {reason === '' ? null : (
            <Row label={words.reason}>
              <span className="as-typed">{reason}</span>
            </Row>
          )}
        </Rows>
      </div>
      {state === 'waiting' ? (
        <div className="profile-acts">
          <Button
            size="lg"
            block
            label={fill(words.withdrawOf, { label: field.label })}
            isPending={isPending}
            onPress={() => void withdraw(changeRequestId)}
          >
            {words.withdraw}
          </Button>
        </div>
      ) : null}
    </li>
  );
}
