import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { encode } from 'uqr';
import { MyFrame } from '../../components/MyFrame.tsx';
import { Row, Rows } from '../../components/Panel.tsx';
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
                <QrCode value={me.memberNumber} label={fill(words.qr, { number: me.memberNumber })} />
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

/** Always dark on white, whatever the theme: readers need it. */
function QrCode({ value, label }: { value: string; label: string }) {
  const { size, path } = useMemo(() => {
    const { data, size: modules } = encode(value, { ecc: 'M', border: 2 });
    const dots = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
    return { size: modules, path: dots.join('') };
  }, [value]);
  return (
    <svg className="card-qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#071d2c" />
    </svg>
  );
}
