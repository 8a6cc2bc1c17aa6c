import { ListExportInput } from '@tsudoi/shared/contracts/reports/list-export.contract';
import type { ListExportId } from '@tsudoi/shared/kernel/ids';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { gridFileStore } from '../../../platform/files.ts';
import { assertFits, listFileType, writeList } from '../../../platform/list-file.ts';
import { recordLive } from '../../../platform/live.ts';
import { type MailDraft, enqueueMails } from '../../../platform/mail-outbox.ts';
import type { Platform } from '../../../platform/platform.ts';
import { sealFile } from '../../../platform/sealed-file.ts';
import { findUser } from '../../identity/identity.public.ts';
import { findOrganization } from '../../organizations/organizations.public.ts';
import { type ListExportDocument, listExports, expiredListExports, forgetListExport, moveListExport } from './list-export.repository.ts';
import { noteTaken, openList } from './list-source.service.ts';
import { listReadyMail } from './list.mail.ts';

const leaseMs = 120_000;
/** So often, in real time, it is told how far a file has come, and that somebody is still at it. */
const tellEveryMs = 700;
const mostTries = 3;
/** Between two tries of a file: what was away for a moment is back by then. */
const restMs = 30_000;
/** How long a file is kept (interface.md 5.1). */
const keptMs = 24 * 3_600_000;

/** What the file store seals under, and whose the file is. */
export const listSeal = {
  purpose: 'a file of a list',
  owner: (row: Pick<ListExportDocument, '_id' | 'orgId'>) => `${row.orgId}:${row._id}`,
};
const keyOf = (id: ListExportId, attempt: number) => `lists/${id}/${attempt}`;

/** Somebody else works on the file: what is written here is nobody's. */
class Overtaken extends Error {}

/** The process is to end: another begins the file anew. */
class ToldToStop extends Error {}

async function* withProgress(
  platform: Platform,
  scope: OrgScope,
  row: ListExportDocument,
  written: () => number,
  pieces: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  const db = platform.databases.server;
  let toldAt = platform.clock.realNow().getTime();
  for await (const piece of pieces) {
    yield piece;
    const now = platform.clock.realNow().getTime();
    if (now - toldAt < tellEveryMs) continue;
    toldAt = now;
    const told = await moveListExport(db, scope, row, { done: written(), leaseUntil: new Date(now + leaseMs) });
    if (!told) throw new Overtaken();
  }
}

/** Whoever asked for a file hears that it is there, if they still belong to the office. */
async function readyMails(platform: Platform, scope: OrgScope, row: ListExportDocument): Promise<MailDraft[]> {
  const user = await findUser(scope, row.userId);
  return user ? [listReadyMail(user.email, await findOrganization(scope), row, platform.env.PUBLIC_URL)] : [];
}

async function settle(platform: Platform, scope: OrgScope, row: ListExportDocument, change: Partial<ListExportDocument>): Promise<boolean> {
  const db = platform.databases.server;
  const now = platform.clock.now();
  const mails = change.state === 'done' ? await readyMails(platform, scope, { ...row, ...change }) : [];
  const isOurs = await inTransaction(platform.databases.client, async (session) => {
    const settled = { ...change, leaseUntil: null, expiresAt: new Date(now.getTime() + keptMs) };
    if (!(await moveListExport(db, scope, row, settled, session))) return false;
    await enqueueMails(db, scope, mails, now, session);
    await recordLive(db, scope, [{ topic: 'lists', ref: row._id }], now, session);
    return true;
  });
  platform.nudgeMail();
  return isOurs;
}

async function write(platform: Platform, scope: OrgScope, row: ListExportDocument): Promise<void> {
  const store = gridFileStore(platform.databases.server);
  const wish = ListExportInput.parse(row.wish);
  const file = await openList(platform, scope, wish);
  let rows = 0;
  const reader = { scope, userId: row.userId };
  const pieces = writeList(file, wish.format, (written, memberIds) => {
    if (platform.stopping()) throw new ToldToStop();
    rows = written;
    assertFits(rows, wish.format);
    return noteTaken(platform, reader, row._id, memberIds);
  });
  const fileKey = keyOf(row._id, row.leaseToken);
  const sealed = sealFile(
    platform,
    listSeal.purpose,
    listSeal.owner(row),
    withProgress(platform, scope, row, () => rows, pieces),
  );
  await store.putPieces(scope, fileKey, sealed, listFileType(wish.format));
  const isOurs = await settle(platform, scope, row, { state: 'done', done: rows, rows, fileKey });
  if (!isOurs) await store.remove(scope, fileKey);
}

/** What was written of it goes, and the try does not count. */
async function giveBack(platform: Platform, scope: OrgScope, row: ListExportDocument): Promise<void> {
  const db = platform.databases.server;
  await gridFileStore(db).remove(scope, keyOf(row._id, row.leaseToken));
  await moveListExport(db, scope, row, { leaseUntil: null, givenBack: (row.givenBack ?? 0) + 1 });
}

/** Writes a file; a killed one is written anew, three times at most. Does nothing while another process has it. */
export async function workOnListExport(platform: Platform, scope: OrgScope, id: ListExportId): Promise<void> {
  const db = platform.databases.server;
  const row = await listExports.claim(db, scope, id, platform.clock.realNow(), leaseMs);
  if (!row) return;
  const tries = row.leaseToken - (row.givenBack ?? 0);
  try {
    if (tries > mostTries) throw new Error('the file was begun too often');
    await write(platform, scope, row);
  } catch (err) {
    if (err instanceof Overtaken) return;
    if (err instanceof ToldToStop) return giveBack(platform, scope, row);
    platform.log.error({ err, listExportId: id }, 'a file of a list could not be written');
    if (tries >= mostTries) await settle(platform, scope, row, { state: 'failed' });
    else await moveListExport(db, scope, row, { leaseUntil: new Date(platform.clock.realNow().getTime() + restMs) });
  }
}

/** Takes away the files whose day is over. */
export async function forgetOldLists(platform: Platform): Promise<void> {
  const db = platform.databases.server;
  for (const { orgId, _id, leaseToken } of await expiredListExports(db, platform.clock.now())) {
    const scope = mintOrgScope(orgId);
    // Those of broken tries too. The row goes last: as long as it is there, the rest is found again.
    for (let attempt = 1; attempt <= leaseToken; attempt += 1) await gridFileStore(db).remove(scope, keyOf(_id, attempt));
    await forgetListExport(db, scope, _id);
  }
}
