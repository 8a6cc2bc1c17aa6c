import type { MergeBlocker, MergeObstacle } from '@tsudoi/shared/contracts/members/member-merge.contract';
import type { ReactNode } from 'react';
import { TextLink } from '../../components/Link.tsx';
import { WhyNot } from '../../components/WhyNot.tsx';
import { useOrg } from '../../lib/org.ts';
import { fill, useWords } from '../../lib/words.ts';
import { useMergeFieldName } from './HistoryValueText.tsx';
import { mergeTexts } from './merge-texts.ts';

const kindsOf = <T extends { readonly kind: string }>(rows: readonly T[]): T['kind'][] => [...new Set(rows.map(({ kind }) => kind))];

/** Why two records cannot become one yet: each record that stands in the way, the rule, the way on. */
export function MergeObstacles({ obstacles }: { readonly obstacles: readonly MergeObstacle[] }) {
  const words = useWords(mergeTexts);
  const org = useOrg();
  const link = ({ kind, ref, label }: MergeObstacle): ReactNode => {
    if (kind === 'both_billed')
      return (
        <TextLink to="/$org/admin/bills/$billId" params={{ org, billId: ref }}>
          {label}
        </TextLink>
      );
    if (kind === 'run_active')
      return (
        <TextLink to="/$org/admin/billing/runs/$billingRunId" params={{ org, billingRunId: ref }}>
          {label}
        </TextLink>
      );
    if (kind === 'applied')
      return (
        <TextLink to="/$org/admin/members/applications/$applicationId" params={{ org, applicationId: ref }}>
          {label}
        </TextLink>
      );
    if (kind === 'both_subscribed')
      return (
        <TextLink to="/$org/admin/recurring" params={{ org }}>
          {label}
        </TextLink>
      );
    if (kind === 'change_asked')
      return (
        <TextLink to="/$org/admin/members/changes" params={{ org }}>
          {label}
        </TextLink>
      );
    if (kind === 'proof_sent')
      return (
        <TextLink to="/$org/admin/members/proofs" params={{ org }}>
          {label}
        </TextLink>
      );
    return (
      <TextLink to="/$org/admin/members/$memberId" params={{ org, memberId: ref }}>
        {label}
      </TextLink>
    );
  };
  return kindsOf(obstacles).map((kind) => (
    <WhyNot
      key={kind}
      question={words.why}
      reason={<Each rows={obstacles.filter((one) => one.kind === kind)} link={link} />}
      rule={words.obstacles[kind].rule}
      remedy={words.obstacles[kind].remedy}
    />
  ));
}

function Each<T extends { readonly ref: string; readonly label: string }>({
  rows,
  link,
}: {
  readonly rows: readonly T[];
  readonly link: (row: T) => ReactNode;
}) {
  return (
    <ul>
      {rows.map((row) => (
        <li key={`${row.ref} ${row.label}`}>{link(row)}</li>
      ))}
    </ul>
  );
}

/** Why they cannot become two again. */
export function MergeBlockers({ blockers }: { readonly blockers: readonly MergeBlocker[] }) {
  const words = useWords(mergeTexts);
  const fieldName = useMergeFieldName();
  const org = useOrg();
  const reason = (blocker: MergeBlocker): ReactNode => {
    const { kind, ref } = blocker;
    const label =
      kind === 'changed_since' ? fieldName(blocker.label) : kind === 'over' ? blocker.label.replaceAll('-', '/') : blocker.label;
    const text = fill(words.blockers[kind].reason, { label });
    if (kind === 'over') return text;
    if (kind === 'adjustment_used')
      return (
        <TextLink to="/$org/admin/bills/$billId" params={{ org, billId: ref }}>
          {text}
        </TextLink>
      );
    if (kind === 'payment_mixed')
      return (
        <TextLink to="/$org/admin/payments" params={{ org }}>
          {text}
        </TextLink>
      );
    if (kind === 'type_gone')
      return (
        <TextLink to="/$org/admin/members/types" params={{ org }}>
          {text}
        </TextLink>
      );
    if (kind === 'changed_since')
      return (
        <TextLink to="/$org/admin/members/$memberId/history" params={{ org, memberId: ref }}>
          {text}
        </TextLink>
      );
    return (
      <TextLink to="/$org/admin/members/$memberId" params={{ org, memberId: ref }}>
        {text}
      </TextLink>
    );
  };
  return kindsOf(blockers).map((kind) => (
    <WhyNot
      key={kind}
      question={words.undoWhy}
      reason={<Each rows={blockers.filter((one) => one.kind === kind)} link={reason} />}
      rule={words.blockers[kind].rule}
      remedy={words.blockers[kind].remedy}
    />
  ));
}
