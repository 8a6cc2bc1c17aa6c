import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { newPayLinkId, newUserId } from '@tsudoi/shared/kernel/ids';
import jwt from 'jsonwebtoken';
import { keepPasskey } from './passkey-inputs.ts';
import { type ServerRig, memberFields, tokenOf } from './server-rig.ts';
import { addScreeningDocument } from './screening.factory.ts';
import { pdf, sendFile } from './upload.factory.ts';
import { payLinkHash } from '../src/modules/payments/pay-link-making.service.ts';

/** An organisation with one record of every kind, all of it bearing the organisation's name; and who works with it. */
export interface Side {
  /** Access tokens of the owner and of a member. */
  readonly owner: string;
  readonly member: string;
  readonly ids: Record<string, string>;
  /** What the link carries that somebody got who wants to join. */
  readonly joinToken: string;
}

/** Somebody's name as it was written. */
export const signature = [
  [
    [20, 30],
    [60, 90],
    [100, 40],
    [140, 120],
  ],
  [
    [200, 60],
    [260, 60],
    [260, 150],
    [320, 20],
    [400, 180],
  ],
];

export async function makeSide(rig: ServerRig, name: string): Promise<Side> {
  const office = await rig.signUp(`${name}学会`);
  const get = (procedure: string, input?: unknown, token = office.token) => rig.get(procedure, input, token);
  const { membershipTypeId } = await get('membershipTypes.create', { name: `${name}会員`, annualFee: 10_000 });
  const field = { label: name, hint: '', required: false, memberAccess: 'editable', onJoining: false, options: [] };
  const { fields } = await get('customFields.create', { ...field, kind: 'text' });
  const paper = await get('customFields.create', { ...field, label: `${name}の書類`, kind: 'file', onJoining: true });
  const fileFieldId = paper.fields.find(({ kind }: { kind: string }) => kind === 'file').fieldId as string;
  const file = await sendFile(rig, { fieldId: fileFieldId, token: office.token }, { name: `${name}.pdf`, bytes: pdf() });
  const { memberId, provisional } = await get('members.create', {
    ...memberFields(membershipTypeId, { familyName: name, memo: name, custom: { [fileFieldId]: file.body.value } }),
    issueProvisional: true,
  });
  const { firstAccessToken } = await rig.get('identity.firstAccessStart', {
    org: office.slug,
    provisionalId: provisional.provisionalId,
    provisionalPassword: provisional.provisionalPassword,
  });
  const { accessToken: member } = await rig.get('identity.firstAccessComplete', {
    org: office.slug,
    firstAccessToken,
    familyNameKana: 'タカサキ',
    givenNameKana: 'ハルコ',
    email: 'haruko@example.jp',
    password: 'hotaru-no-yoru',
  });
  const screeningFileId = await addScreeningDocument(rig, office.token, 'identity', `${name}.pdf`);
  const { applicationId } = await get('applications.submitByStaff', {
    email: `${office.slug}@example.jp`,
    fields: {
      ...memberFields(membershipTypeId, { familyName: name }),
      memberNumber: undefined,
      contactEmail: undefined,
      joinedOn: undefined,
      memo: undefined,
    },
    agreed: true,
    signature,
  });
  const { termsVersion: _version, termsPublishedAt: _at, ...joining } = await get('applications.settings');
  await get('applications.saveSettings', { ...joining, open: true, membershipTypeIds: [membershipTypeId], terms: name });
  const { termsId } = await rig.get('applications.joinPage', { org: office.slug });
  const email = `join-${office.slug}@example.jp`;
  await rig.get('applications.requestJoin', { org: office.slug, email, termsId, agreed: true });
  const joinToken = (await rig.mails(email)).flatMap(({ link }) => (link?.includes('#token=') ? [tokenOf(link)] : []))[0]!;
  const [item] = await get('billing.items');
  const billed = (billName: string, amount: number) =>
    get('billing.createBill', { memberId, billName, amount, dueOn: '2030-01-31', idempotencyKey: randomUUID() });
  const bill = await billed(`${name}の会`, 5000);
  await get('billing.confirmBill', { billId: bill.billId });
  const second = await billed(`${name}の二次会`, 3000);
  const third = await billed(`${name}の三次会`, 2000);
  const { cancelJobId } = await get('billing.startCancel', {
    bills: { billIds: [third.billId] },
    expected: { count: 1, amount: 2000 },
    reason: name,
    idempotencyKey: randomUUID(),
  });
  const payLinkId = await openPayLink(rig, office.slug, joinToken, get, { memberId, name });
  const { paymentId } = await get('payments.recordOffline', {
    billId: bill.billId,
    amount: 5000,
    method: 'cash',
    receivedOn: '2026-05-01',
    memo: name,
    idempotencyKey: randomUUID(),
  });
  const bank = { bankName: 'x', bankCode: '0001', branchName: 'x', branchCode: '001', kind: 'ordinary', number: '0000001', holder: 'カ' };
  const { refundId } = await get('refunds.request', {
    paymentId,
    amount: 1,
    way: { kind: 'transfer', bank: { ...bank, bankName: `${name}の銀行` } },
    reason: `${name}の返金`,
    idempotencyKey: randomUUID(),
  });
  const receipt = await get('documents.issueReceipt', { billId: bill.billId }, member);
  const invoice = await get('documents.issueInvoice', { billId: bill.billId }, member);
  const note = await get('documents.issueCreditNote', {
    receiptId: receipt.receiptId,
    amount: 100,
    returnedOn: '2026-05-01',
    reason: name,
    idempotencyKey: randomUUID(),
  });
  const run = await get('billing.planRun', {
    billingItemId: item.billingItemId,
    fiscalYear: 2026,
    allocationStartMonth: '2026-04',
    dueOn: '2030-01-31',
    billName: `${name}年会費`,
    excludedMembershipTypeIds: [],
  });
  const adjustment = await get('billing.addAdjustment', {
    memberId,
    kind: 'permanent',
    amount: -100,
    reason: name,
    idempotencyKey: randomUUID(),
  });
  const { memberId: otherMemberId } = await get('members.create', {
    ...memberFields(membershipTypeId, { familyName: name, memo: name, contactEmail: '' }),
    issueProvisional: false,
  });
  const { memberId: twiceId } = await get('members.create', {
    ...memberFields(membershipTypeId, { familyName: name, memo: name, contactEmail: '' }),
    issueProvisional: false,
  });
  const pair = { keptId: otherMemberId, mergedId: twiceId };
  const { mergeId } = await get('duplicates.merge', {
    ...pair,
    fingerprint: (await get('duplicates.planMerge', pair)).fingerprint,
    choices: { fromMerged: [], customFromMerged: [], tags: 'kept', history: 'kept', account: 'kept' },
  });
  const { bookExportId } = await get('reports.exportBooks', {
    from: '2000-01-01',
    to: '2100-12-31',
    format: 'freee',
    encoding: 'utf8',
    onlyNew: false,
    idempotencyKey: randomUUID(),
  });
  const wish = { list: 'members', format: 'csv_utf8', columns: ['姓'] };
  const { listExportId } = await get('reports.startListExport', { wish, idempotencyKey: randomUUID() });
  const { savedViewId } = await get('savedViews.save', {
    list: 'members',
    name,
    shared: true,
    state: { q: name, status: 'all', membershipTypeId, sort: 'kana', descending: false, size: 50, columns: ['name'] },
  });
  await get('identity.askForLoginId', {
    org: office.slug,
    familyName: name,
    givenName: '春子',
    familyNameKana: 'タカサキ',
    givenNameKana: 'ハルコ',
    birthDate: '1980-01-01',
    email: 'haruko@example.jp',
    note: '',
  });
  const [inquiry] = await get('identity.loginInquiries', { view: 'open' });
  const sessions = await get('identity.sessions');
  const [user] = await get('identity.users');
  const upload = await fetch(`${rig.url}/uploads/member-imports?fileName=${encodeURIComponent(name)}.csv`, {
    method: 'POST',
    headers: { authorization: `Bearer ${office.token}` },
    body: `姓,名,セイ,メイ,会員種別\n${name},一,ヤマ,イチ,${name}会員`,
  });
  const { importJobId } = (await upload.json()) as { importJobId: string };
  // What is asked for its file has one, and no bill is still to be cancelled: whoever compares books would take it for a break-in.
  while ((await get('reports.listExports', {})).exports[0].state === 'running') await setTimeout(20);
  while ((await get('billing.cancelJob', { cancelJobId })).state !== 'done') await setTimeout(20);
  return {
    owner: office.token,
    member,
    joinToken,
    ids: {
      slug: office.slug,
      membershipTypeId,
      fieldId: fields[0].fieldId,
      fileFieldId,
      fileId: file.body.value!.split('/')[0]!,
      memberId,
      otherMemberId,
      mergeId,
      billingItemId: item.billingItemId,
      billId: bill.billId,
      draftBillId: second.billId,
      cancelJobId,
      paymentId,
      refundId,
      receiptId: receipt.receiptId,
      invoiceId: invoice.invoiceId,
      noteId: note.creditNoteId,
      payLinkId,
      bookExportId,
      listExportId,
      billingRunId: run.billingRunId,
      adjustmentId: (Array.isArray(adjustment) ? adjustment[0] : adjustment).adjustmentId,
      sessionId: sessions[0].sessionId,
      inquiryId: inquiry.inquiryId,
      userId: user.userId,
      importJobId,
      savedViewId,
      passkeyId: await keepPasskey(rig, memberId, name),
      applicationId,
      screeningFileId,
      taskId: 'tsk_01JZZZZZZZZZZZZZZZZZZZZZZZ',
    },
  };
}

