import { TextLink } from '../../components/Link.tsx';
import { Row } from '../../components/Panel.tsx';
import { useOrg } from '../../lib/org.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { recordTexts } from './record-texts.ts';
import { useRanks } from './record.view.ts';
import './record.css';

/** Rank and tags of a record; each tag leads to all who have it. */
export function LabelRows({
  member,
}: {
  readonly member: { readonly rankId: string; readonly tags: readonly string[]; readonly kind: 'individual' | 'corporate' };
}) {
  const org = useOrg();
  const words = useWords(recordTexts);
  const none = <span className="faint">{useWords(adminMemberTexts).detail.none}</span>;
  const { ranks, rankName } = useRanks();
  const to = member.kind === 'corporate' ? '/$org/admin/corporate-members' : '/$org/admin/members';
  return (
    <>
      {ranks.length === 0 && member.rankId === '' ? null : <Row label={words.rank}>{rankName(member.rankId) || none}</Row>}
      <Row label={words.tags}>
        {member.tags.length === 0 ? (
          none
        ) : (
          <span className="row record-tags">
            {member.tags.map((tag) => (
              <TextLink key={tag} to={to} params={{ org }} search={{ tag, status: 'all' }} label={fill(words.taggedAs, { tag })}>
                {tag}
              </TextLink>
            ))}
          </span>
        )}
      </Row>
    </>
  );
}
