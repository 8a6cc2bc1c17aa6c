import { fullName } from '@tsudoi/shared/kernel/names';
import { useQuery } from '@tanstack/react-query';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { Pencil } from 'lucide-react';
import { type ReactNode, Suspense, lazy, useMemo, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { LoadFailed } from '../../components/LoadFailed.tsx';
import { Columns, PageBody, PageHead } from '../../components/Page.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { MemberStatusTag } from '../../components/Status.tsx';
import { useLive } from '../../lib/live.ts';
import { useMay } from '../../lib/may.ts';
import { useOrg } from '../../lib/org.ts';
import { useRouteId } from '../../lib/route-ids.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { MemberDetail } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { CorporateLogin } from './CorporateLogin.tsx';
import { CorporateProfile } from './CorporateProfile.tsx';
import { MemberChanges } from './MemberChanges.tsx';
import { MemberAdjustments } from './MemberAdjustments.tsx';
import { MemberDues } from './MemberDues.tsx';
import { MemberEdit } from './MemberEdit.tsx';
import { MemberLogin } from './MemberLogin.tsx';
import { MemberProfile } from './MemberProfile.tsx';
import { MergeNotes } from './MergeNote.tsx';
import { MemberTabs } from './MemberTabs.tsx';
import { MemberStatusPanel } from './MemberStatusPanel.tsx';
import { recordTexts } from './record-texts.ts';
import { TypeChangeNote } from './TypeChangeNote.tsx';

const CorporateEdit = lazy(() => import('./CorporateEdit.tsx').then((module) => ({ default: module.CorporateEdit })));

interface Parts {
  /** What stands above the record, and beside it, from other parts of the console. */
  readonly notes: (memberId: MemberId) => ReactNode;
  readonly terms: (memberId: MemberId) => ReactNode;
}

/** One member: who they are, what they owe, how they log in, and what has been. */
export function MemberDetailScreen({ notes, terms }: Parts) {
  const org = useOrg();
  const memberId = useRouteId('memberId');
  const texts = useWords(adminMemberTexts);
  const words = texts.detail;
  const corporate = useWords(recordTexts).corporate;
  const trpc = useTRPC();
  const may = useMay();
  const [isEditing, setEditing] = useState(false);
  const [before, setBefore] = useState<Pick<MemberDetail, 'memberId' | 'membershipTypeId'> | null>(null);
  const query = useQuery(trpc.members.get.queryOptions({ memberId }));
  const own = useQuery(trpc.customFields.list.queryOptions());
  const customFields = useMemo(() => (own.data?.fields ?? []).filter((field) => !field.archived), [own.data]);
  useLive(['members', 'bills', 'payments']);
  const member = query.data;
  const isCorporate = member?.kind === 'corporate';
  const crumb = [
    isCorporate
      ? { label: corporate.title, to: '/$org/admin/corporate-members', params: { org } }
      : { label: words.crumb, to: '/$org/admin/members', params: { org } },
  ];
  const isOfOtherType = before?.memberId === member?.memberId && before?.membershipTypeId !== member?.membershipTypeId;
  const edit = (begun: MemberDetail) => {
    setBefore(begun);
    setEditing(true);
  };
  if (!member || !own.data) {
    return (
      <>
        <PageHead title={words.crumb} crumb={crumb} />
        <PageBody>
          {query.isError || own.isError ? (
            <LoadFailed error={query.error ?? own.error} onRetry={() => void (query.isError ? query : own).refetch()} />
          ) : (
            <PanelSkeleton rows={8} />
          )}
        </PageBody>
      </>
    );
  }
  return (
    <>
      <PageHead
        title={fullName(member)}
        sub={
          <span className="row">
            {member.memberNumber}
            <MemberStatusTag status={member.status} label={words.statuses[member.status]} soft />
          </span>
        }
        crumb={crumb}
        actions={
          isEditing || !may('members.write') || member.isMerged ? undefined : (
            <Button icon={<Pencil size={18} strokeWidth={1.75} aria-hidden />} onPress={() => edit(member)}>
              {words.edit}
            </Button>
          )
        }
      />
      <MemberTabs memberId={member.memberId} current="basic" />
      <PageBody>
        <MergeNotes memberId={member.memberId} />
        {notes(member.memberId)}
        {isOfOtherType && !isEditing ? <TypeChangeNote memberId={member.memberId} /> : null}
        <MemberChanges memberId={member.memberId} />
        {isEditing && isCorporate ? (
          <Suspense fallback={<PanelSkeleton rows={8} />}>
            <CorporateEdit member={member} customFields={customFields} onDone={() => setEditing(false)} />
          </Suspense>
        ) : isEditing ? (
          <MemberEdit member={member} customFields={customFields} onDone={() => setEditing(false)} />
        ) : (
          <Columns
            side={
              <>
                <MemberDues memberId={member.memberId} />
                {terms(member.memberId)}
                {isCorporate ? <CorporateLogin member={member} /> : <MemberLogin member={member} />}
              </>
            }
          >
            {isCorporate ? (
              <CorporateProfile member={member} customFields={customFields} />
            ) : (
              <MemberProfile member={member} customFields={customFields} />
            )}
            <MemberAdjustments member={member} />
            <MemberStatusPanel member={member} />
          </Columns>
        )}
      </PageBody>
    </>
  );
}
