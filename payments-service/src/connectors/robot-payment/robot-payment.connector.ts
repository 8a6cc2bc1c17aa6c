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
import { encodeForm, shiftJisBytes } from '../form-body.ts';
import { requestAmount } from './amounts.ts';
import { type RobotClient, type RobotShop, createRobotClient, shopOf } from './client.ts';
import { contractWordOf, isNotMatched, isOfCharge, likelyMethodOf, normaliseKickback, storeCodes } from './normalise.ts';
import { onlyReadPairs, orderOf, parseKickback } from './parse.ts';
import { isPlausibleKickback } from './signature.ts';

const storeId = /^\d{5,10}$/;
/** As the address of callbacks takes it. */
const door = /^[A-Za-z0-9_-]{20,64}$/;

/** ROBOT PAYMENT: unsigned notices by GET, so that the gateway is asked before any money moves. */
export const robotPayment: Provider = {
  name: 'robot-payment',
  liveUrl: 'https://credit.j-payment.co.jp',
  // Whether it can be asked at all is not found (docs/decisions/0037).
  confirmedForLive: false,
  secretInAddress: true,
  connect: createRobotConnector,
  credentialFields: [
    {
      name: 'storeId',
      label: { ja: '店舗ID', en: 'Store ID' },
      secret: false,
      rotates: false,
      isName: true,
      pattern: { test: storeId, live: storeId },
    },
    {
      name: 'door',
      label: { ja: '通知URLの末尾の合言葉（/ のあとに続けて登録）', en: 'Secret at the end of the notice URL (behind a /)' },
      secret: true,
      rotates: true,
      pattern: { test: door, live: door },
    },
  ],
  accountOf: ({ storeId: id = '', door: secret = '' }) => ({
    apiKey: JSON.stringify({ storeId: id } satisfies RobotShop),
    webhookSecrets: [secret],
  }),
  corrected: ({ webhookSecrets }, { storeId: id = '' }) => ({
    apiKey: JSON.stringify({ storeId: id } satisfies RobotShop),
    webhookSecrets,
  }),
  trialAccount: () => ({
    apiKey: JSON.stringify({ storeId: String(randomInt(10_000_000, 100_000_000)) } satisfies RobotShop),
    webhookSecrets: [randomBytes(24).toString('base64url')],
  }),
};

function createRobotConnector(apiUrl: string): UnsignedConnector {
  const client = createRobotClient(apiUrl);
  return {
    provider: 'robot-payment',
    authenticity: 'unsigned',
    noticeMethod: 'GET',
    methods: ['card', 'konbini', 'virtual_account'],
    stores: Object.keys(storeCodes) as KonbiniStore[],
    replies: { accepted: 'OK', refused: 'NG' },
    plausible: isPlausibleKickback,
    eventKey,
    chargeNamedBy,
    mayTellOfMore: ({ body }) => {
      const fields = parseKickback(body);
      return fields !== null && isNotMatched(fields);
    },
    contractWord: ({ body }) => {
      const fields = parseKickback(body);
      return fields && contractWordOf(fields);
    },
    withoutSecrets: onlyReadPairs,
    readInquiry: (body): Reading => {
      const fields = parseKickback(body);
      return fields ? normaliseKickback(fields) : { outcome: 'unreadable' };
    },
    openCharge: (credentials, request) =>
      request.method === 'card' ? openPage(apiUrl, shopOf(credentials), request) : openNumber(client, shopOf(credentials), request),
    voidCharge: (credentials, charge) => voidCharge(client, shopOf(credentials), charge),
    inquire: (credentials, charge) => inquire(client, shopOf(credentials), charge),
  };
}

/** Payment, state and result; an account that took a part tells again and again, so its sums count too. */
function eventKey({ body }: Notice): string | null {
  const fields = parseKickback(body);
  if (!fields) return null;
  const { gid, ap = '', rst, ta = '', mf = '' } = fields;
  return `${gid}-${ap}-${rst}${ap === 'BAN_SAL' ? `-${ta}-${mf}` : ''}`;
}

function chargeNamedBy({ body }: Notice): ChargeReference | null {
  const fields = parseKickback(body);
  // A state that nobody knows is asked about as well: what has happened is the answer's to say (case 39).
  const paymentNumber = fields && orderOf(fields);
  if (!paymentNumber || !isOfCharge(fields)) return null;
  return { paymentNumber, method: likelyMethodOf(fields), providerIds: {} };
}

