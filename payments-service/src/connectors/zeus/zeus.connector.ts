import { randomBytes, randomInt } from 'node:crypto';
import type { KonbiniStore } from '@tsudoi/shared/contracts/payments/charge.contract';
import type {
  ChargeReference,
  ChargeRequest,
  InquiryResult,
  Notice,
  OpenResult,
  Provider,
  Reading,
  UnsignedConnector,
  VoidResult,
} from '../connector.ts';
import { aDayAtLeast } from '../number-expiry.ts';
import { shiftJisBytes } from '../form-body.ts';
import { requestAmount } from './amounts.ts';
import { type ZeusClient, type ZeusShop, createZeusClient, shopOf } from './client.ts';
import { kindOf, normaliseZeus, storeCodes } from './normalise.ts';
import { onlyKeptPairs, parseZeusForm } from './parse.ts';
import { isPlausibleNotice, markOf } from './signature.ts';

const clientIp = /^\d{5,10}$/;
const markKey = /^[A-Za-z0-9_-]{20,64}$/;

/** ZEUS, numbers of convenience stores: money in two speeds, and unsigned notices, so that it is asked before money moves. */
export const zeus: Provider = {
  name: 'zeus',
  liveUrl: 'https://linkpt.cardservice.co.jp',
  // Its interface description is given to its shops only (docs/decisions/0044).
  confirmedForLive: false,
  connect: createZeusConnector,
  credentialFields: [
    {
      name: 'clientIp',
      label: { ja: 'IPコード', en: 'IP code' },
      secret: false,
      rotates: false,
      isName: true,
      pattern: { test: clientIp, live: clientIp },
    },
    {
      name: 'markKey',
      label: { ja: '通知を見分ける合言葉（英数字20文字以上）', en: 'Secret to know notices by (20 letters or more)' },
      secret: true,
      rotates: true,
      pattern: { test: markKey, live: markKey },
    },
  ],
  accountOf: ({ clientIp: ip = '', markKey: key = '' }) => account({ clientIp: ip, markKey: key }),
  // What marks new orders is what their notices are known by.
  rotated: (apiKey, { markKey: key = '' }) => account({ ...(JSON.parse(apiKey) as ZeusShop), markKey: key }).apiKey,
  corrected: ({ apiKey }, { clientIp: ip = '' }) => account({ ...(JSON.parse(apiKey) as ZeusShop), clientIp: ip }),
  trialAccount: () =>
    account({ clientIp: String(randomInt(1_000_000_000, 2_000_000_000)), markKey: randomBytes(24).toString('base64url') }),
};

function account(shop: ZeusShop): ReturnType<Provider['accountOf']> {
  return { apiKey: JSON.stringify(shop), webhookSecrets: [shop.markKey] };
}

function createZeusConnector(apiUrl: string): UnsignedConnector {
  const client = createZeusClient(apiUrl);
  return {
    provider: 'zeus',
    authenticity: 'unsigned',
    noticeMethod: 'GET',
    methods: ['konbini'],
    stores: Object.keys(storeCodes) as KonbiniStore[],
    replies: { accepted: 'OK', refused: 'Failed' },
    plausible: isPlausibleNotice,
    eventKey,
    chargeNamedBy,
    withoutSecrets: onlyKeptPairs,
    readInquiry: (body): Reading => {
      const fields = parseZeusForm(body);
      return fields ? normaliseZeus(fields) : { outcome: 'unreadable' };
    },
    openCharge: (credentials, request) => openNumber(client, shopOf(credentials), request),
    voidCharge: (credentials, charge) => voidCharge(client, shopOf(credentials), charge),
    inquire: (credentials, charge) => inquire(client, shopOf(credentials), charge),
  };
}

/** One slip may be reported, withdrawn and reported again: only their times tell the reports apart. */
function eventKey({ body }: Notice): string | null {
  const fields = parseZeusForm(body);
  return fields && `${fields.order_no}-${fields.status}-${fields.pay_date ?? ''}`;
}

function chargeNamedBy({ body }: Notice): ChargeReference | null {
  const fields = parseZeusForm(body);
  // Also in a status that nobody knows: what has happened is the answer's to say (case 39).
  return fields?.sendid ? { paymentNumber: fields.sendid, method: 'konbini', providerIds: {} } : null;
}

async function openNumber(client: ZeusClient, shop: ZeusShop, request: ChargeRequest): Promise<OpenResult> {
  const code = storeCodes[request.store ?? 'lawson'];
  if (code === undefined) return { outcome: 'refused', code: 'store_not_offered' };
  const answer = await client.call(shop, 'secure_order', {
    ...requestAmount(request.amount),
    username: shiftJisBytes(request.payer.kana, 40),
    telno: request.payer.phone.normalize('NFKC').replace(/\D/g, ''),
    email: request.payer.email,
    pay_cvs: code,
    sendid: request.paymentNumber,
    sendpoint: markOf(shop.markKey, shop.clientIp, request.paymentNumber),
    // Whether it knows a 0 is not found.
    pay_days: String(aDayAtLeast(request)),
  });
  if (answer.outcome === 'failed') return answer.code === alreadyThere ? { outcome: 'unknown' } : { outcome: 'refused', code: answer.code };
  if (answer.outcome === 'unknown') return answer;
  const reading = normaliseZeus(answer.fields);
  // The number exists and we cannot read it: the next question will tell.
  if (reading.outcome !== 'event' || reading.event.instructions === null) return { outcome: 'unknown' };
  const { instructions, expiresAt } = reading.event;
  return { outcome: 'opened', providerIds: { paymentId: answer.fields.order_no! }, redirectUrl: null, instructions, expiresAt };
}

const alreadyThere = 'E0584';
const noSuchOrder = 'E0585';

async function inquire(client: ZeusClient, shop: ZeusShop, charge: ChargeReference): Promise<InquiryResult> {
  const answer = await client.call(shop, 'secure_status', { sendid: charge.paymentNumber });
  if (answer.outcome === 'failed') return { outcome: answer.code === noSuchOrder ? 'none' : 'unknown' };
  if (answer.outcome === 'unknown') return answer;
  const { order_no: order, status, pay_date: at = '' } = answer.fields;
  return { outcome: 'found', answers: [{ eventId: `inquiry-${order}-${status}-${at}`, body: onlyKeptPairs(answer.body) }] };
}

async function voidCharge(client: ZeusClient, shop: ZeusShop, charge: ChargeReference): Promise<VoidResult> {
  const found = await client.call(shop, 'secure_status', { sendid: charge.paymentNumber });
  if (found.outcome !== 'answered') return { outcome: 'unknown' };
  const kind = kindOf(found.fields);
  if (kind === 'voided') return { outcome: 'voided' };
  // A report that was withdrawn leaves the slip as good as before.
  if (kind !== 'instructions_issued' && kind !== 'provisional_withdrawn') return { outcome: 'not_voidable' };
  const answer = await client.call(shop, 'secure_cancel', { sendid: charge.paymentNumber });
  if (answer.outcome === 'unknown') return answer;
  return { outcome: answer.outcome === 'answered' ? 'voided' : 'not_voidable' };
}
