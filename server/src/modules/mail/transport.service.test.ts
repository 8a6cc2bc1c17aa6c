import { type Server as HttpServer, createServer as createHttp } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { newMailId, newOrgId } from '@tsudoi/shared/kernel/ids';
import { afterEach, describe, expect, it } from 'vitest';
import { postOffice } from '../../../test/post-office.ts';
import { htmlOf } from './mail-html.view.ts';
import { createPace } from './pace.service.ts';
import { type LeavingMail, mailTransport } from './transport.service.ts';

const servers: (Server | HttpServer)[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});
const listen = (server: Server | HttpServer) =>
  new Promise<number>((resolve) => {
    servers.push(server);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

const mail: LeavingMail = {
  from: { name: 'しののめ環境学会', address: 'no-reply@tsudoi.example' },
  _id: newMailId(),
  orgId: newOrgId(),
  to: 'misaki@example.com',
  subject: '【しののめ環境学会】ご請求のお知らせ',
  text: '髙﨑 𠮷乃 様\n\n年会費のご請求です。\n',
  link: null,
  purpose: 'bill_opened',
  idempotencyKey: 'bill-opened:1',
  state: 'sending',
  attempts: 1,
  nextAt: new Date(),
  leaseUntil: null,
  createdAt: new Date(),
  sentAt: null,
  providerMessageId: null,
};
const env = { RESEND_API_KEY: undefined, SMTP_URL: undefined };

describe('the mailbox driver', () => {
  it('keeps the mail where the mailbox page finds it', async () => {
    expect(await mailTransport({ ...env, MAIL_DRIVER: 'mailbox' }).send(mail)).toEqual({ outcome: 'sent', providerMessageId: null });
  });
});

describe('the smtp driver', () => {
  const send = async (answer: string, at?: Parameters<typeof postOffice>[1]) => {
    const { server, received } = postOffice(answer, at);
    const port = await listen(server);
    const result = await mailTransport({ ...env, MAIL_DRIVER: 'smtp', SMTP_URL: `smtp://user:word@127.0.0.1:${port}` }).send(mail);
    return { result, received };
  };

  it('hands the mail over with an id of its own that stays the same', async () => {
    const { result, received } = await send('250 2.1.5 ok');
    expect(result).toEqual({ outcome: 'sent', providerMessageId: `<${mail._id}@tsudoi>` });
    expect(received).toHaveLength(1);
    const [{ to, data }] = received as [{ to: string; data: string }];
    expect(to).toContain('misaki@example.com');
    expect(data).toContain(`Message-ID: <${mail._id}@tsudoi>`);
  });

  it('row 31: from the association, by a name of plain ASCII, with the text first and the same words laid out behind it', async () => {
    const { received } = await send('250 2.1.5 ok');
    const { data } = received[0]!;
    const head = data.slice(0, data.indexOf('\r\n\r\n')).replaceAll(/\r\n\s+/g, ' ');
    expect(head).toMatch(/^From: =\?UTF-8\?[BQ]\?\S+\?=.* <no-reply@tsudoi\.example>$/m);
    const [, boundary] = /^Content-Type: multipart\/alternative; boundary="([^"]+)"/m.exec(head)!;
    const parts = data.split(`--${boundary}`).slice(1, -1).map(partOf);
    expect(parts.map(({ type }) => type)).toEqual(['text/plain; charset=utf-8', 'text/html; charset=utf-8']);
    expect(parts[0]!.body.replaceAll('\r\n', '\n').trim()).toBe(mail.text.trim());
    expect(parts[1]!.body).toContain('髙﨑 𠮷乃 様</p>');
  });

  it('gives up on a box that does not exist, and tries again on a full one', async () => {
    expect((await send('550 5.1.1 no such user')).result).toMatchObject({ outcome: 'failed', of: 'recipient', lasting: true });
    expect((await send('452 4.2.2 mailbox full')).result).toMatchObject({ outcome: 'failed', of: 'recipient', lasting: false });
  });

  it('T30: a password that ran out, a refused sender and a used-up quota are no word about the recipient', async () => {
    expect((await send('535 5.7.8 no', 'AUTH')).result).toMatchObject({ outcome: 'failed', of: 'sender', unsure: false, code: 'EAUTH' });
    expect((await send('553 5.7.1 not yours', 'MAIL')).result).toMatchObject({ outcome: 'failed', of: 'sender', unsure: false });
    expect((await send('550 5.4.5 limit exceeded', 'words')).result).toMatchObject({ outcome: 'failed', of: 'sender', unsure: false });
    expect((await send('554 5.7.1 spam', 'words')).result).toMatchObject({ outcome: 'failed', of: 'mail' });
  });

  it('tries again when nobody is there', async () => {
    const { server } = postOffice('250 ok');
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    expect(await mailTransport({ ...env, MAIL_DRIVER: 'smtp', SMTP_URL: `smtp://127.0.0.1:${port}` }).send(mail)).toMatchObject({
      outcome: 'failed',
      of: 'sender',
      unsure: false,
    });
  });
});

