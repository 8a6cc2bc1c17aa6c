import { BouncedNote } from '../features/mail/BouncedNote.tsx';
import { MemberDetailScreen } from '../features/members/member-detail.screen.tsx';
import { DuesCardPanel } from '../features/recurring/DuesCardPanel.tsx';
import { TermPanel } from '../features/renewals/TermPanel.tsx';

/** One member, with whether mail reaches them, how their dues are paid and the terms of the membership. */
export function MemberPage() {
  return (
    <MemberDetailScreen
      notes={(memberId) => <BouncedNote memberId={memberId} />}
      terms={(memberId) => (
        <>
          <DuesCardPanel memberId={memberId} />
          <TermPanel memberId={memberId} />
        </>
      )}
    />
  );
}
