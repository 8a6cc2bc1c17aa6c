import { useQuery } from '@tanstack/react-query';
import { MyFrame } from '../../components/MyFrame.tsx';
import { Row, Rows } from '../../components/Panel.tsx';
import { QrCode } from '../../components/QrCode.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { formatDateLong } from '../../lib/dates.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { MyProfileView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import './member-my.css';
import { memberTexts } from './texts.ts';

/** The code holds the member number, or what stands in its place until there is one, and nothing else. */
export function Card({ me, orgName }: { readonly me: MyProfileView; readonly orgName: string }) {
  const words = useWords(memberTexts).card;
  const name = me.awaitsNumber ? words.reception : words.number;
  return (
    <>
      <article className="card-cloth" aria-label={words.title}>
        <p className="card-org">{orgName}</p>
        <p className="card-name">{`${me.familyName} ${me.givenName}`}</p>
        <p className="card-kana">{`${me.familyNameKana} ${me.givenNameKana}`}</p>
        <QrCode className="card-qr" value={me.memberNumber} label={fill(words.qr, { name, number: me.memberNumber })} />
        <p className="card-number num">{me.memberNumber}</p>
      </article>
      <p className="card-hint">{words.hint}</p>
      <div className="card-facts">
        <Rows>
          <Row label={words.type}>{me.membershipTypeName}</Row>
          <Row label={name}>{me.memberNumber}</Row>
          <Row label={words.joined}>{formatDateLong(me.joinedOn)}</Row>
        </Rows>
      </div>
    </>
  );
}

/** The card to show at a reception. */
export function MyCardScreen() {
  const org = useOrg();
  const words = useWords(memberTexts).card;
  const trpc = useTRPC();
  const viewer = useQuery(trpc.identity.viewer.queryOptions());
  const profile = useQuery(trpc.members.myProfile.queryOptions());
  return (
    <MyFrame org={org} current="card" title={words.title} heading>
      <div className="card-page">
        <QueryState query={profile} skeleton={<PanelSkeleton />}>
          {(me) => <Card me={me} orgName={viewer.data?.orgName ?? ''} />}
        </QueryState>
      </div>
    </MyFrame>
  );
}
