import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { type LeavingOrLost, gridFileStore } from '../../../platform/files.ts';
import type { Platform } from '../../../platform/platform.ts';
import { findScreening } from './screening.repository.ts';
import { screeningFileKey } from './screening-file.service.ts';

/** All documents of an organisation's application, for an archive of everything. */
export async function* allScreeningFiles({ databases }: Platform, scope: OrgScope): AsyncGenerator<LeavingOrLost> {
  const store = gridFileStore(databases.server);
  const row = await findScreening(databases.server, scope);
  for (const { fileId, name, at } of row?.files ?? []) yield { name, at, bytes: await store.get(scope, screeningFileKey(fileId)) };
}
