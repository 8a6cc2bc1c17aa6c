import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { demoSlug as orgSlug } from '@tsudoi/shared/contracts/organizations/organization.contract';
import { addDays, jstDateOf } from '@tsudoi/shared/kernel/jst';
import { type Collection, type Db, MongoClient } from 'mongodb';
import { type DemoCaller, type DemoFile, demoCaller } from './demo/demo-session.ts';
import { importRoll, pairsOf } from './demo/import-roll.ts';
import { approveSignUp } from './seed/approval.ts';
import { addBodies } from './seed/bodies.ts';
import { addReaders, readBankFile, setUpPayouts, subscribe } from './seed/collected.ts';
import { payAtCounter } from './seed/counter.ts';
import { billLastYear, billThisYear, letEmployerPay, newestBill, planProceedings, receiveThisYear, setUpPapers } from './seed/dues.ts';
import { openJoining } from './seed/joining.ts';
import { membershipTypes, rollCsv } from './seed/people.ts';
import { askForChange } from './seed/requests.ts';
import { until } from './seed/until.ts';

export interface SeedRequest {
  /** The server itself, also when the pages come from elsewhere. */
  readonly api: string;
  readonly web: string;
  readonly payments: string;
  readonly sandbox: string;
  readonly mongodbUri: string;
  readonly prefix: string;
  readonly dataDirectory: string;
  say(line: string): void;
}

const owner = { email: 'jimukyoku@shinonome.example', password: 'asagiri-no-mizuumi-2026' };
const member = { loginId: '', password: 'hotaru-no-yoru-27' };
type Row = Record<string, unknown>;

interface DemoOrganization {
  readonly _id: string;
  readonly slug: string;
}

