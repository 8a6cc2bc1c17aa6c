import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { ConfirmDialog } from '../../components/Dialog.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { toast } from '../../components/Toast.tsx';
import { formatMoment } from '../../lib/dates.ts';
import { useKit } from '../../lib/i18n/kit.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { OrgUserView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminIdentityTexts } from './admin-texts.ts';

export function UsersScreen() {
  const words = useWords(adminIdentityTexts).users;
  const roles = useKit().roles;
  const trpc = useTRPC();
  const users = useQuery(trpc.identity.users.queryOptions());
  const me = useQuery(trpc.identity.viewer.queryOptions());
  const [asking, setAsking] = useState<OrgUserView | null>(null);
  const force = useMutation(trpc.identity.forceUserReset.mutationOptions());
  const self = me.data?.audience === 'admin' ? me.data : null;
  const mayReset = (user: OrgUserView) => self !== null && user.userId !== self.userId && (user.role !== 'owner' || self.role === 'owner');
  const columns: Column<OrgUserView>[] = [
    { id: 'name', head: words.name, cell: (user) => <b>{`${user.familyName} ${user.givenName}`}</b>, at: 'title' },
    { id: 'email', head: words.email, cell: (user) => user.email, at: 'sub' },
    { id: 'role', head: words.role, cell: (user) => roles[user.role], at: 'end' },
    { id: 'last', head: words.lastLogin, cell: (user) => (user.lastLoginAt ? formatMoment(user.lastLoginAt) : words.never), at: 'drop' },
    {
      id: 'acts',
      head: '',
      cell: (user) =>
        mayReset(user) ? (
          <Button size="sm" onPress={() => setAsking(user)}>
            {words.reset}
          </Button>
        ) : null,
      at: 'state',
    },
  ];
  return (
    <>
      <PageHead title={words.title} sub={words.sub} />
      <PageBody>
        <DataTable label={words.table} columns={columns} rows={users.data} rowId={(user) => user.userId} query={users} />
      </PageBody>
      <ConfirmDialog
        isOpen={asking !== null}
        onClose={() => setAsking(null)}
        title={words.reset}
        confirmLabel={words.reset}
        onConfirm={async () => {
          const { to } = await force.mutateAsync({ userId: asking!.userId });
          toast({ text: fill(words.mailed, { to }) });
        }}
      >
        <p>{fill(words.resetText, { to: asking?.email ?? '' })}</p>
      </ConfirmDialog>
    </>
  );
}