function partOf(part: string): { type: string; body: string } {
  const at = part.indexOf('\r\n\r\n');
  const [head, body] = [part.slice(0, at), part.slice(at + 4)];
  const text = /base64/i.test(head) ? Buffer.from(body, 'base64').toString('utf8') : decodeQuotedPrintable(body);
  return { type: /^Content-Type: (.*)$/m.exec(head)![1]!.trim(), body: text };
}

function decodeQuotedPrintable(body: string): string {
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

describe('the resend driver', () => {
  const send = async (status: number, answer: unknown) => {
    const requests: { path: string; key: unknown; authorization: unknown; body: Record<string, unknown> }[] = [];
    const server = createHttp((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        requests.push({
          path: `${request.method} ${request.url}`,
          key: request.headers['idempotency-key'],
          authorization: request.headers.authorization,
          body: JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>,
        });
        response.writeHead(status, { 'content-type': 'application/json', ...(status === 429 ? { 'retry-after': '7' } : {}) });
        response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
      });
    });
    const port = await listen(server);
    const result = await mailTransport({ ...env, MAIL_DRIVER: 'resend', RESEND_API_KEY: 're_test' }, `http://127.0.0.1:${port}`).send(mail);
    return { result, requests };
  };

  it('T30: sends under the mail’s own key, so that a repetition is one mail', async () => {
    const { result, requests } = await send(200, { id: '49a3999c-0ce1-4ea6-ab68-afcd6dc2e794' });
    expect(result).toEqual({ outcome: 'sent', providerMessageId: '49a3999c-0ce1-4ea6-ab68-afcd6dc2e794' });
    expect(requests).toEqual([
      {
        path: 'POST /emails',
        key: mail._id,
        authorization: 'Bearer re_test',
        body: expect.objectContaining({
          from: 'しののめ環境学会 <no-reply@tsudoi.example>',
          to: mail.to,
          subject: mail.subject,
          text: mail.text,
          html: htmlOf({ ...mail, senderName: mail.from.name }),
          tags: [{ name: 'mail', value: mail._id }],
        }),
      },
    ]);
  });

  it.each([
    [422, { statusCode: 422, name: 'validation_error', message: 'Invalid `to` field.' }, { of: 'recipient', lasting: true }],
    [422, { statusCode: 422, name: 'invalid_from_address', message: 'Invalid `from` field.' }, { of: 'sender', unsure: false }],
    [429, { statusCode: 429, name: 'rate_limit_exceeded', message: 'Too many requests.' }, { of: 'sender', unsure: false, waitMs: 7000 }],
    [429, { statusCode: 429, name: 'daily_quota_exceeded', message: 'Quota.' }, { of: 'sender', unsure: false }],
    [500, { statusCode: 500, name: 'application_error', message: 'An unexpected error occurred.' }, { of: 'sender', unsure: true }],
    [502, '<html>bad gateway</html>', { of: 'sender', unsure: true }],
  ])('T30: answer %i %j: %j', async (status, answer, expected) => {
    expect((await send(status, answer)).result).toMatchObject({ outcome: 'failed', ...expected });
  });

  it('keeps requests apart, as many a second as the provider says', async () => {
    const pace = createPace();
    const started = performance.now();
    // Without any wait, which no clock could tell on a busy machine.
    const first = pace.turn().then(() => 'at once');
    expect(await Promise.race([first, new Promise((wake) => setImmediate(wake, 'later'))])).toBe('at once');
    await pace.turn();
    expect(performance.now() - started).toBeGreaterThanOrEqual(490);
    pace.heard({ 'ratelimit-limit': '1000' });
    await pace.turn();
    const fast = performance.now();
    for (let count = 0; count < 10; count += 1) await pace.turn();
    // Ten milliseconds, where it were five seconds at two a second: between them is room for a machine that stands still.
    expect(performance.now() - fast).toBeLessThan(2500);
  });

  it('T30: is not sent again when the provider has the same mail with an older name or layout', async () => {
    const answer = { statusCode: 409, name: 'invalid_idempotent_request', message: 'Same key, other body.' };
    expect((await send(409, answer)).result).toEqual({ outcome: 'sent', providerMessageId: null });
  });

  it('never quotes what the provider said, which may hold an address', async () => {
    const { result } = await send(422, { statusCode: 422, name: 'validation_error', message: 'misaki@example.com is not valid' });
    expect(JSON.stringify(result)).not.toContain('misaki');
  });

  it('tries again when nobody is there', async () => {
    const result = await mailTransport({ ...env, MAIL_DRIVER: 'resend', RESEND_API_KEY: 're_test' }, 'http://127.0.0.1:1').send(mail);
    expect(result).toMatchObject({ outcome: 'failed', of: 'sender', unsure: true });
  });
});
