import { useQuery } from '@tanstack/react-query';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { formatMoment } from '../../lib/dates.ts';
import { useKit } from '../../lib/i18n/kit.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { OrgUserView } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { adminIdentityTexts } from './admin-texts.ts';

export function UsersScreen() {
  const words = useWords(adminIdentityTexts).users;
  const roles = useKit().roles;
  const trpc = useTRPC();
  const users = useQuery(trpc.identity.users.queryOptions());
  const columns: Column<OrgUserView>[] = [
    { id: 'name', head: words.name, cell: (user) => <b>{`${user.familyName} ${user.givenName}`}</b>, at: 'title' },
    { id: 'email', head: words.email, cell: (user) => user.email, at: 'sub' },
    { id: 'role', head: words.role, cell: (user) => roles[user.role], at: 'end' },
    { id: 'last', head: words.lastLogin, cell: (user) => (user.lastLoginAt ? formatMoment(user.lastLoginAt) : words.never), at: 'drop' },
  ];
  return (
    <>
      <PageHead title={words.title} sub={words.sub} />
      <PageBody>
        <DataTable label={words.table} columns={columns} rows={users.data} rowId={(user) => user.userId} query={users} />
      </PageBody>
    </>
  );
}