export type Role = 'owner' | 'admin' | 'staff' | 'member';

/** A new session of somebody of a side: of a colleague of that role with what they may do, or of its member. */
export async function signInAs(
  rig: ServerRig,
  side: Pick<Side, 'ids'>,
  role: Role,
  permissions: readonly string[] | null = null,
): Promise<{ token: string; sessionId: string }> {
  const org = side.ids['slug']!;
  const login = async (procedure: string, input: object) => {
    const { accessToken } = await rig.get(procedure, { org, ...input });
    return { token: accessToken as string, sessionId: (jwt.decode(accessToken as string) as { sid: string }).sid };
  };
  if (role === 'member') return login('identity.memberLogin', { login: 'haruko@example.jp', password: 'hotaru-no-yoru' });
  const users = rig.database.databases.server.collection<{ _id: string; email: string }>('org_users');
  const owner = await users.findOne({ email: `owner@${org}.example` });
  const email = `${role}-${randomUUID()}@${org}.example`;
  await users.insertOne({ ...owner!, _id: newUserId(), email, role, permissions, isContact: false } as never);
  return login('identity.adminLogin', { email, password: 'asagiri no mizuumi' });
}

/** A link for a payer, opened by the same token as the form to join; made here, since there is no payments-service to ask. */
async function openPayLink(
  rig: ServerRig,
  slug: string,
  token: string,
  get: (path: string, input?: unknown) => Promise<{ billId: string }>,
  { memberId, name }: { readonly memberId: string; readonly name: string },
): Promise<string> {
  const { billId } = await get('billing.createBill', {
    memberId,
    billName: `${name}の夏の会`,
    amount: 4000,
    dueOn: '2030-01-31',
    idempotencyKey: randomUUID(),
  });
  await get('billing.confirmBill', { billId });
  const db = rig.database.databases.server;
  const organization = await db.collection('organizations').findOne({ slug });
  const payLinkId = newPayLinkId();
  await db.collection<{ _id: string }>('pay_links').insertOne({
    _id: payLinkId,
    orgId: organization!._id,
    hashes: [payLinkHash(token)],
    payerName: `${name}大学`,
    contactName: '',
    email: '',
    lines: [{ billId, amount: 4000 }],
    billIds: [billId],
    members: 1,
    expiresOn: '2030-01-31',
    requestKey: randomUUID(),
    requestHash: '',
    createdAt: new Date(),
    createdBy: name,
    mailedAt: null,
    withdrawnAt: null,
    withdrawnReason: '',
    version: 0,
  } as { _id: string });
  const payLink = { payLinkId, payerName: `${name}大学`, until: new Date('2030-01-31T15:00:00Z') };
  await db.collection<{ _id: string }>('bills').updateOne({ _id: billId }, { $set: { payLink } });
  return payLinkId;
}
