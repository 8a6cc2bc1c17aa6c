import { useQuery } from '@tanstack/react-query';
import { LinkButton } from '../../components/LinkButton.tsx';
import { Empty } from '../../components/Empty.tsx';
import { LoadFailed } from '../../components/LoadFailed.tsx';
import { Note } from '../../components/Note.tsx';
import { Panel } from '../../components/Panel.tsx';
import { PublicFrame } from '../../components/PublicFrame.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { domainCodeOf } from '../../lib/errors.ts';
import { useKit } from '../../lib/i18n/kit.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { organizationTexts } from './texts.ts';

/** The organisation's own front page: one door for members, one for the office. */
export function OrgTopScreen() {
  const org = useOrg();
  const words = useWords(organizationTexts).top;
  const missing = useKit().noOrganization;
  const trpc = useTRPC();
  const profile = useQuery(trpc.organizations.publicProfile.queryOptions({ slug: org }));
  const joining = useQuery({ ...trpc.applications.joiningOpen.queryOptions({ org }), enabled: profile.data?.open === true });
  if (profile.isError) {
    const code = domainCodeOf(profile.error);
    return (
      <PublicFrame title={missing.title}>
        <h1 className="sr-only">{missing.title}</h1>
        {code === 'NOT_FOUND' || code === 'INVALID_INPUT' ? (
          <Empty title={missing.title} text={missing.text} action={<LinkButton to="/login">{missing.search}</LinkButton>} />
        ) : (
          <LoadFailed error={profile.error} onRetry={() => void profile.refetch()} />
        )}
      </PublicFrame>
    );
  }
  if (!profile.data) {
    return (
      <PublicFrame title="">
        <h1 className="sr-only">{org}</h1>
        <PanelSkeleton />
      </PublicFrame>
    );
  }
  return (
    <PublicFrame title={profile.data.name} name={profile.data.name}>
      <div className="stack">
        <h1>{profile.data.name}</h1>
        {profile.data.open ? null : (
          <Note kind="warn" title={words.closed}>
            <p>{words.closedText}</p>
          </Note>
        )}
        <Panel title={words.member}>
          <div className="stack-8">
            <p className="muted">{words.memberText}</p>
            <LinkButton kind="primary" size="lg" block to="/$org/my" params={{ org }}>
              {words.memberAction}
            </LinkButton>
          </div>
        </Panel>
        {joining.data?.open ? (
          <Panel title={words.join}>
            <div className="stack-8">
              <p className="muted">{words.joinText}</p>
              <LinkButton size="lg" block to="/$org/join" params={{ org }}>
                {words.joinAction}
              </LinkButton>
            </div>
          </Panel>
        ) : null}
        <Panel title={words.firstAccess}>
          <div className="stack-8">
            <p className="muted">{words.firstAccessText}</p>
            <LinkButton size="lg" block to="/$org/my/first" params={{ org }}>
              {words.firstAccess}
            </LinkButton>
          </div>
        </Panel>
        <Panel title={words.admin}>
          <LinkButton size="lg" block to="/$org/admin" params={{ org }}>
            {words.adminAction}
          </LinkButton>
        </Panel>
      </div>
    </PublicFrame>
  );
}