/** The demo organisation, made through the product's own doors, once; then the file that tells where everything is. */
export async function seedDemo(request: SeedRequest): Promise<DemoFile> {
  const client = new MongoClient(request.mongodbUri);
  try {
    const server = client.db(request.prefix);
    const organizations = server.collection<DemoOrganization>('organizations');
    const finished = server.collection<{ _id: string }>('finished_demos');
    const existing = await organizations.findOne({ slug: orgSlug });
    if (!existing || !(await finished.findOne({ _id: existing._id }))) {
      // Made by a start that was killed in the middle: it gives the address up, and nobody has to clear the data away.
      if (existing) await giveAddressUp(client, organizations, existing);
      request.say('見本の組織「しののめ環境学会」を用意しています…');
      await makeOrganization(request, server);
      const made = (await organizations.findOne({ slug: orgSlug }))!;
      await finished.insertOne({ _id: made._id });
    }
    const organization = (await organizations.findOne({ slug: orgSlug }))!;
    const demoMember = await server
      .collection<{ _id: string; orgId: string; contactEmail: string }>('members')
      .findOne({ orgId: organization._id, contactEmail: 'misaki.takahashi@example.jp' });
    const account = await server
      .collection<{ memberId: string; orgId: string; loginId: string }>('member_accounts')
      .findOne({ orgId: organization._id, memberId: demoMember!._id });
    const providers = client
      .db(`${request.prefix}_payments`)
      .collection<{ _id: string; orgId: string; provider: string }>('provider_accounts');
    const secrets = client
      .db(`${request.prefix}_sandbox`)
      .collection<{ _id: string; webhookSecret: string; callbackUrl: string }>('accounts');
    const providerAccounts: DemoFile['providerAccounts'] = [];
    for await (const { _id, provider } of providers.find({ orgId: organization._id })) {
      const known = await secrets.findOne({ _id });
      if (known) providerAccounts.push({ provider, accountId: _id, callbackUrl: known.callbackUrl, secret: known.webhookSecret });
    }
    const demo: DemoFile = {
      web: request.web,
      payments: request.payments,
      mailbox: `${request.web}/dev/mailbox`,
      sandbox: request.sandbox,
      orgSlug,
      logins: { owner, member: { loginId: account!.loginId, password: member.password } },
      providerAccounts,
    };
    await writeFile(join(request.dataDirectory, 'demo.json'), `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600 });
    return demo;
  } finally {
    await client.close();
  }
}

/** Deleted and inserted, because the embedded engine keeps a unique key taken that a row was moved out of (decision 0002). */
async function giveAddressUp(client: MongoClient, organizations: Collection<DemoOrganization>, row: DemoOrganization): Promise<void> {
  await client.withSession((session) =>
    session.withTransaction(async () => {
      await organizations.deleteOne({ _id: row._id }, { session });
      await organizations.insertOne({ ...row, slug: `${orgSlug}-${randomUUID().slice(0, 8)}` }, { session });
    }),
  );
}

/** The stand-in provider keeps the address it calls back at; ports may have moved since the last start. */
export async function pointStandInAt(mongodbUri: string, prefix: string, payments: string): Promise<void> {
  const client = new MongoClient(mongodbUri);
  try {
    const accounts = client.db(`${prefix}_sandbox`).collection<{ _id: string; callbackUrl: string }>('accounts');
    for await (const account of accounts.find({})) {
      const callbackUrl = `${payments}${new URL(account.callbackUrl).pathname}`;
      if (callbackUrl !== account.callbackUrl) await accounts.updateOne({ _id: account._id }, { $set: { callbackUrl } });
    }
  } finally {
    await client.close();
  }
}

async function signUp(request: SeedRequest, server: Db): Promise<{ caller: DemoCaller; token: string }> {
  const visitor = demoCaller(request.api, null);
  const linkSent = async () => {
    const { messages } = (await visitor.call('mail.mailbox', { to: owner.email })) as { messages: { link: string | null }[] };
    return messages[0]?.link ?? null;
  };
  const before = await linkSent();
  const kana = { ownerFamilyName: '青木', ownerGivenName: '玲子', ownerFamilyNameKana: 'アオキ', ownerGivenNameKana: 'レイコ' };
  await visitor.call('organizations.signUp', { name: 'しののめ環境学会', kind: 'society', slug: orgSlug, ...kana, ...owner });
  const link = await until('the confirmation mail', async () => {
    const link = await linkSent();
    return link === before ? null : link;
  });
  const proof = new URLSearchParams(new URL(link).hash.slice(1)).get('token');
  const grant = (await visitor.call('organizations.confirmSignUp', { token: proof, password: owner.password })) as {
    outcome: string;
    accessToken?: string;
  };
  if (grant.outcome === 'reviewing') await approveSignUp(request.api, server, orgSlug);
  const { accessToken: token } = (grant.accessToken ? grant : await visitor.call('identity.adminLogin', { org: orgSlug, ...owner })) as {
    accessToken: string;
  };
  return { caller: demoCaller(request.api, token), token };
}

/** A member's first access, as they would do it at home. */
async function firstAccess(
  request: SeedRequest,
  pair: Row,
  kana: readonly [string, string],
  email: string,
  password: string,
): Promise<DemoCaller> {
  const visitor = demoCaller(request.api, null);
  const { firstAccessToken } = (await visitor.call('identity.firstAccessStart', {
    org: orgSlug,
    provisionalId: pair['provisionalId'],
    provisionalPassword: pair['provisionalPassword'],
  })) as { firstAccessToken: string };
  const grant = (await visitor.call('identity.firstAccessComplete', {
    org: orgSlug,
    firstAccessToken,
    familyNameKana: kana[0],
    givenNameKana: kana[1],
    email,
    password,
  })) as { accessToken: string };
  return demoCaller(request.api, grant.accessToken);
}

async function makeOrganization(request: SeedRequest, server: Db): Promise<void> {
  const { caller, token } = await signUp(request, server);
  const current = (await caller.call('organizations.current', undefined)) as Row;
  await caller.call('organizations.update', {
    name: 'しののめ環境学会',
    fiscalYearStartMonth: 4,
    postalAddress: '〒101-0051 東京都千代田区神田神保町1-2-3 東雲ビル4階',
    phone: '03-1234-5678',
    contactEmail: owner.email,
    representative: '会長　青木 玲子',
    version: current['version'],
  });
  for (const type of membershipTypes) await caller.call('membershipTypes.create', type);
  const pairs = await pairsOf(caller, await importRoll({ api: request.api, caller, token, csv: rollCsv() }));
  const pairOf = (name: string): Row => pairs.find((pair) => pair['name'] === name)!;
  const idOf = (name: string): unknown => pairOf(name)['memberId'];
  await caller.call('payments.connectSandbox', { provider: 'komoju' });
  await setUpPapers(caller, owner.password);
  await setUpPayouts(caller, owner.password);
  const enter = (name: string, kana: readonly [string, string], email: string) =>
    firstAccess(request, pairOf(name), kana, email, member.password);
  const misaki = await enter('高橋 美咲', ['タカハシ', 'ミサキ'], 'misaki.takahashi@example.jp');
  const payers = [
    await enter('佐藤 健一', ['サトウ', 'ケンイチ'], 'kenichi.sato@example.jp'),
    await enter('𠮷田 春子', ['ヨシダ', 'ハルコ'], 'haruko.yoshida@example.jp'),
    await enter('渡邉 陽菜', ['ワタナベ', 'ヒナ'], 'hina.watanabe@example.jp'),
  ];
  await billLastYear(caller, request.sandbox, payers.slice(0, 2));
  const today = jstDateOf(new Date());
  await caller.call('members.changeStatus', {
    memberId: idOf('金子 剛'),
    status: 'suspended',
    effectiveOn: addDays(today, -40),
    reason: '海外赴任のため',
  });
  await caller.call('members.changeStatus', {
    memberId: idOf('前田 慎吾'),
    status: 'withdrawn',
    effectiveOn: addDays(today, -10),
    reason: '本人の申し出',
  });
  await caller.call('members.changeStatus', {
    memberId: idOf('遠藤 修'),
    status: 'withdrawn',
    effectiveOn: addDays(today, 60),
    reason: '本人の申し出',
  });
  await caller.call('billing.addAdjustment', {
    memberId: idOf('小林 和也'),
    kind: 'permanent',
    amount: -3000,
    reason: '支部役員の減額',
    idempotencyKey: randomUUID(),
  });
  await caller.call('billing.addAdjustment', {
    memberId: idOf('岡田 優子'),
    kind: 'one_time',
    amount: -2000,
    reason: '大会運営の謝礼として',
    idempotencyKey: randomUUID(),
  });
  await billThisYear(caller);
  for (const [index, payer] of payers.entries())
    await payAtCounter(request.sandbox, payer, { billId: await newestBill(payer), lies: index === 2 });
  await receiveThisYear(caller);
  await letEmployerPay(caller);
  await planProceedings(caller);
  await addBodies(caller);
  await subscribe(caller, misaki);
  // Chosen, and not entered yet: the office finds her under 継続課金 › 会費のカード.
  await payers[1]!.call('recurring.chooseDues', undefined);
  await askForChange(caller, misaki);
  await addReaders(caller);
  await readBankFile(request.api, token);
  await openJoining(demoCaller(request.api, null), caller, orgSlug, member.password);
}
