import { ListExportInput, exportedLists } from '@tsudoi/shared/contracts/reports/list-export.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { ListExportId } from '@tsudoi/shared/kernel/ids';
import { type Request, type Router, Router as createRouter } from 'express';
import type { RequestActor } from '../../../platform/actor.ts';
import { officeDownload, pour } from '../../../platform/downloads.ts';
import { listFileEnding, listFileType } from '../../../platform/list-file.ts';
import type { Platform } from '../../../platform/platform.ts';
import { exportAtOnce, keptListFile } from './list-export.service.ts';

/** POST /downloads/<list> for few rows at once; GET /documents/lists/:id for a file that was made in the background. */
export function listRoutes(platform: Platform, actorOf: (request: Request) => Promise<RequestActor>): Router {
  const routes = createRouter();
  for (const list of exportedLists)
    routes.post(
      `/downloads/${list}`,
      officeDownload(platform, actorOf, (actor, { body }, response) => {
        const wish = ListExportInput.safeParse({ ...(body as object), list });
        if (!wish.success) throw new DomainError('INVALID_INPUT');
        const { format } = wish.data;
        const kind = { type: listFileType(format), name: `${list}.${listFileEnding(format)}` };
        return pour(response, kind, exportAtOnce(platform, actor, wish.data));
      }),
    );
  routes.get(
    '/documents/lists/:listExportId',
    officeDownload(platform, actorOf, async (actor, { params }, response) => {
      const id = ListExportId.safeParse(params['listExportId']);
      if (!id.success) throw new DomainError('NOT_FOUND');
      const { fileName, type, pieces } = await keptListFile(platform, actor, id.data);
      await pour(response, { type, name: `list.${fileName.split('.').at(-1)}` }, pieces);
    }),
  );
  return routes;
}
