import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { Tag } from '../../components/Tag.tsx';
import { formatDateLong, formatMoment } from '../../lib/dates.ts';
import { useKit } from '../../lib/i18n/kit.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { OrgUserView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { officeTexts } from './office-texts.ts';
import { secondStepTexts } from './second-step-texts.ts';
import { UserActions } from './UserActions.tsx';
import { UserInvite } from './UserInvite.tsx';

/** The people of the office: who may enter, as what, and who is still on the way. */
export function UsersScreen() {
  const words = useWords(officeTexts);
  const secondWords = useWords(secondStepTexts).people;
  const roles = useKit().roles;
  const trpc = useTRPC();
  const [inviting, setInviting] = useState(false);
  const users = useQuery(trpc.identity.users.queryOptions());
  const viewer = useQuery(trpc.identity.viewer.queryOptions());
  const me = viewer.data?.audience === 'admin' ? viewer.data : null;
  const columns: Column<OrgUserView>[] = [
    {
      id: 'name',
      head: words.name,
      cell: (user) => (
        <span className="row">
          <b>{`${user.familyName} ${user.givenName}`}</b>
          {user.userId === me?.userId ? <Tag>{words.self}</Tag> : null}
          {user.isContact ? <Tag>{words.contact}</Tag> : null}
          {user.hasSecondStep ? <Tag>{secondWords.tag}</Tag> : null}
          {user.termIsOver ? (
            <Tag>{words.term.over}</Tag>
          ) : user.termEndsOn ? (
            <Tag>{fill(words.term.until, { date: formatDateLong(user.termEndsOn) })}</Tag>
          ) : null}
          {user.isInvited ? <Tag>{words.invited}</Tag> : null}
        </span>
      ),
      at: 'title',
    },
    { id: 'email', head: words.email, cell: (user) => user.email, at: 'sub' },
    { id: 'role', head: words.role, cell: (user) => roles[user.role], at: 'end' },
    { id: 'last', head: words.lastLogin, cell: (user) => (user.lastLoginAt ? formatMoment(user.lastLoginAt) : words.never), at: 'drop' },
    {
      id: 'acts',
      head: <span className="sr-only">{fill(words.acts, { name: '' })}</span>,
      cell: (user) => (me ? <UserActions user={user} me={me} /> : null),
      align: 'end',
      at: 'state',
    },
  ];
  return (
    <>
      <PageHead
        title={words.title}
        sub={words.sub}
        actions={
          <Button kind="primary" icon={<Plus size={18} strokeWidth={1.75} aria-hidden />} onPress={() => setInviting(true)}>
            {words.invite.action}
          </Button>
        }
      />
      <PageBody>
        <DataTable label={words.table} columns={columns} rows={users.data} rowId={(user) => user.userId} query={users} />
      </PageBody>
      {inviting ? (
        <UserInvite roles={me?.role === 'owner' ? ['staff', 'admin', 'owner'] : ['staff', 'admin']} onClose={() => setInviting(false)} />
      ) : null}
    </>
  );
}
