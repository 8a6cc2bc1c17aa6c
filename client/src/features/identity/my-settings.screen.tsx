import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { TextLink } from '../../components/Link.tsx';
import { MyFrame } from '../../components/MyFrame.tsx';
import { OwnLoginOnly } from '../../components/OwnLoginOnly.tsx';
import { Row, Rows, Section } from '../../components/Panel.tsx';
import { ThemeSwitch } from '../../components/ThemeSwitch.tsx';
import { ListSkeleton } from '../../components/Skeleton.tsx';
import { useOrg } from '../../lib/org.ts';
import { signOut } from '../../lib/session.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { mayLogOut } from '../../lib/unsaved.ts';
import { useWords } from '../../lib/words.ts';
import { codeTexts } from './code-texts.ts';
import { emailTexts } from './email-texts.ts';
import { passkeyTexts } from './passkey-texts.ts';
import { SessionList } from './SessionList.tsx';
import { identityTexts } from './texts.ts';

const EmailForm = lazy(() => import('./EmailForm.tsx').then((module) => ({ default: module.EmailForm })));
const MailboxSharing = lazy(() => import('./MailboxSharing.tsx').then((module) => ({ default: module.MailboxSharing })));
const MyPasskeys = lazy(() => import('./MyPasskeys.tsx').then((module) => ({ default: module.MyPasskeys })));
const PasswordForm = lazy(() => import('./PasswordForm.tsx').then((module) => ({ default: module.PasswordForm })));

/** What a member sets for themselves: the log-in, the devices, the looks. */
export function MySettingsScreen() {
  const org = useOrg();
  const words = useWords(identityTexts).settings;
  const trpc = useTRPC();
  const navigate = useNavigate();
  const codeWords = useWords(codeTexts);
  const passkeyWords = useWords(passkeyTexts).mine;
  const emailWords = useWords(emailTexts);
  const [changing, setChanging] = useState(false);
  const [changingEmail, setChangingEmail] = useState(false);
  const viewer = useQuery(trpc.identity.viewer.queryOptions());
  const me = viewer.data?.audience === 'my' ? viewer.data : null;
  const leave = async () => {
    if (!(await mayLogOut())) return;
    await signOut('my', org);
    await navigate({ href: `/${org}/my/login`, ignoreBlocker: true });
  };
  return (
    <MyFrame org={org} current="settings" title={words.title} heading>
      <Section>
        <div className="list">
          <TextLink to="/$org/my/profile" params={{ org }}>
            <span className="grow">
              {words.profile}
              <br />
              <small className="muted">{words.profileText}</small>
            </span>
            <ChevronRight size={20} aria-hidden />
          </TextLink>
          <TextLink to="/$org/my/receipts" params={{ org }}>
            <span className="grow">
              {words.receipts}
              <br />
              <small className="muted">{words.receiptsText}</small>
            </span>
            <ChevronRight size={20} aria-hidden />
          </TextLink>
          <TextLink to="/$org/my/payment" params={{ org }}>
            <span className="grow">
              {words.payment}
              <br />
              <small className="muted">{words.paymentText}</small>
            </span>
            <ChevronRight size={20} aria-hidden />
          </TextLink>
          <TextLink to="/$org/my/debit" params={{ org }}>
            <span className="grow">
              {words.debit}
              <br />
              <small className="muted">{words.debitText}</small>
            </span>
            <ChevronRight size={20} aria-hidden />
          </TextLink>
          <TextLink to="/$org/my/switch" params={{ org }}>
            <span className="grow">
              {codeWords.linked.open}
              <br />
              <small className="muted">{codeWords.linked.openText}</small>
            </span>
            <ChevronRight size={20} aria-hidden />
          </TextLink>
        </div>
      </Section>
      <Section title={words.account}>
        <div className="panel panel__body panel__body--bare">
          <Rows>
            <Row label={words.loginId}>
              <span className="num">{me?.loginId ?? ''}</span>
            </Row>
            <Row label={words.email}>{me?.email ?? ''}</Row>
          </Rows>
        </div>
        {changingEmail ? (
          <div className="panel panel__body panel__body--bare">
            <Suspense fallback={<ListSkeleton rows={2} />}>
              <EmailForm onClose={() => setChangingEmail(false)} />
            </Suspense>
          </div>
        ) : (
          <OwnLoginOnly>
            <Button size="lg" block onPress={() => setChangingEmail(true)}>
              {emailWords.change}
            </Button>
          </OwnLoginOnly>
        )}
      </Section>
      <Section title={words.password}>
        {changing ? (
          <div className="panel panel__body panel__body--bare">
            <Suspense fallback={<ListSkeleton rows={2} />}>
              <PasswordForm words={words} onDone={() => setChanging(false)} />
            </Suspense>
          </div>
        ) : (
          <Button size="lg" block onPress={() => setChanging(true)}>
            {words.changePassword}
          </Button>
        )}
      </Section>
      {/* Above what comes late: it would move while somebody presses it (docs/decisions/0064). */}
      <Section>
        <Button size="lg" block onPress={() => void leave()}>
          {words.logOut}
        </Button>
      </Section>
      <Section title={passkeyWords.title}>
        <OwnLoginOnly>
          <Suspense fallback={<ListSkeleton rows={1} />}>
            <MyPasskeys />
          </Suspense>
        </OwnLoginOnly>
      </Section>
      <Section title={codeWords.sharing.title}>
        <OwnLoginOnly>
          <div className="panel panel__body panel__body--bare">
            <Suspense fallback={<ListSkeleton rows={1} />}>
              <MailboxSharing />
            </Suspense>
          </div>
        </OwnLoginOnly>
      </Section>
      <Section title={words.sessions}>
        <SessionList />
      </Section>
      <Section title={words.theme}>
        <ThemeSwitch />
      </Section>
    </MyFrame>
  );
}
