import { useQuery } from '@tanstack/react-query';
import { MyFrame } from '../../components/MyFrame.tsx';
import { Row, Rows } from '../../components/Panel.tsx';
import { QrCode } from '../../components/QrCode.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { formatDateLong } from '../../lib/dates.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import './member-my.css';
import { memberTexts } from './texts.ts';

/** The card to show at a reception. The code holds the member number and nothing else. */
export function MyCardScreen() {
  const org = useOrg();
  const words = useWords(memberTexts).card;
  const trpc = useTRPC();
  const viewer = useQuery(trpc.identity.viewer.queryOptions());
  const profile = useQuery(trpc.members.myProfile.queryOptions());
  const orgName = viewer.data?.orgName ?? '';
  return (
    <MyFrame org={org} current="card" title={words.title} heading>
      <div className="card-page">
        <QueryState query={profile} skeleton={<PanelSkeleton />}>
          {(me) => (
            <>
              <article className="card-cloth" aria-label={words.title}>
                <p className="card-org">{orgName}</p>
                <p className="card-name">{`${me.familyName} ${me.givenName}`}</p>
                <p className="card-kana">{`${me.familyNameKana} ${me.givenNameKana}`}</p>
                <QrCode className="card-qr" value={me.memberNumber} label={fill(words.qr, { number: me.memberNumber })} />
                <p className="card-number num">{me.memberNumber}</p>
              </article>
              <p className="card-hint">{words.hint}</p>
              <div className="card-facts">
                <Rows>
                  <Row label={words.type}>{me.membershipTypeName}</Row>
                  <Row label={words.number}>{me.memberNumber}</Row>
                  <Row label={words.joined}>{formatDateLong(me.joinedOn)}</Row>
                </Rows>
              </div>
            </>
          )}
        </QueryState>
      </div>
    </MyFrame>
  );
}
