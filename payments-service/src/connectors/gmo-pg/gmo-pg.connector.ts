import { createHash, randomBytes, randomInt } from 'node:crypto';
import type { KonbiniStore } from '@tsudoi/shared/contracts/payments/charge.contract';
import { toKatakana } from '@tsudoi/shared/kernel/kana';
import type {
  AccountSecrets,
  ChargeReference,
  ChargeRequest,
  CredentialValues,
  InquiryResult,
  Notice,
  OpenResult,
  Provider,
  ProviderField,
  Reading,
  UnsignedConnector,
  VoidResult,
} from '../connector.ts';
import { shiftJisBytes } from '../form-body.ts';
import { requestAmount, wholeYen } from './amounts.ts';
import { type GmoClient, type GmoShop, createGmoClient, shopOf } from './client.ts';
import { methodOf, normaliseGmoTrade, payTypes, storeCodes } from './normalise.ts';
import { type GmoFields, gmoInstant, isOrderId, onlyReadPairs, parseGmoForm } from './parse.ts';
import { answerOf, foundGivenBack, giveBack, search } from './refunds.ts';
import { isPlausibleNotice } from './signature.ts';

/** GMO Payment Gateway, protocol type: unsigned notices, so that the gateway is asked before any money moves. */
export const gmoPg: Provider = {
  name: 'gmo-pg',
  liveUrl: 'https://p01.mul-pay.jp',
  confirmedForLive: true,
  connect: createGmoPgConnector,
  credentialFields: [
    { ...field('shopId', 'ショップID', 'Shop ID', /^tshop\d{4,8}$/, /^(?!tshop)[A-Za-z0-9]{4,13}$/), isName: true },
    { ...field('shopPass', 'ショップパスワード', 'Shop password', /^[!-~]{4,10}$/), secret: true },
    field('configId', 'リンクタイププラスの設定ID', 'Configuration of link type Plus', /^[!-~]{1,32}$/),
    field('contactName', 'お問い合わせ先の名前', 'Name of the contact', /^[^\p{Cc}]{1,42}$/u),
    field('contactPhone', 'お問い合わせ先の電話', 'Telephone of the contact', /^[0-9-]{9,13}$/),
    field('contactHours', 'お問い合わせの受付時間', 'Hours of the contact', /^\d{2}:\d{2}-\d{2}:\d{2}$/),
  ],
  accountOf,
  corrected: ({ apiKey }, values) => accountOf({ ...(JSON.parse(apiKey) as GmoShop), ...values }),
  withKey: (apiKey, { shopPass = '' }) => JSON.stringify({ ...(JSON.parse(apiKey) as GmoShop), shopPass }),
  trialAccount: () => {
    const shopId = `tshop${String(randomInt(0, 100_000_000)).padStart(8, '0')}`;
    const shop: GmoShop = {
      shopId,
      shopPass: randomBytes(5).toString('hex'),
      configId: 'trial',
      contactName: 'お試しの窓口',
      contactPhone: '0312345678',
      contactHours: '09:00-18:00',
    };
    return { apiKey: JSON.stringify(shop), webhookSecrets: [shopId] };
  },
};

function accountOf({
  shopId = '',
  shopPass = '',
  configId = '',
  contactName = '',
  contactPhone = '',
  contactHours = '',
}: CredentialValues): AccountSecrets {
  const shop: GmoShop = { shopId, shopPass, configId, contactName, contactPhone, contactHours };
  return { apiKey: JSON.stringify(shop), webhookSecrets: [shopId] };
}

/** Notices are not signed: what they name is the shop, which does not change, so there is nothing to rotate. */
function field(name: string, ja: string, en: string, test: RegExp, live = test): ProviderField {
  return { name, label: { ja, en }, secret: false, rotates: false, pattern: { test, live } };
}

