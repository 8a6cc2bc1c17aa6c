import * as z from 'zod';
import type { AccountCredentials } from '../connector.ts';
import { encodeForm, shiftJisText } from '../form-body.ts';
import { type ZeusFields, parseZeusForm } from './parse.ts';
import { callProvider } from '../provider-call.ts';

/** What the shop is known by (IPコード), and the key of the marks that we put on its orders. */
const ZeusShop = z.strictObject({ clientIp: z.string().regex(/^\d{5,10}$/), markKey: z.string().min(20).max(100) });
export type ZeusShop = z.output<typeof ZeusShop>;

/** @throws Error when the account holds no shop */
export function shopOf(credentials: AccountCredentials): ZeusShop {
  return ZeusShop.parse(JSON.parse(credentials.apiKey));
}

export type ZeusAnswer =
  | { readonly outcome: 'answered'; readonly fields: ZeusFields; readonly body: Buffer }
  | { readonly outcome: 'failed'; readonly code: string }
  | { readonly outcome: 'unknown' };

export interface ZeusClient {
  call(shop: ZeusShop, act: string, fields: Readonly<Record<string, string | Buffer>>): Promise<ZeusAnswer>;
}

/** Forms in, `name=value` lines out, both in Shift_JIS. A timeout, a broken line or a 5xx is `unknown`. */
export function createZeusClient(baseUrl: string): ZeusClient {
  return {
    async call({ clientIp }, act, fields) {
      try {
        const response = await callProvider('zeus', `${baseUrl}/cgi-bin/cvs.cgi`, {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: encodeForm({ clientip: clientIp, act, ...fields }),
        });
        const text = shiftJisText(Buffer.from(await response.arrayBuffer()));
        const saidAt = new Date(response.headers.get('date') ?? '');
        if (response.status >= 500 || text === null || Number.isNaN(saidAt.getTime())) return { outcome: 'unknown' };
        return answerOf(text, saidAt);
      } catch {
        return { outcome: 'unknown' };
      }
    },
  };
}

function answerOf(text: string, saidAt: Date): ZeusAnswer {
  const lines = text.split(/\r?\n/);
  const pairs = lines.flatMap((line) => {
    const at = line.indexOf('=');
    return at < 1 ? [] : [[line.slice(0, at), line.slice(at + 1)] as const];
  });
  const code = pairs.find(([name]) => name === 'error_code')?.[1] ?? '';
  if (/^[0-9A-Za-z]{1,20}$/.test(code)) return { outcome: 'failed', code };
  if (!/^Success_/i.test(lines[0] ?? '')) return { outcome: 'unknown' };
  // A number that is not paid has no time in it: that it is issued is as of the moment at which it was said.
  const form = [...pairs, ['asked_at', saidAt.toISOString()] as const].map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  const body = Buffer.from(form.join('&'));
  const fields = parseZeusForm(body);
  return fields ? { outcome: 'answered', fields, body } : { outcome: 'unknown' };
}
