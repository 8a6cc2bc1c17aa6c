import { type Skeleton, type Words, wordsFrom } from './skeleton.ts';

const connector = ({ file, variable, type }: Words): string => `import { randomBytes } from 'node:crypto';
import type { Provider, SignedConnector } from '../connector.ts';
import { keptBody } from '../json-body.ts';
import { create${type}Client } from './client.ts';
import { normalise${type}Event } from './normalise.ts';
import { parse${type}Event } from './parse.ts';
import { verify${type}Signature } from './signature.ts';

export const ${variable}: Provider = {
  name: '${file}',
  liveUrl: 'https://${file}.example',
  // Until its provider has confirmed every call.
  confirmedForLive: false,
  connect: create${type}Connector,
  credentialFields: [
    { name: 'apiKey', label: { ja: 'APIキー', en: 'API key' }, secret: true, rotates: false, pattern: { test: /^sk_/, live: /^sk_/ } },
    { name: 'webhookSecret', label: { ja: '通知の鍵', en: 'Key of notices' }, secret: true, rotates: true, pattern: { test: /^whs_/, live: /^whs_/ } },
  ],
  accountOf: ({ apiKey = '', webhookSecret = '' }) => ({ apiKey, webhookSecrets: [webhookSecret] }),
  withKey: (_before, { apiKey = '' }) => apiKey,
  trialAccount: () => ({ apiKey: \`sk_${'${'}randomBytes(20).toString('hex')}\`, webhookSecrets: [\`whs_${'${'}randomBytes(24).toString('hex')}\`] }),
};

/** Until the provider's manual is followed in client.ts, nothing is opened: \`unknown\` moves no money. */
function create${type}Connector(apiUrl: string): SignedConnector {
  const client = create${type}Client(apiUrl);
  return {
    provider: '${file}',
    authenticity: 'signed',
    methods: [],
    stores: [],
    replies: { accepted: 'OK', refused: 'NG' },
    verify: verify${type}Signature,
    // Names, addresses, cards and passwords, as the provider calls them.
    withoutSecrets: (body) => keptBody(body, new Set(['email', 'name', 'card'])),
    eventKey: (notice) => parse${type}Event(notice.body)?.id ?? null,
    readNotice: (notice) => {
      const event = parse${type}Event(notice.body);
      return event ? normalise${type}Event(event) : { outcome: 'unreadable' };
    },
    readInquiry: (body) => {
      const event = parse${type}Event(body);
      return event ? normalise${type}Event(event) : { outcome: 'unreadable' };
    },
    openCharge: (credentials, request) => client.open(credentials, request),
    voidCharge: (credentials, charge) => client.void(credentials, charge),
    inquire: (credentials, charge) => client.inquire(credentials, charge),
  };
}
`;

const client = ({
  type,
}: Words): string => `import type { AccountCredentials, ChargeReference, ChargeRequest, InquiryResult, OpenResult, VoidResult } from '../connector.ts';
import { requestAmount } from './amounts.ts';

export interface ${type}Client {
  open(credentials: AccountCredentials, request: ChargeRequest): Promise<OpenResult>;
  void(credentials: AccountCredentials, charge: ChargeReference): Promise<VoidResult>;
  inquire(credentials: AccountCredentials, charge: ChargeReference): Promise<InquiryResult>;
}

const totalTimeoutMs = 15_000;

/** A timeout, a broken connection or a 5xx is \`unknown\`: only an inquiry or a verified notice resolves it. */
export function create${type}Client(apiUrl: string): ${type}Client {
  const call = async (credentials: AccountCredentials, path: string, body: unknown): Promise<number | null> => {
    try {
      const response = await fetch(\`\${apiUrl}\${path}\`, {
        method: 'POST',
        headers: { authorization: \`Bearer \${credentials.apiKey}\`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
        redirect: 'error',
        signal: AbortSignal.timeout(totalTimeoutMs),
      });
      return response.status;
    } catch {
      return null;
    }
  };
  return {
    async open(credentials, request) {
      const status = await call(credentials, '/charges', { order: request.paymentNumber, ...requestAmount(request.amount) });
      return status !== null && status >= 400 && status < 500 ? { outcome: 'refused', code: String(status) } : { outcome: 'unknown' };
    },
    async void(credentials, charge) {
      const status = await call(credentials, '/voids', { order: charge.paymentNumber });
      return status !== null && status >= 400 && status < 500 ? { outcome: 'not_voidable' } : { outcome: 'unknown' };
    },
    async inquire(credentials, charge) {
      const status = await call(credentials, '/inquiries', { order: charge.paymentNumber });
      return status === 404 ? { outcome: 'none' } : { outcome: 'unknown' };
    },
  };
}
`;

const parse = ({ type }: Words): string => `import * as z from 'zod';

const ${type}Event = z.looseObject({ id: z.string().min(1).max(64), type: z.string().min(1).max(64) });
export type ${type}Event = z.output<typeof ${type}Event>;

/** Null for anything that is not the provider's form; it is kept and shown to people. */
export function parse${type}Event(body: Buffer): ${type}Event | null {
  try {
    const parsed = ${type}Event.safeParse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
`;

const parseTest = ({ file, type }: Words): string => `import { describe, expect, it } from 'vitest';
import { parse${type}Event } from './parse.ts';

describe('${file} notices', () => {
  it('reads an event', () => {
    expect(parse${type}Event(Buffer.from('{"id":"e1","type":"ping","more":1}'))).toMatchObject({ id: 'e1', type: 'ping' });
  });

  it.each(['', '{', '[]', '{"id":""}', '{"id":1,"type":"ping"}'])('does not read %j', (body) => {
    expect(parse${type}Event(Buffer.from(body))).toBeNull();
  });

  it('does not read bytes that are no UTF-8', () => {
    expect(parse${type}Event(Buffer.from([0x7b, 0xff, 0x7d]))).toBeNull();
  });
});
`;