function createGmoPgConnector(apiUrl: string): UnsignedConnector {
  const client = createGmoClient(apiUrl);
  return {
    provider: 'gmo-pg',
    authenticity: 'unsigned',
    methods: ['card', 'konbini', 'payeasy', 'virtual_account'],
    stores: Object.keys(storeCodes) as KonbiniStore[],
    replies: { accepted: '0', refused: '1' },
    plausible: isPlausibleNotice,
    eventKey,
    chargeNamedBy,
    withoutSecrets: onlyReadPairs,
    readInquiry: (body): Reading => {
      const fields = parseGmoForm(body);
      return fields ? normaliseGmoTrade(fields) : { outcome: 'unreadable' };
    },
    openCharge: (credentials, request) => {
      const open = request.method === 'card' ? openPage : request.method === 'virtual_account' ? openAccount : openNumber;
      return open(client, shopOf(credentials), request);
    },
    voidCharge: (credentials, charge) => voidCharge(client, shopOf(credentials), charge),
    inquire: (credentials, charge) => inquire(client, shopOf(credentials), charge),
    refunds: {
      // A part would change the sum of the trade, and a search could not tell that from a trade for less.
      methods: { card: 'full' },
      refund: (credentials, charge) => giveBack(client, shopOf(credentials), charge),
      find: (credentials, charge) => foundGivenBack(client, shopOf(credentials), charge),
    },
  };
}

/** A notice has no id of its own: what tells one from another is all that it says of the trade. */
function eventKey({ body }: Notice): string | null {
  const fields = parseGmoForm(body);
  if (!fields) return null;
  const { ShopID, OrderID, AccessID, PayType, Status, JobCd, Amount, Tax, TranDate, FinishDate, ErrCode, ErrInfo } = fields;
  const said = [ShopID, OrderID, AccessID, PayType, Status, JobCd, Amount, Tax, TranDate, FinishDate, ErrCode, ErrInfo];
  // One account tells TRADING again and again: what differs is how much has come in.
  if (fields.GanbTotalTransferAmount) said.push(fields.GanbTotalTransferAmount);
  return createHash('sha256')
    .update(JSON.stringify(said.map((text) => text ?? '')))
    .digest('hex');
}

function chargeNamedBy({ body }: Notice): ChargeReference | null {
  const fields = parseGmoForm(body);
  const method = methodOf(fields?.PayType);
  return fields?.OrderID && method ? { paymentNumber: fields.OrderID, method, providerIds: {} } : null;
}

/** Cards are entered at the gateway (link type Plus): their numbers never pass through us. The trade itself is as any other. */
async function openPage(client: GmoClient, shop: GmoShop, request: ChargeRequest): Promise<OpenResult> {
  const answer = await client.pageUrl(shop, {
    transaction: {
      OrderID: request.paymentNumber,
      ...requestAmount(request.amount),
      PayMethods: ['credit'],
      CompleteUrl: request.returnUrl,
      CancelUrl: request.returnUrl,
      ExpireDays: '1',
    },
    credit: { JobCd: 'CAPTURE', Method: '1' },
    displaysetting: { Lang: request.locale },
  });
  if (answer.outcome !== 'answered') return refusal(answer);
  const made = gmoInstant(answer.fields.get('ProcessDate'));
  return {
    outcome: 'opened',
    providerIds: {},
    redirectUrl: answer.fields.get('LinkUrl') ?? null,
    instructions: null,
    expiresAt: made && new Date(made.getTime() + 86_400_000),
  };
}

