import { useQuery } from '@tanstack/react-query';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { formatDateLong } from '../../lib/dates.ts';
import { useMay } from '../../lib/may.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { duesCardListTexts } from './dues-card-texts.ts';

/** 会費のカード払い on a member's page; of who never chose a card there is nothing to see. */
export function DuesCardPanel({ memberId }: { readonly memberId: MemberId }) {
  const words = useWords(duesCardListTexts).panel;
  const trpc = useTRPC();
  const may = useMay()('billing.read');
  const { data } = useQuery({ ...trpc.recurring.duesCardOf.queryOptions({ memberId }), enabled: may });
  if (!data) return null;
  const { state, since, by, stopped } = data;
  return (
    <Panel title={words.title}>
      <Rows>
        <Row label={words.since}>{fill(by === '' ? words.sinceOf : words.sinceBy, { date: formatDateLong(since), by })}</Row>
        {state === 'stopped' || state === 'left' ? null : <Row label={words.card}>{words.cards[state]}</Row>}
        {stopped === null ? null : (
          <Row label={words.ended}>
            {fill(stopped.by === '' ? words.endedOf : words.endedBy, { date: formatDateLong(stopped.on), by: stopped.by })}
          </Row>
        )}
      </Rows>
      {state === 'stopped' || state === 'left' ? <p className="muted">{words[state]}</p> : null}
    </Panel>
  );
}
