import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { mailChoices } from '@tsudoi/shared/contracts/identity/first-access-invitation.contract';
import { fullName } from '@tsudoi/shared/kernel/names';
import { Mail, Printer } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { ConfirmDialog } from '../../components/Dialog.tsx';
import { Empty } from '../../components/Empty.tsx';
import { NextPage } from '../../components/NextPage.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { Select } from '../../components/Select.tsx';
import { toast } from '../../components/Toast.tsx';
import { formatDateLong } from '../../lib/dates.ts';
import { downloadFile } from '../../lib/files.ts';
import { useMayNot } from '../../lib/may.ts';
import { useOrg } from '../../lib/org.ts';
import { useListState } from '../../lib/list-state.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { MemberToInvite } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { inquiryTexts } from './inquiry-texts.ts';
import { LoginTabs } from './LoginTabs.tsx';

type Asked = { readonly way: 'mail' | 'letter'; readonly ids: readonly string[]; readonly unread: readonly string[] };

/** Members who have no password of their own yet; many at once get a mail or a letter with a provisional pair. */
export function FirstAccessInvitationsScreen() {
  const org = useOrg();
  const texts = useWords(inquiryTexts);
  const words = texts.invite;
  const trpc = useTRPC();
  const mayNot = useMayNot()('members.write');
  const queries = useQueryClient();
  const [state, setState] = useListState({ view: 'none', mail: '' });
  const view = state.view === 'issued' ? 'issued' : 'none';
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [asked, setAsked] = useState<Asked | null>(null);
  const chosen = mailChoices.find((one) => one === state.mail) ?? 'all';
  const members = useInfiniteQuery(
    trpc.identity.membersToInvite.infiniteQueryOptions({ view, mail: chosen }, { getNextPageParam: (page) => page.next }),
  );
  const { hasNextPage, isFetching, isError, fetchNextPage } = members;
  const found = members.data?.pages.flatMap((page) => page.rows);
  // Many who cannot be invited may stand before the first who can: a page without anybody is passed over.
  const isLooking = found?.length === 0 && hasNextPage;
  useEffect(() => {
    if (isLooking && !isFetching && !isError) void fetchNextPage();
  }, [isLooking, isFetching, isError, fetchNextPage]);
  const mail = useMutation(trpc.identity.mailFirstAccess.mutationOptions());
  const run = async ({ way, ids }: Asked) => {
    const memberIds = ids as MemberToInvite['memberId'][];
    if (way === 'letter') {
      await downloadFile('/downloads/first-access-letters', words.fileName, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ memberIds }),
      });
      toast({ text: words.printed });
    } else {
      const { mailed, skipped } = await mail.mutateAsync({ memberIds });
      toast({ text: fill(skipped > 0 ? words.mailedSome : words.mailed, { mailed, skipped }) });
    }
    setSelected(new Set());
    await queries.invalidateQueries(trpc.identity.membersToInvite.pathFilter());
  };
  const ask = (way: Asked['way'], ids: readonly string[]) => {
    const unread = (found ?? []).filter((row) => !row.hasReading && ids.includes(row.memberId));
    const others = ids.filter((id) => !unread.some(({ memberId }) => memberId === id));
    if (others.length === 0) toast({ text: words.noReading });
    else setAsked({ way, ids: others, unread: unread.map(fullName) });
  };
  const columns: Column<MemberToInvite>[] = [
    {
      id: 'name',
      head: words.name,
      cell: (row) => <b>{fullName(row)}</b>,
      to: (row) => (row.hasReading ? null : { to: '/$org/admin/members/$memberId', params: { org, memberId: row.memberId } }),
      note: (row) => (row.hasReading ? null : words.noReading),
      at: 'title',
    },
    { id: 'number', head: words.number, cell: (row) => <span className="num">{row.memberNumber}</span>, at: 'end' },
    { id: 'type', head: words.type, cell: (row) => row.membershipTypeName, at: 'drop' },
    { id: 'email', head: words.email, cell: (row) => row.contactEmail || <span className="muted">{words.noEmail}</span>, at: 'sub' },
    ...(view === 'issued'
      ? [
          {
            id: 'until',
            head: words.until,
            cell: (row: MemberToInvite) => (row.expiresAt ? formatDateLong(row.expiresAt) : ''),
            at: 'state' as const,
          },
        ]
      : []),
  ];
  return (
    <>
      <PageHead title={texts.tabs.title} sub={words.sub} />
      <PageBody>
        <LoginTabs current={view} />
        {mayNot ? <p className="muted">{texts.writers}</p> : null}
        <DataTable
          label={texts.tabs[view]}
          columns={columns}
          rows={isLooking ? undefined : found}
          rowId={(row) => row.memberId}
          query={members}
          selection={
            mayNot
              ? undefined
              : {
                  selected,
                  onChange: setSelected,
                  nameOf: fullName,
                  bulk: (ids) => (
                    <>
                      <Button size="sm" icon={<Mail size={16} aria-hidden />} onPress={() => ask('mail', ids)}>
                        {words.mail}
                      </Button>
                      <Button size="sm" icon={<Printer size={16} aria-hidden />} onPress={() => ask('letter', ids)}>
                        {words.print}
                      </Button>
                    </>
                  ),
                }
          }
          tools={
            <Select
              label={words.mailFilter}
              value={chosen === 'all' ? '' : chosen}
              onChange={(next) => {
                setSelected(new Set());
                setState({ mail: next });
              }}
              options={[{ value: '', label: words.mailAll }, ...mailChoices.map((one) => ({ value: one, label: words.mailChoices[one] }))]}
            />
          }
          empty={chosen === 'all' ? <Empty title={words.emptyTitle} text={words.emptyText} /> : <Empty title={words.emptyTitle} />}
        />
        {isLooking && !isError ? null : <NextPage pages={members} label={words.more} />}
      </PageBody>
      {asked ? (
        <ConfirmDialog
          isOpen
          onClose={() => setAsked(null)}
          title={asked.way === 'mail' ? words.mail : words.print}
          confirmLabel={fill(asked.way === 'mail' ? words.mailCount : words.printCount, { count: asked.ids.length })}
          onConfirm={() => run(asked)}
        >
          <p>{words.confirm}</p>
          {asked.unread.length > 0 ? <p>{fill(words.unread, { names: asked.unread.join(words.nameJoin) })}</p> : null}
          {asked.ids.length > 100 ? <p>{words.tooMany}</p> : null}
        </ConfirmDialog>
      ) : null}
    </>
  );
}
