import { useQuery } from '@tanstack/react-query';
import { LinkButton } from '../../components/LinkButton.tsx';
import { Note } from '../../components/Note.tsx';
import { Panel } from '../../components/Panel.tsx';
import { useMay } from '../../lib/may.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { MemberDetail } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { MemberLogin } from './MemberLogin.tsx';
import { recordTexts } from './record-texts.ts';

/** The log-in of a 連絡者; where the office keeps corporate members from My Page it says so instead (MEM-07). */
export function CorporateLogin({ member }: { readonly member: MemberDetail }) {
  const org = useOrg();
  const login = useWords(adminMemberTexts).detail.login;
  const words = useWords(recordTexts).corporate;
  const trpc = useTRPC();
  const settings = useQuery(trpc.memberSettings.get.queryOptions());
  const may = useMay();
  if (settings.data === undefined) return null;
  if (settings.data.corporateMyPage) return <MemberLogin member={member} />;
  const maySet = may('settings');
  return (
    <Panel title={login}>
      <div className="stack">
        <Note>{words.noMyPage}</Note>
        {maySet ? (
          <div className="row">
            <LinkButton to="/$org/admin/settings/members" params={{ org }} size="sm">
              {words.toSettings}
            </LinkButton>
          </div>
        ) : null}
      </div>
    </Panel>
  );
}