async function openNumber(client: GmoClient, shop: GmoShop, request: ChargeRequest): Promise<OpenResult> {
  const kind = request.method === 'konbini' ? 'Cvs' : 'PayEasy';
  const store = storeCodes[request.store ?? 'lawson'];
  if (!isOrderId(request.paymentNumber)) return { outcome: 'refused', code: 'order_id' };
  if (request.method === 'konbini' && store === undefined) return { outcome: 'refused', code: 'store_not_offered' };
  const OrderID = request.paymentNumber;
  const entered = await client.call(shop, `EntryTran${kind}.idPass`, { OrderID, ...requestAmount(request.amount) });
  if (entered.outcome !== 'answered') return refusal(entered);
  const { AccessID = '', AccessPass = '' } = Object.fromEntries(entered.fields);
  const issued = await client.call(shop, `ExecTran${kind}.idPass`, {
    AccessID,
    AccessPass,
    OrderID,
    ...(store === undefined || kind === 'PayEasy' ? {} : { Convenience: store }),
    ...textsOf(shop, request),
    MailAddress: request.payer.email,
    // 0 is a number of today, in all chains and for Pay-easy; so it is with the days of an account.
    PaymentTermDay: String(request.expiryDays),
  });
  if (issued.outcome !== 'answered') return refusal(issued);
  const { Convenience, ConfNo, ReceiptNo, PaymentTerm, TranDate, BkCode, CustID } = Object.fromEntries(issued.fields);
  // The answer names its fields as the slip does; a notice and a search call the same things otherwise.
  const trade: GmoFields = {
    OrderID,
    AccessID,
    Status: 'REQSUCCESS',
    PayType: payTypes[request.method] ?? '',
    ...requestAmount(request.amount),
  };
  const numbers = kind === 'Cvs' ? { CvsCode: Convenience, CvsConfNo: ConfNo, CvsReceiptNo: ReceiptNo } : { BkCode, CustID, ConfNo };
  const reading = normaliseGmoTrade({ ...trade, ...(numbers as GmoFields), TranDate, PaymentTerm } as GmoFields);
  // The number exists and we cannot read it: the next question will tell.
  if (reading.outcome !== 'event' || reading.event.instructions === null) return { outcome: 'unknown' };
  const { instructions, expiresAt } = reading.event;
  return { outcome: 'opened', providerIds: AccessID === '' ? {} : { paymentId: AccessID }, redirectUrl: null, instructions, expiresAt };
}

/** An account of its own at GMO Aozora for one order, which takes any sum any number of times (PayType 36). */
async function openAccount(client: GmoClient, shop: GmoShop, request: ChargeRequest): Promise<OpenResult> {
  const OrderID = request.paymentNumber;
  const entered = await client.call(shop, 'EntryTranGANB.idPass', { OrderID, ...requestAmount(request.amount) });
  if (entered.outcome !== 'answered') return refusal(entered);
  const { AccessID = '', AccessPass = '' } = Object.fromEntries(entered.fields);
  const issued = await client.call(shop, 'ExecTranGANB.idPass', {
    AccessID,
    AccessPass,
    OrderID,
    TradeDays: String(request.expiryDays),
    TradeClientName: shiftJisBytes(fullWidth(request.payer.name), 64),
    TradeClientMailaddress: request.payer.email,
  });
  if (issued.outcome !== 'answered') return refusal(issued);
  const said = Object.fromEntries(issued.fields);
  const reading = normaliseGmoTrade({
    OrderID,
    AccessID,
    Status: 'TRADING',
    PayType: '36',
    ...requestAmount(request.amount),
    TranDate: said['TranDate'] ?? `${said['AvailableDate'] ?? ''}000000`,
    // The answer names its fields without the prefix that notices and searches put before them.
    GanbBankCode: said['BankCode'] ?? '',
    GanbBankName: said['BankName'] ?? '',
    GanbBranchCode: said['BranchCode'] ?? '',
    GanbBranchName: said['BranchName'] ?? '',
    GanbAccountType: said['AccountType'] ?? '',
    GanbAccountNumber: said['AccountNumber'] ?? '',
    GanbAccountHolderName: said['AccountHolderName'] ?? '',
    GanbExpireDate: said['AvailableDate'] ?? '',
    GanbTotalTransferAmount: '0',
  });
  if (reading.outcome !== 'event' || reading.event.instructions === null) return { outcome: 'unknown' };
  const { instructions, expiresAt } = reading.event;
  return { outcome: 'opened', providerIds: AccessID === '' ? {} : { paymentId: AccessID }, redirectUrl: null, instructions, expiresAt };
}

/** Sizes in bytes of Windows-31J, letters full-width, as the slip machines of the chains print them. */
function textsOf(shop: GmoShop, { payer }: ChargeRequest): Record<string, string | Buffer> {
  const phone = payer.phone.normalize('NFKC').replace(/[^0-9-]/g, '');
  return {
    CustomerName: shiftJisBytes(fullWidth(payer.name), 40),
    CustomerKana: shiftJisBytes(fullWidth(toKatakana(payer.kana)), 40),
    TelNo: /^[0-9-]{9,13}$/.test(phone) ? phone : shop.contactPhone,
    ReceiptsDisp11: shiftJisBytes(fullWidth(shop.contactName), 42),
    // Twelve bytes: a number of eleven digits goes without its hyphens.
    ReceiptsDisp12: shop.contactPhone.length > 12 ? shop.contactPhone.replaceAll('-', '').slice(0, 12) : shop.contactPhone,
    ReceiptsDisp13: shop.contactHours,
  };
}

