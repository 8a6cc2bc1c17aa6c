import { importColumns, importLimits } from '@tsudoi/shared/contracts/members/member.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type Request, type Response, type Router, Router as createRouter, raw } from 'express';
import { refusalOf } from '../../platform/failure.ts';
import { isAllowed } from '../../platform/permissions.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Access } from '../identity/identity.public.ts';
import { checkImport } from './import.service.ts';

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
    const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const fileName = typeof request.query['fileName'] === 'string' ? request.query['fileName'].replace(/[\p{Cc}/\\]/gu, '') : '';
    response.json(await checkImport(platform, actor, fileName || 'members.csv', bytes));
  };
  const refuse = (response: Response, error: unknown) => {
    const tooLarge = (error as { type?: string } | null)?.type === 'entity.too.large';
    const known = tooLarge ? new DomainError('CSV_TOO_LARGE', { rows: importLimits.rows }) : refusalOf(error);
    if (known.httpStatus >= 500) platform.log.error({ err: error }, 'an upload failed unexpectedly');
    response.status(known.httpStatus).json({ domainCode: known.code, params: known.params });
  };
  routes.post('/uploads/member-imports', (request, response) => {
    raw({ type: () => true, limit: importLimits.bytes })(request, response, (error?: unknown) => {
      if (error) refuse(response, error);
      else receive(request, response).catch((failure: unknown) => refuse(response, failure));
    });
  });
  routes.get('/uploads/member-imports/sample.csv', (_request, response) => {
    const lines = [importColumns, ...sampleRows].map((cells) => cells.join(','));
    response.set({ 'content-type': 'text/csv; charset=utf-8', 'content-disposition': 'attachment; filename="members-sample.csv"' });
    response.send(`\ufeff${lines.join('\r\n')}\r\n`);
  });
  return routes;
}
