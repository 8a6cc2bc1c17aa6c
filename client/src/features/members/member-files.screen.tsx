import { useQuery } from '@tanstack/react-query';
import type { MemberFilesView } from '@tsudoi/shared/contracts/members/member-file.contract';
import type * as z from 'zod';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { Empty } from '../../components/Empty.tsx';
import { FileButton } from '../../components/OwnValue.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { formatMoment } from '../../lib/dates.ts';
import { useLive } from '../../lib/live.ts';
import { useOrg } from '../../lib/org.ts';
import { useRouteId } from '../../lib/route-ids.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { fileTexts } from './file-texts.ts';
import { MemberTabs } from './MemberTabs.tsx';

type FileRow = z.output<typeof MemberFilesView>[number];

/** Small ones in kilobytes, the others in megabytes with one place. */
const sizeOf = (bytes: number): string => (bytes < 100_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`);

/** What files stand on a record; they come and go with its fields. */
export function MemberFilesScreen() {
  const org = useOrg();
  const memberId = useRouteId('memberId');
  const words = useWords(fileTexts);
  const trpc = useTRPC();
  const crumb = [{ label: useWords(adminMemberTexts).detail.crumb, to: '/$org/admin/members', params: { org } }];
  const member = useQuery(trpc.members.get.queryOptions({ memberId }));
  const files = useQuery(trpc.members.files.queryOptions({ memberId }));
  useLive(['members']);
  const columns: Column<FileRow>[] = [
    { id: 'field', head: words.field, cell: (row) => <b>{row.label}</b>, at: 'title' },
    { id: 'file', head: words.file, cell: (row) => <FileButton path={`/files/${row.fileId}`} name={row.name} />, at: 'sub' },
    { id: 'size', head: words.size, cell: (row) => sizeOf(row.size), align: 'end', at: 'end' },
    { id: 'at', head: words.at, cell: (row) => formatMoment(row.at), at: 'drop' },
  ];
  const name = member.data ? `${member.data.familyName} ${member.data.givenName}` : '';
  return (
    <>
      <PageHead title={member.data ? fill(words.title, { name }) : words.files} sub={member.data?.memberNumber} crumb={crumb} />
      <MemberTabs memberId={memberId} current="files" />
      <PageBody>
        <DataTable
          label={words.files}
          columns={columns}
          rows={files.data}
          rowId={(row) => row.fileId}
          query={files}
          empty={<Empty title={words.none} text={words.noneText} />}
        />
      </PageBody>
    </>
  );
}