const normalise = ({ type }: Words): string => `import type { MoneyEventKind, Reading } from '../connector.ts';
import type { ${type}Event } from './parse.ts';

/** The manual's words for what happens to money, and ours. Empty until it is followed. */
const kinds: ReadonlyMap<string, MoneyEventKind> = new Map();

/**
 * The provider's words to ours. A type that stands in no table is stored, acknowledged and changes nothing (provider case 39): a new
 * one never moves money, and a retry or a task would heal nothing. Of a known one that cannot be read people are told.
 */
export function normalise${type}Event(event: ${type}Event): Reading {
  return kinds.has(event.type) ? { outcome: 'unreadable' } : { outcome: 'nothing' };
}
`;

const amounts = (): string => `import type { Yen } from '@tsudoi/shared/kernel/yen';

/** The only place where another unit than whole yen may exist. */
export function requestAmount(amount: Yen): { readonly amount: number } {
  return { amount };
}
`;

const signature = ({ file, type }: Words): string => `import type { Notice } from '../connector.ts';
import { verifyHexHmacSha256 } from '../signatures/hmac-sha256.ts';

/** Over the raw body, as received. The manual decides header and method: prove them with the provider's own vectors. */
export function verify${type}Signature(notice: Notice, secrets: readonly string[]): boolean {
  return verifyHexHmacSha256(notice.body, notice.headers['x-${file}-signature'], secrets);
}
`;

const signatureTest = ({ file, type }: Words): string => `import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { verify${type}Signature } from './signature.ts';

const body = Buffer.from('{"id":"e1"}');
const signed = (secret: string) => ({
  body,
  headers: { 'x-${file}-signature': createHmac('sha256', secret).update(body).digest('hex') },
});

describe('${file} signature', () => {
  it('holds under any of the account\\'s secrets', () => {
    expect(verify${type}Signature(signed('new'), ['old', 'new'])).toBe(true);
  });

  it('falls with another secret, another body or no header', () => {
    expect(verify${type}Signature(signed('forged'), ['old', 'new'])).toBe(false);
    expect(verify${type}Signature({ ...signed('new'), body: Buffer.from('{}') }, ['new'])).toBe(false);
    expect(verify${type}Signature({ body, headers: {} }, ['new'])).toBe(false);
  });
});
`;

/** The stand-in opens nothing either, so that nobody takes it for the provider; it signs with code of its own. */
const standIn = ({ file, variable }: Words): string => `import { createHmac } from 'node:crypto';
import { Router } from 'express';
import type { StandIn } from '../stand-in.ts';

/** Plays the provider as its manual says: interface, notices, and what it takes for an answer. */
export const ${variable}StandIn: StandIn = {
  provider: '${file}',
  routes() {
    const router = Router();
    router.use((_request, response) => void response.status(400).json({ error: 'not played yet' }));
    return router;
  },
  notice: (_account, _payment, { eventId, type }) => JSON.stringify({ id: eventId, type }),
  headers: (account, _type, body, forge) => ({
    'content-type': 'application/json',
    'x-${file}-signature': createHmac('sha256', forge ? \`${'${'}account.webhookSecret}-forged\` : account.webhookSecret)
      .update(body)
      .digest('hex'),
  }),
  arrived: (status) => status >= 200 && status < 300,
};
`;

/** The files of a connector: it opens nothing, and nothing that it hears moves money, until the provider's manual has been followed. */
export function connectorSkeleton(name: string): Skeleton {
  const words = wordsFrom(name, name);
  const folder = `payments-service/src/connectors/${name}`;
  const { variable } = words;
  const registry = 'payments-service/src/connectors/registry.ts';
  const standIns = 'payments-service/src/sandbox/stand-ins.ts';
  return {
    files: {
      [`${folder}/${name}.connector.ts`]: connector(words),
      [`${folder}/client.ts`]: client(words),
      [`${folder}/parse.ts`]: parse(words),
      [`${folder}/parse.test.ts`]: parseTest(words),
      [`${folder}/normalise.ts`]: normalise(words),
      [`${folder}/amounts.ts`]: amounts(),
      [`${folder}/signature.ts`]: signature(words),
      [`${folder}/signature.test.ts`]: signatureTest(words),
      [`${folder}/fixtures/first/ping.json`]: '{ "id": "e1", "type": "ping" }\n',
      [`payments-service/src/sandbox/${name}/${name}-stand-in.ts`]: standIn(words),
    },
    insertions: [
      { path: registry, before: 'import { gmoPg }', text: `import { ${variable} } from './${name}/${name}.connector.ts';\n` },
      { path: registry, before: '];', text: `  ${variable},\n` },
      { path: standIns, before: 'import { gmoPgStandIn }', text: `import { ${variable}StandIn } from './${name}/${name}-stand-in.ts';\n` },
      { path: standIns, before: '];', text: `  ${variable}StandIn,\n` },
    ],
    next: [
      `Follow the provider's manual in ${folder}/; its live address is in ${name}.connector.ts, another comes from ${name.replaceAll('-', '_').toUpperCase()}_API_URL.`,
      'A provider that does not sign: make it an UnsignedConnector, without readNotice; a notice then only names the charge to ask about.',
      `Put the provider's own examples in ${folder}/fixtures/<api-version>/: the shared suite reads them all. Forms: name the field of what happened in its unheardOf.`,
      `Play the provider in payments-service/src/sandbox/${name}/ and give the connector its methods: 決済 in the console offers it.`,
      'npm test -- unit connectors, then npm run check',
    ],
  };
}
