import type { ImportJobView, RunImportInput, RunImportOutput } from '@tsudoi/shared/contracts/members/member.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type ImportJobId, newImportJobId } from '@tsudoi/shared/kernel/ids';
import { inTransaction, isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { recordLive } from '../../platform/live.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { createAccounts } from '../identity/identity.public.ts';
import { checkImportRows, readImportFile } from './import-file.rules.ts';
import { type ImportJobDocument, finishImportJob, getImportJob, insertImportJob } from './import-job.repository.ts';
import { drawMemberNumbers } from './member-number.service.ts';
import { newMember } from './member.factory.ts';
import { insertMembers, takenNumbers } from './member.repository.ts';
import { listMembershipTypes } from './membership-type.repository.ts';

function toView(job: ImportJobDocument): z.output<typeof ImportJobView> {
  const valid = job.rows.filter((row) => row.errors.length === 0).length;
  const rows = job.rows.map(({ fields: _fields, ...row }) => row);
  return {
    importJobId: job._id,
    fileName: job.fileName,
    encoding: job.encoding,
    state: job.state,
    total: rows.length,
    valid,
    invalid: rows.length - valid,
    imported: job.imported,
    rows,
    createdAt: job.createdAt.toISOString(),
  };
}

/** Reads and checks a file; nothing is imported yet. @throws DomainError CSV_UNREADABLE, CSV_TOO_LARGE, CSV_HEADER_UNKNOWN */
export async function checkImport(
  platform: Platform,
  actor: UserActor,
  fileName: string,
  bytes: Uint8Array,
): Promise<{ importJobId: ImportJobId }> {
  const { scope } = actor;
  const file = readImportFile(bytes);
  const types = (await listMembershipTypes(scope)).filter((type) => !type.archived);
  const numbers = file.rows.flatMap(({ cells }) => cells.get('会員番号')?.normalize('NFKC').trim().toUpperCase() || []);
  const rows = checkImportRows(file, {
    typeIds: new Map(types.map((type) => [type.name.normalize('NFKC'), type._id])),
    takenNumbers: await takenNumbers(scope, numbers),
    today: platform.clock.today(),
  });
  const job: ImportJobDocument = {
    _id: newImportJobId(),
    orgId: scope.orgId,
    createdBy: actor.userId,
    fileName: fileName.slice(0, 200),
    encoding: file.encoding,
    state: 'checked',
    rows,
    imported: 0,
    createdAt: platform.clock.now(),
  };
  await insertImportJob(platform.databases.server, scope, job);
  return { importJobId: job._id };
}

export async function importJob(platform: Platform, scope: OrgScope, jobId: ImportJobId): Promise<z.output<typeof ImportJobView>> {
  return toView(await getImportJob(platform.databases.server, scope, jobId));
}

/**
 * Imports a checked file, all of it or nothing, once. @throws DomainError NOT_FOUND, IMPORT_ALREADY_RUN, CSV_HAS_ERRORS
 * unless rows with errors are left out, NUMBER_TAKEN when a number was given away since the check
 */
export async function runImport(
  platform: Platform,
  actor: UserActor,
  input: z.output<typeof RunImportInput>,
): Promise<z.output<typeof RunImportOutput>> {
  const { scope } = actor;
  const db = platform.databases.server;
  const job = await getImportJob(db, scope, input.importJobId);
  if (job.state === 'done') throw new DomainError('IMPORT_ALREADY_RUN');
  const ready = job.rows.flatMap(({ fields }) => fields ?? []);
  const skipped = job.rows.length - ready.length;
  if (skipped > 0 && !input.skipErrors) throw new DomainError('CSV_HAS_ERRORS', { rows: skipped });
  const now = platform.clock.now();
  const today = platform.clock.today();
  try {
    const members = await inTransaction(platform.databases.client, async (session) => {
      if (!(await finishImportJob(db, scope, job._id, ready.length, session))) throw new DomainError('IMPORT_ALREADY_RUN');
      const drawn = await drawMemberNumbers(
        platform,
        scope,
        ready.filter((fields) => fields.memberNumber === '').map((fields) => fields.membershipTypeId),
        session,
      );
      const made = ready.map((fields) =>
        newMember(scope, { fields, memberNumber: fields.memberNumber || drawn.shift()!, actorName: actor.name, now, today }),
      );
      if (made.length > 0) await insertMembers(scope, made, session);
      const accounts = made.map(({ _id, memberNumber }) => ({ memberId: _id, memberNumber }));
      const pairs = await createAccounts(platform, scope, accounts, input.issueProvisional, session);
      await recordAudit(
        platform,
        scope,
        actor,
        { action: 'member.import', subjectKind: 'import', subjectId: job._id, subjectName: job.fileName, fields: [] },
        session,
      );
      await recordLive(
        db,
        scope,
        [
          { topic: 'members', ref: job._id },
          { topic: 'imports', ref: job._id },
        ],
        now,
        session,
      );
      return { made, pairs };
    });
    const byId = new Map(members.made.map((member) => [member._id, member]));
    const provisional = members.pairs.map((pair) => {
      const member = byId.get(pair.memberId)!;
      return { ...pair, memberNumber: member.memberNumber, name: `${member.familyName} ${member.givenName}` };
    });
    return { imported: members.made.length, skipped, provisional };
  } catch (error) {
    if (isDuplicateKey(error)) throw new DomainError('NUMBER_TAKEN');
    throw error;
  }
}
