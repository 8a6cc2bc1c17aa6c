import { fullName } from '@tsudoi/shared/kernel/names';
import { useQuery } from '@tanstack/react-query';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { ExternalLink, X } from 'lucide-react';
import { IconButton } from '../../components/Button.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { Row, Rows, Section } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { MemberStatusTag } from '../../components/Status.tsx';
import { Tag } from '../../components/Tag.tsx';
import { formatDateLong } from '../../lib/dates.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { LabelRows } from './LabelRows.tsx';
import { MemberDues } from './MemberDues.tsx';
import { recordTexts } from './record-texts.ts';
import { rollTexts } from './roll-texts.ts';

/** One member beside the list: who, what is owed, how to reach them. */
export function MemberPane({ memberId, onClose }: { readonly memberId: MemberId; readonly onClose: () => void }) {
  const org = useOrg();
  const texts = useWords(adminMemberTexts);
  const words = useWords(rollTexts).pane;
  const { contactName } = useWords(recordTexts);
  const trpc = useTRPC();
  const query = useQuery(trpc.members.get.queryOptions({ memberId }));
  const name = query.data ? fullName(query.data) : '';
  const or = (value: string) => (value === '' ? <span className="faint">{texts.detail.none}</span> : value);
  return (
    <aside className="pane no-print" aria-label={fill(words.label, { name })}>
      <div className="pane__head">
        <h2>{name}</h2>
        <span className="grow" />
        <LinkButton
          to="/$org/admin/members/$memberId"
          params={{ org, memberId }}
          kind="ghost"
          size="sm"
          icon={<ExternalLink size={16} aria-hidden />}
        >
          {words.full}
        </LinkButton>
        <IconButton label={words.close} icon={<X size={18} aria-hidden />} onPress={onClose} />
      </div>
      <QueryState query={query} skeleton={<PanelSkeleton rows={6} />}>
        {(member) => (
          <div className="stack">
            <div>
              <p className="muted row">
                <span>{`${member.familyNameKana} ${member.givenNameKana}`.trim()}</span>
                <span className="num">{member.memberNumber}</span>
              </p>
              <p className="row pane__tags">
                <MemberStatusTag status={member.status} label={texts.detail.statuses[member.status]} soft />
                <Tag>{member.membershipTypeName}</Tag>
              </p>
            </div>
            <MemberDues memberId={member.memberId} />
            <Section title={words.contact}>
              <Rows>
                {member.kind === 'corporate' ? <Row label={contactName}>{or(member.contactName)}</Row> : null}
                <Row label={texts.fields.contactEmail}>{or(member.contactEmail)}</Row>
                <Row label={texts.fields.phone}>{or(member.phone)}</Row>
                {member.kind === 'corporate' ? null : <Row label={texts.fields.affiliation}>{or(member.affiliation)}</Row>}
                <LabelRows member={member} />
                <Row label={texts.fields.joinedOn}>{formatDateLong(member.joinedOn)}</Row>
              </Rows>
            </Section>
          </div>
        )}
      </QueryState>
    </aside>
  );
}
