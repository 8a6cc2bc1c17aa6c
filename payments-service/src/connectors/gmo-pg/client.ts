import * as z from 'zod';
import { type FormPair, encodeForm, parseForm, shiftJisText } from '../form-body.ts';
import type { AccountCredentials } from '../connector.ts';
import { callProvider } from '../provider-call.ts';

/**
 * What a shop is known by, sealed as one text in the account. The contact stands on every slip (問合せ先). Wider than what may be
 * entered, or a value that was once taken would stop every call.
 */
const GmoShop = z.strictObject({
  shopId: z.string().regex(/^[0-9A-Za-z]{1,13}$/),
  shopPass: z.string().min(1).max(50),
  /** The settings of the hosted card page, made in the shop's console. */
  configId: z.string().min(1).max(100),
  contactName: z.string().min(1).max(60),
  contactPhone: z.string().regex(/^[0-9-]{9,13}$/),
  contactHours: z.string().regex(/^\d\d:\d\d-\d\d:\d\d$/),
});
export type GmoShop = z.output<typeof GmoShop>;

/** @throws Error when the account holds no shop */
export function shopOf(credentials: AccountCredentials): GmoShop {
  return GmoShop.parse(JSON.parse(credentials.apiKey));
}

/** One call's answer: fields, the gateway's error codes, or that we cannot know what it did. */
export type GmoAnswer =
  | { readonly outcome: 'answered'; readonly fields: ReadonlyMap<string, string> }
  | { readonly outcome: 'failed'; readonly codes: readonly string[] }
  | { readonly outcome: 'unknown' };

export interface GmoClient {
  /** A call of the protocol type: form in, `name=value` text out, both in Windows-31J. */
  call(shop: GmoShop, name: string, fields: Readonly<Record<string, string | Buffer>>): Promise<GmoAnswer>;
  /** The address of a hosted page for one order: JSON in, JSON out. */
  pageUrl(shop: GmoShop, request: Readonly<Record<string, unknown>>): Promise<GmoAnswer>;
}

/** E9…: the gateway failed or is closed; what became of the request is to be asked. */
const ownFailure = /^E9/;
const codeForm = /^[0-9A-Z]{3,20}$/;

export function createGmoClient(baseUrl: string): GmoClient {
  const post = async (name: string, contentType: string, body: string): Promise<Buffer | null> => {
    try {
      const response = await callProvider('gmo-pg', `${baseUrl}/payment/${name}`, {
        method: 'POST',
        headers: { 'content-type': contentType },
        body,
      });
      const bytes = Buffer.from(await response.arrayBuffer());
      return response.status >= 500 ? null : bytes;
    } catch {
      return null;
    }
  };
  return {
    async call({ shopId, shopPass }, name, fields) {
      const form = encodeForm({ ShopID: shopId, ShopPass: shopPass, ...fields });
      const bytes = await post(name, 'application/x-www-form-urlencoded; charset=Windows-31J', form);
      const pairs = bytes && parseForm(bytes);
      return pairs ? answerOf(pairs) : { outcome: 'unknown' };
    },
    async pageUrl({ shopId, shopPass, configId }, request) {
      const whole = { geturlparam: { ShopID: shopId, ShopPass: shopPass }, configid: configId, ...request };
      const bytes = await post('GetLinkplusUrlPayment.json', 'application/json; charset=UTF-8', JSON.stringify(whole));
      return bytes ? pageAnswerOf(bytes) : { outcome: 'unknown' };
    },
  };
}

function answerOf(pairs: readonly FormPair[]): GmoAnswer {
  const fields = new Map(pairs.map(({ name, bytes }) => [name, shiftJisText(bytes) ?? '']));
  const codes = (fields.get('ErrInfo') ?? '').split('|').filter((code) => codeForm.test(code));
  if (codes.length > 0) return failed(codes);
  return fields.size > 0 && !fields.get('ErrCode') ? { outcome: 'answered', fields } : { outcome: 'unknown' };
}

const failed = (codes: readonly string[]): GmoAnswer =>
  codes.some((code) => ownFailure.test(code)) ? { outcome: 'unknown' } : { outcome: 'failed', codes };

const Page = z.looseObject({ LinkUrl: z.url(), ProcessDate: z.string().optional() });
const PageErrors = z.union([
  z.array(z.looseObject({ errInfo: z.string().optional(), ErrInfo: z.string().optional() })).min(1),
  z.looseObject({ errInfo: z.string().optional(), ErrInfo: z.string().optional() }).transform((one) => [one]),
]);

function pageAnswerOf(bytes: Buffer): GmoAnswer {
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString('utf8'));
  } catch {
    return { outcome: 'unknown' };
  }
  const page = Page.safeParse(json);
  if (page.success)
    return {
      outcome: 'answered',
      fields: new Map(Object.entries({ LinkUrl: page.data.LinkUrl, ProcessDate: page.data.ProcessDate ?? '' })),
    };
  const errors = PageErrors.safeParse(json);
  const codes = errors.success ? errors.data.flatMap(({ errInfo, ErrInfo }) => (errInfo ?? ErrInfo ?? '').split('|')) : [];
  const written = codes.filter((code) => codeForm.test(code));
  return written.length > 0 ? failed(written) : { outcome: 'unknown' };
}
