import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type HelpArea, helpAreaOf } from '../lib/help-area.ts';
import { helpDoorEn, helpMemberEn } from '../lib/i18n/help-member.en.ts';
import { helpDoorJa, helpMemberJa } from '../lib/i18n/help-member.ja.ts';
import { type HelpText, helpWords } from '../lib/i18n/help-words.ts';
import { useOrg } from '../lib/org.ts';
import { useTRPC } from '../lib/trpc.ts';
import { type Catalogue, fill, useWords } from '../lib/words.ts';
import { Button } from './Button.tsx';
import { Dialog, DialogActions } from './Dialog.tsx';
import './help.css';

const members: Catalogue<Readonly<Record<string, HelpText>>> = { ja: helpMemberJa, en: helpMemberEn };
const doors: Catalogue<Readonly<Record<string, HelpText>>> = { ja: helpDoorJa, en: helpDoorEn };

/** The help of My Page and of the pages before any log-in. */
export function HelpPanel({ path, onClose }: { readonly path: string; readonly onClose: () => void }) {
  const found = helpAreaOf(path);
  const texts = useWords(found.side === 'member' ? members : doors);
  return (
    <HelpDialog text={texts[found.area]!} onClose={onClose}>
      <Ask found={found} />
    </HelpDialog>
  );
}

/** What a page is for, what is done there most, and whom to ask. */
export function HelpDialog({
  text,
  onClose,
  children,
  more,
}: {
  readonly text: HelpText;
  readonly onClose: () => void;
  /** Whom to ask. */
  readonly children: ReactNode;
  readonly more?: ReactNode;
}) {
  const words = useWords(helpWords);
  return (
    <Dialog isOpen onClose={onClose} title={fill(words.title, { area: text.title })}>
      <div className="help">
        <p>{text.what}</p>
        <h3>{words.tasks}</h3>
        <ol>
          {text.tasks.map((task) => (
            <li key={task}>{task}</li>
          ))}
        </ol>
        <h3>{words.ask}</h3>
        {children}
        {more}
      </div>
      <DialogActions>
        <Button size="lg" kind="primary" onPress={onClose}>
          {words.close}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function Ask({ found }: { readonly found: HelpArea }) {
  const words = useWords(helpWords);
  if (found.side === 'member') return <AskOffice />;
  if (found.area === 'operator') return <p>{words.askHouse}</p>;
  if (found.area === 'signUp' || found.area === 'officeLogin') return <p>{words.askOperator}</p>;
  return <AskFromOutside />;
}

/** Signed in, a member sees how to reach the office. */
function AskOffice() {
  const words = useWords(helpWords);
  const office = useQuery(useTRPC().organizations.current.queryOptions());
  const { name = '', phone = '', contactEmail = '' } = office.data ?? {};
  return (
    <>
      <p>{name === '' ? words.askOrganization : fill(words.askOffice, { name })}</p>
      <Contact phone={phone} email={contactEmail} />
      <p className="muted">{words.number}</p>
    </>
  );
}

function Contact({ phone, email }: { readonly phone: string; readonly email: string }) {
  const words = useWords(helpWords);
  if (phone === '' && email === '') return null;
  return (
    <ul className="help__contact">
      {phone === '' ? null : (
        <li>
          {words.phone} <a href={`tel:${phone}`}>{phone}</a>
        </li>
      )}
      {email === '' ? null : (
        <li>
          {words.email} <a href={`mailto:${email}`}>{email}</a>
        </li>
      )}
    </ul>
  );
}

/** Before the log-in only the name of the organisation is known. */
function AskFromOutside() {
  const words = useWords(helpWords);
  const slug = useOrg();
  const profile = useQuery(useTRPC().organizations.publicProfile.queryOptions({ slug }, { enabled: slug !== '', retry: false }));
  return <p>{profile.data ? fill(words.askOffice, { name: profile.data.name }) : words.askOrganization}</p>;
}
