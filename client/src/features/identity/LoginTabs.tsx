import { LinkTabs } from '../../components/Tabs.tsx';
import { useOrg } from '../../lib/org.ts';
import { useWords } from '../../lib/words.ts';
import { inquiryTexts } from './inquiry-texts.ts';

export type LoginTab = 'none' | 'issued' | 'open' | 'done';

/** The desk for the members' log-ins: who has to be told how to begin, and who forgot the ID. */
export function LoginTabs({ current }: { readonly current: LoginTab }) {
  const org = useOrg();
  const words = useWords(inquiryTexts).tabs;
  const tab = (id: LoginTab, to: '/$org/admin/members/first-access' | '/$org/admin/members/login-inquiries', isFirst: boolean) => ({
    to,
    params: { org },
    search: isFirst ? {} : { view: id },
    label: words[id],
    isCurrent: current === id,
  });
  return (
    <LinkTabs
      label={words.label}
      items={[
        tab('none', '/$org/admin/members/first-access', true),
        tab('issued', '/$org/admin/members/first-access', false),
        tab('open', '/$org/admin/members/login-inquiries', true),
        tab('done', '/$org/admin/members/login-inquiries', false),
      ]}
    />
  );
}
