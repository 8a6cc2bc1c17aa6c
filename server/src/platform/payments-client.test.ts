import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { newMemberId, newOrgId } from '@tsudoi/shared/kernel/ids';
import { createLog } from '@tsudoi/shared/service/log';
import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { paymentsClient } from './payments-client.ts';
import type { Platform } from './platform.ts';

/** The service as it refuses: over HTTP, with what its own error formatter writes. */
let service: Server;
beforeAll(async () => {
  const data = { code: 'CONFLICT', httpStatus: 409, domainCode: 'KANA_NOT_ALLOWED', params: { character: '髙' }, issues: [] };
  service = createServer((request, response) => {
    request.resume();
    response.writeHead(409, { 'content-type': 'application/json' }).end(JSON.stringify({ error: { message: data.domainCode, data } }));
  });
  await new Promise<void>((ready) => service.listen(0, '127.0.0.1', ready));
});
afterAll(() => new Promise((closed) => service.close(closed)));

test('“why not?”: a refusal of the payments-service comes through with all that its text names', async () => {
  const { port } = service.address() as AddressInfo;
  const env = { PAYMENTS_INTERNAL_URL: `http://127.0.0.1:${port}`, SERVICE_SECRET: 'service-secret-of-a-test-0123456789' };
  const platform = { env, log: createLog('server', 'silent') } as unknown as Platform;
  const asked = paymentsClient(platform, mintOrgScope(newOrgId())).call('cards.ofMember', { memberId: newMemberId() });
  await expect(asked).rejects.toMatchObject({ code: 'KANA_NOT_ALLOWED', params: { character: '髙' } });
});