/** Cards are entered on the gateway's own page (link type): the payer is sent there with the order in the address. */
async function openPage(apiUrl: string, { storeId }: RobotShop, request: ChargeRequest): Promise<OpenResult> {
  const order = encodeForm({
    aid: storeId,
    jb: 'CAPTURE',
    cod: request.paymentNumber,
    ...requestAmount(request.amount),
    em: request.payer.email,
    ru: request.returnUrl,
  });
  return {
    outcome: 'opened',
    providerIds: {},
    redirectUrl: `${apiUrl}/link/creditcard?${order}`,
    instructions: null,
    expiresAt: null,
  };
}

async function openNumber(client: RobotClient, shop: RobotShop, request: ChargeRequest): Promise<OpenResult> {
  const konbini = request.method === 'konbini';
  const store = storeCodes[request.store ?? 'lawson'];
  if (konbini && store === undefined) return { outcome: 'refused', code: 'store_not_offered' };
  const answer = await client.call(shop, konbini ? 'cvs' : 'bank', {
    jb: 'CAPTURE',
    cod: request.paymentNumber,
    ...requestAmount(request.amount),
    ...(konbini ? { cv: store! } : {}),
    nm: shiftJisBytes(request.payer.name, 40),
    em: request.payer.email,
    pn: request.payer.phone.normalize('NFKC').replace(/\D/g, ''),
    // Whether it knows a 0 is not found.
    ed: String(aDayAtLeast(request)),
  });
  if (answer.outcome === 'failed') return answer.code === alreadyThere ? { outcome: 'unknown' } : { outcome: 'refused', code: answer.code };
  if (answer.outcome === 'unknown') return answer;
  const reading = normaliseKickback(answer.fields);
  // The number exists and we cannot read it: the next question will tell.
  if (reading.outcome !== 'event' || reading.event.instructions === null) return { outcome: 'unknown' };
  const { instructions, expiresAt, providerPaymentId } = reading.event;
  return {
    outcome: 'opened',
    providerIds: providerPaymentId === null ? {} : { paymentId: providerPaymentId },
    redirectUrl: null,
    instructions,
    expiresAt,
  };
}

const alreadyThere = 'ER584';
const noSuchOrder = 'ER585';

async function inquire(client: RobotClient, shop: RobotShop, charge: ChargeReference): Promise<InquiryResult> {
  const answer = await client.call(shop, 'inquiry', { cod: charge.paymentNumber });
  if (answer.outcome === 'failed') return { outcome: answer.code === noSuchOrder ? 'none' : 'unknown' };
  if (answer.outcome === 'unknown') return answer;
  const { gid, ap, rst, ta, mf } = answer.fields;
  const eventId = `inquiry-${gid}-${ap ?? ''}-${rst}-${ta ?? ''}-${mf ?? ''}`;
  // Whether letters are the approval of a card or a state, the answer does not say: what was asked about does.
  const body = Buffer.concat([onlyReadPairs(answer.body), Buffer.from(`&asked_for=${charge.method}`)]);
  return { outcome: 'found', answers: [{ eventId, body }] };
}

async function voidCharge(client: RobotClient, shop: RobotShop, charge: ChargeReference): Promise<VoidResult> {
  const found = await client.call(shop, 'inquiry', { cod: charge.paymentNumber });
  // A card page that nobody has finished has no payment; if it is finished all the same, that is late money.
  if (found.outcome === 'failed') return { outcome: found.code === noSuchOrder && charge.method === 'card' ? 'voided' : 'unknown' };
  if (found.outcome === 'unknown') return found;
  const { gid = '', ap = '' } = found.fields;
  if (ap === 'CVS_STOP' || ap === 'BAN_STOP') return { outcome: 'voided' };
  if (ap !== 'CPL_PRE' && ap !== 'BANK')
    return { outcome: charge.method === 'card' && found.fields.rst === '2' ? 'voided' : 'not_voidable' };
  const stopped = await client.call(shop, 'gateway', { jb: 'CANCEL', tid: gid });
  if (stopped.outcome === 'unknown') return stopped;
  return { outcome: stopped.outcome === 'answered' ? 'voided' : 'not_voidable' };
}
