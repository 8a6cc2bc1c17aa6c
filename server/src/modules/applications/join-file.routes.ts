import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { CustomFieldId } from '@tsudoi/shared/kernel/ids';
import { type Router, Router as createRouter } from 'express';
import type { Platform } from '../../platform/platform.ts';
import { fileRoute, readUpload } from '../../platform/upload.ts';
import { expectFile, takeFile } from '../members/members.public.ts';
import { draftKey } from './application-draft.repository.ts';
import { draftOwner } from './application.rules.ts';
import { openLink } from './join-form.service.ts';

/** POST /uploads/join-files/:fieldId: a file of somebody who fills in the form; the token of their link stands in a header. */
export function joinFileRoutes(platform: Platform): Router {
  const routes = createRouter();
  routes.post(
    '/uploads/join-files/:fieldId',
    fileRoute(platform, async (request, response) => {
      const fieldId = CustomFieldId.safeParse(request.params['fieldId']);
      if (!fieldId.success) throw new DomainError('NOT_FOUND');
      const { scope, application } = await openLink(platform, (request.get('x-join-token') ?? '').slice(0, 200));
      const uploadedBy = draftKey(scope, draftOwner(application));
      await expectFile(platform, scope, fieldId.data, { uploadedBy, filler: 'applicant' });
      response.json(await takeFile(platform, scope, fieldId.data, uploadedBy, await readUpload(request)));
    }),
  );
  return routes;
}
