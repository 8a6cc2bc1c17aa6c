import * as z from 'zod';
import type { AccountCredentials } from '../connector.ts';
import { encodeForm } from '../form-body.ts';
import { type RobotFields, parseKickback } from './parse.ts';
import { callProvider } from '../provider-call.ts';

/** What the shop is known by; its calls have to come from an address that is registered there (else ER003). */
const RobotShop = z.strictObject({ storeId: z.string().regex(/^\d{5,10}$/) });
export type RobotShop = z.output<typeof RobotShop>;

/** @throws Error when the account holds no shop */
export function shopOf(credentials: AccountCredentials): RobotShop {
  return RobotShop.parse(JSON.parse(credentials.apiKey));
}

export type RobotAnswer =
  | { readonly outcome: 'answered'; readonly fields: RobotFields; readonly body: Buffer }
  | { readonly outcome: 'failed'; readonly code: string }
  | { readonly outcome: 'unknown' };

export interface RobotClient {
  call(shop: RobotShop, page: string, fields: Readonly<Record<string, string | Buffer>>): Promise<RobotAnswer>;
}

/** Forms in, `name=value` text out, both in Shift_JIS. A timeout, a broken line or a 5xx is `unknown`. */
export function createRobotClient(baseUrl: string): RobotClient {
  return {
    async call({ storeId }, page, fields) {
      let bytes: Buffer;
      let saidAt: Date;
      try {
        const response = await callProvider('robot-payment', `${baseUrl}/gateway/${page}.aspx`, {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: encodeForm({ aid: storeId, ...fields }),
        });
        bytes = Buffer.from(await response.arrayBuffer());
        saidAt = new Date(response.headers.get('date') ?? '');
        if (response.status >= 500 || Number.isNaN(saidAt.getTime())) return { outcome: 'unknown' };
      } catch {
        return { outcome: 'unknown' };
      }
      const code = /(?:^|&)ec=(ER\d{3})(?:&|$)/.exec(bytes.toString('latin1'))?.[1];
      // What it says has no time in it: it is as of the moment at which its own clock says it was said.
      const body = Buffer.concat([bytes, Buffer.from(`&asked_at=${saidAt.toISOString()}`)]);
      const read = parseKickback(body);
      if (code && read?.rst !== '2') return { outcome: 'failed', code };
      return read ? { outcome: 'answered', fields: read, body } : { outcome: 'unknown' };
    },
  };
}
