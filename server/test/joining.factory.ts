import { jstDateOf } from '@tsudoi/shared/kernel/jst';
import { type Loose, type Office, type ServerRig, memberFields, startServerRig, tokenOf } from './server-rig.ts';

export const password = 'hotaru-no-yoru';
export const terms = '第1条 会員は、この規約に同意します。\n第2条 会費を納めます。';

export interface JoiningRig extends ServerRig {
  office: Office;
  typeId: string;
  termsId: string;
  /** Sets how one joins; what is not named stays. */
  settings(changes: Record<string, unknown>, office?: Office): Promise<Loose>;
  /** Terms agreed to, address given; every call from an address of its own, so that the limit of mails is not what is tested. */
  knock(email: string, changes?: Record<string, unknown>): ReturnType<ServerRig['ask']>;
  /** The tokens of an address's mails, newest first. */
  tokens(email: string): Promise<string[]>;
  /** Mail, link, form: everything an applicant does. */
  apply(email: string, changes?: Record<string, unknown>): Promise<{ applicationId: string; memberId: string; token: string }>;
  find(email: string, view?: string): Promise<Loose>;
  /** Moves the business time of the server under test. */
  travel(ms: number): void;
  /** Holds it at a moment, for what turns on a millisecond; `travel` lets it go on. */
  standAt(moment: number): void;
  logIn(login: string, typed?: string): ReturnType<ServerRig['ask']>;
}

/** What somebody types into the form. */
export function applicantFields(typeId: string, changes: Record<string, unknown> = {}) {
  const { memberNumber: _number, contactEmail: _email, joinedOn: _joined, memo: _memo, ...fields } = memberFields(typeId);
  return { ...fields, ...changes };
}

let hosts = 0;

/** A server with an organisation that takes applications. */
export async function startJoiningRig(env: Record<string, string> = {}): Promise<JoiningRig> {
  const rig = (await startServerRig({ TRUST_PROXY_HOPS: '1', ...env })) as JoiningRig;
  const { clock } = rig.service.platform;
  const realNow = clock.now;
  rig.office = await rig.signUp();
  rig.typeId = (await rig.get('membershipTypes.create', { name: '正会員', annualFee: 10_000 }, rig.office.token)).membershipTypeId;
  rig.settings = async (changes, office = rig.office) => {
    const { termsVersion: _version, termsPublishedAt: _at, ...settings } = await rig.get('applications.settings', undefined, office.token);
    return rig.ask('applications.saveSettings', { ...settings, ...changes }, office.token);
  };
  await rig.settings({ open: true, membershipTypeIds: [rig.typeId], terms });
  rig.termsId = (await rig.get('applications.joinPage', { org: rig.office.slug })).termsId;
  rig.knock = (email, changes = {}) => {
    hosts += 1;
    const from = { 'x-forwarded-for': `10.1.${hosts >> 8}.${hosts & 255}` };
    return rig.ask('applications.requestJoin', { org: rig.office.slug, email, termsId: rig.termsId, agreed: true, ...changes }, null, from);
  };
  rig.tokens = async (email) => (await rig.mails(email)).flatMap(({ link }) => (link?.includes('#token=') ? [tokenOf(link)] : []));
  rig.find = async (email, view = 'waiting') =>
    (await rig.get('applications.list', { view, q: email }, rig.office.token)).rows.find((row: Loose) => row.email === email);
  rig.apply = async (email, changes = {}) => {
    await rig.knock(email);
    const [token] = await rig.tokens(email);
    await rig.get('applications.submit', { token, fields: applicantFields(rig.typeId, changes), password });
    const row = (await rig.find(email)) ?? (await rig.find(email, 'paying')) ?? (await rig.find(email, 'approved'));
    const { memberId } = await rig.get('applications.get', { applicationId: row.applicationId }, rig.office.token);
    return { applicationId: row.applicationId, memberId, token: token! };
  };
  const goBy = (now: () => Date) => Object.assign(clock, { now, today: () => jstDateOf(now()) });
  rig.travel = (ms) => void goBy(() => new Date(realNow().getTime() + ms));
  rig.standAt = (moment) => void goBy(() => new Date(moment));
  rig.logIn = (login, typed = password) => rig.ask('identity.memberLogin', { org: rig.office.slug, login, password: typed });
  return rig;
}

/** What the tests of the office's side ask again and again; `rig` once it has started. */
export function officeStories(rig: () => JoiningRig) {
  const admin = (procedure: string, input?: unknown) => rig().ask(procedure, input, rig().office.token);
  const detail = (applicationId: string) => rig().get('applications.get', { applicationId }, rig().office.token);
  const today = () => rig().service.platform.clock.today();
  const member = (memberId: string) => rig().get('members.get', { memberId }, rig().office.token);
  async function decide(what: 'approve' | 'return' | 'reject' | 'withdraw', applicationId: string, input: Record<string, unknown>) {
    const { version } = await detail(applicationId);
    return admin(`applications.${what}`, { applicationId, version, ...input });
  }
  /** As the office puts it right on the record, with everything else as it is. */
  async function putRight(memberId: string, changes: Record<string, unknown>) {
    const { version, ...known } = await member(memberId);
    const fields = Object.keys(applicantFields(rig().typeId));
    const kept = Object.fromEntries(Object.entries(known).filter(([name]) => fields.includes(name)));
    const { contactEmail, joinedOn, memo } = known;
    return admin('members.update', { ...kept, contactEmail, joinedOn, memo, memberId, version, ...changes });
  }
  /** Takes the admission, or the return, back that is planned. */
  async function takeBack(memberId: string) {
    const { entryId } = (await member(memberId)).statusHistory.find((entry: Loose) => entry.scheduled);
    return admin('members.cancelStatus', { memberId, entryId });
  }
  return {
    admin,
    detail,
    today,
    member,
    decide,
    putRight,
    takeBack,
    collection: (name: string) => rig().database.databases.server.collection<Loose>(name),
    newestMail: async (email: string) => (await rig().mails(email))[0]!,
    statuses: async (memberId: string) =>
      (await member(memberId)).statusHistory.map((entry: Loose) => `${entry.effectiveOn} ${entry.status}`),
    approve: (applicationId: string) => decide('approve', applicationId, { joinedOn: today() }),
  };
}