/** ア ｱ A → ア ア Ａ: half-width kana and ASCII to their full width. */
function fullWidth(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[!-~]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0))
    .replaceAll(' ', '　');
}

/** An order that exists already is one of ours whose answer was lost: it is asked about, never opened twice. */
function refusal(answer: { readonly outcome: 'failed'; readonly codes: readonly string[] } | { readonly outcome: 'unknown' }): OpenResult {
  if (answer.outcome === 'unknown' || answer.codes.includes('E01040010')) return { outcome: 'unknown' };
  return { outcome: 'refused', code: answer.codes.join('|').slice(0, 60) };
}

async function inquire(client: GmoClient, shop: GmoShop, charge: ChargeReference): Promise<InquiryResult> {
  const trade: Record<string, string> | 'none' | 'unknown' = await search(client, shop, charge);
  if (typeof trade === 'string') return { outcome: trade };
  // Entered, and its second call never came: no number was issued, so that nobody can pay it (T28).
  if (trade['Status'] === 'UNPROCESSED' && charge.method !== 'card') return { outcome: 'none' };
  const now = answerOf(trade);
  // What was given back had been taken, and only the last state is told. So it is with an account that is closed.
  const status = trade['Status'] ?? '';
  const before = earlierStatus[charge.method === 'virtual_account' ? `account ${status}` : status];
  return { outcome: 'found', answers: before ? [answerOf({ ...trade, Status: before }), now] : [now] };
}

const earlierStatus: Readonly<Record<string, string>> = {
  RETURN: 'CAPTURE',
  RETURNX: 'CAPTURE',
  'account EXPIRED': 'TRADING',
  'account STOP': 'TRADING',
};

async function voidCharge(client: GmoClient, shop: GmoShop, charge: ChargeReference): Promise<VoidResult> {
  const trade: Record<string, string> | 'none' | 'unknown' = await search(client, shop, charge);
  // A page that nobody has finished has no trade; if it is finished all the same, that is late money.
  if (trade === 'none') return { outcome: charge.method === 'card' ? 'voided' : 'unknown' };
  if (trade === 'unknown') return { outcome: 'unknown' };
  const { AccessID = '', AccessPass = '', Status = '' } = trade;
  const access = { AccessID, AccessPass, OrderID: charge.paymentNumber };
  if (charge.method === 'card') {
    if (Status === 'UNPROCESSED' || Status === 'AUTHENTICATED' || Status === 'VOID') return { outcome: 'voided' };
    if (Status !== 'AUTH' && Status !== 'SAUTH') return { outcome: 'not_voidable' };
    return voided(await client.call(shop, 'AlterTran.idPass', { AccessID, AccessPass, JobCd: 'VOID' }));
  }
  if (charge.method === 'virtual_account') {
    if (Status === 'STOP' || Status === 'EXPIRED') return { outcome: 'voided' };
    // Money that we have not heard of: it is asked about before anything is closed.
    if ((wholeYen(trade['GanbTotalTransferAmount']) ?? 0) > (charge.account?.received ?? 0)) return { outcome: 'not_voidable' };
    return voided(await client.call(shop, 'CancelTranGANB.idPass', access));
  }
  if (Status === 'CANCEL') return { outcome: 'voided' };
  if (Status === 'UNPROCESSED') return { outcome: 'unknown' };
  if (Status !== 'REQSUCCESS') return { outcome: 'not_voidable' };
  return voided(await client.call(shop, charge.method === 'konbini' ? 'CvsCancel.idPass' : 'PayEasyCancel.idPass', access));
}

function voided(answer: Awaited<ReturnType<GmoClient['call']>>): VoidResult {
  if (answer.outcome === 'unknown') return answer;
  return { outcome: answer.outcome === 'answered' ? 'voided' : 'not_voidable' };
}
