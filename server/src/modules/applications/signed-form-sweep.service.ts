import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { OrgId } from '@tsudoi/shared/kernel/ids';
import { gridFileStore } from '../../platform/files.ts';
import type { Platform } from '../../platform/platform.ts';
import { formsOfNobody, forgetForm, isFormFile, paperFilesBefore } from './signed-form.repository.ts';

const dayMs = 86_400_000;

/**
 * A form goes with the person it is of: once the record is gone, so are its row and its bytes. Bytes of a try that failed, which
 * no row names, go after a day. Twice, or by two processes at once, is the same as once.
 */
export async function sweepSignedForms(platform: Platform): Promise<void> {
  const db = platform.databases.server;
  const files = gridFileStore(db);
  for (const { _id, orgId, fileKey } of await formsOfNobody(db)) {
    const scope = mintOrgScope(orgId);
    // Bytes first: a row whose bytes are gone is found again, bytes without their row would wait a day.
    await files.remove(scope, fileKey);
    await forgetForm(db, scope, _id);
  }
  for (const { orgId, fileKey } of await paperFilesBefore(db, new Date(platform.clock.realNow().getTime() - dayMs))) {
    const scope = mintOrgScope(OrgId.parse(orgId));
    if (!(await isFormFile(db, scope, fileKey))) await files.remove(scope, fileKey);
  }
}
