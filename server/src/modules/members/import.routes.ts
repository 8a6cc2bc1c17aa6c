import { importColumns } from '@tsudoi/shared/contracts/members/member.contract';
import { importLimits } from '@tsudoi/shared/contracts/members/member-import.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type Request, type Response, type Router, Router as createRouter } from 'express';
import { refusalOf } from '../../platform/failure.ts';
import { isAllowed } from '../../platform/permissions.ts';
import { takeTimeForUpload } from '../../platform/body-times.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Access } from '../identity/identity.public.ts';
import { receiveImport } from './import-upload.service.ts';

const sampleRows = [
  [
    '',
    '青木',
    '花子',
    'アオキ',
    'ハナコ',
    '正会員',
    'hanako@example.jp',
    '03-1234-5678',
    '100-0001',
    '東京都千代田区千代田1-1',
    '青木研究所',
    '1980/4/1',
    '2026/4/1',
    '',
  ],
  ['', '髙﨑', '一郎', 'タカサキ', 'イチロウ', '学生会員', '', '090-1234-5678', '', '', '', 'H12.5.3', 'R8.4.1', '指導教員：青木'],
];

/** POST /uploads/member-imports?fileName=… with the file as body; GET …/sample.csv. */
export function importRoutes(platform: Platform, accessOf: (request: Request) => Promise<Access>): Router {
  const routes = createRouter();
  const receive = async (request: Request, response: Response) => {
    const { actor, writesAllowed } = await accessOf(request);
    if (actor.kind !== 'user') throw new DomainError('UNAUTHENTICATED');
    if (!isAllowed(actor, 'members.write')) throw new DomainError('FORBIDDEN', { permission: 'members.write' });
    if (!writesAllowed) throw new DomainError('ORGANIZATION_NOT_ACTIVE');
    // Said before a byte is read; a body that says nothing of its length is counted as it comes.
    if (Number(request.get('content-length') ?? 0) > importLimits.bytes)
      throw new DomainError('CSV_TOO_LARGE', { rows: importLimits.rows });
    if (request.get('content-encoding')) throw new DomainError('CSV_NOT_TEXT');
    const fileName = typeof request.query['fileName'] === 'string' ? request.query['fileName'].replace(/[\p{Cc}/\\]/gu, '') : '';
    takeTimeForUpload(request);
    response.json(await receiveImport(platform, actor, fileName || 'members.csv', request));
  };
  const refuse = (request: Request, response: Response, error: unknown) => {
    if (request.destroyed && !request.complete) return;
    const known = refusalOf(error);
    if (known.httpStatus >= 500) platform.log.error({ err: error }, 'an upload failed unexpectedly');
    // What is still on its way is not read to the end only to be thrown away.
    if (!request.complete) response.set('connection', 'close');
    response.status(known.httpStatus).json({ domainCode: known.code, params: known.params });
  };
  routes.post('/uploads/member-imports', (request, response) => {
    receive(request, response).catch((failure: unknown) => refuse(request, response, failure));
  });
  routes.get('/uploads/member-imports/sample.csv', (_request, response) => {
    const lines = [importColumns, ...sampleRows].map((cells) => cells.join(','));
    response.set({ 'content-type': 'text/csv; charset=utf-8', 'content-disposition': 'attachment; filename="members-sample.csv"' });
    response.send(`\ufeff${lines.join('\r\n')}\r\n`);
  });
  return routes;
}
