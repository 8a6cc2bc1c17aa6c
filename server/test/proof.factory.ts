import { workOnProofs } from '../src/modules/members/proof-work.service.ts';
import { type JoiningRig, startJoiningRig } from './joining.factory.ts';
import { type Loose, memberFields } from './server-rig.ts';
import { picture } from './upload.factory.ts';

export interface Person {
  readonly email: string;
  readonly memberId: string;
}

/** An organisation with a type that may ask for a proof, whose applicants are in at once. */
export async function startProofRig(): Promise<{ rig: JoiningRig; student: string }> {
  const rig = await startJoiningRig();
  const type = { name: '学生会員', annualFee: 3000, honorific: 'dono' };
  const { membershipTypeId: student } = await rig.get('membershipTypes.create', type, rig.office.token);
  await rig.settings({ approval: 'automatic', membershipTypeIds: [rig.typeId, student] });
  return { rig, student };
}

/** What the tests of proofs do and ask again and again, once the rig has started. */
export function proofStories(started: () => { readonly rig: JoiningRig; readonly student: string }) {
  const year = new Date().getFullYear() + 1;
  const rig = () => started().rig;
  const student = () => started().student;
  /** Noon in Japan of a day, MM-DD. */
  function goTo(day: string, in_ = year): void {
    rig().travel(0);
    rig().travel(Date.parse(`${in_}-${day}T03:00:00Z`) - Date.now());
  }
  const rule = () => ({ membershipTypeId: student(), opensOn: '04-01', dueOn: '04-15', fallbackTypeId: rig().typeId });
  const office = async (procedure: string, input?: unknown) => rig().ask(procedure, input, await officeToken());
  const officeToken = async (): Promise<string> => {
    const { email, password, slug } = rig().office;
    return (await rig().get('identity.adminLogin', { org: slug, email, password })).accessToken;
  };

  async function person(name: string): Promise<Person> {
    const email = `${name}@proof.example`;
    const { memberId } = await rig().apply(email, { membershipTypeId: student() });
    return { email, memberId };
  }
  /** Somebody the office has entered itself, whom no mail reaches unless they have an address. */
  async function entered(familyName: string, changes: Record<string, unknown> = {}): Promise<string> {
    const fields = memberFields(student(), { familyName, contactEmail: '', ...changes });
    return (await office('members.create', { ...fields, issueProvisional: false })).data.memberId;
  }
  const passes = async (): Promise<Loose[]> => (await office('proofs.passes')).data;
  const tokenOf = async ({ email }: Person): Promise<string> => (await rig().logIn(email)).data.accessToken;
  async function send(who: Person, fileName = '学生証.jpg', bytes?: Buffer): Promise<{ status: number; body: Loose }> {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(bytes ?? (await picture('jpeg')))]), fileName);
    const headers = { authorization: `Bearer ${await tokenOf(who)}` };
    const response = await fetch(`${rig().url}/uploads/proof`, { method: 'POST', headers, body: form });
    return { status: response.status, body: await response.json() };
  }
  const mine = async (who: Person): Promise<Loose> => (await rig().get('proofs.mine', undefined, await tokenOf(who))) ?? null;
  const typeOf = async ({ memberId }: Pick<Person, 'memberId'>): Promise<string> =>
    (await office('members.get', { memberId })).data.membershipTypeName;
  const mailsOf = async ({ email }: Person, about: RegExp) => (await rig().mails(email)).filter(({ subject }) => about.test(subject));
  const waiting = async (): Promise<Loose[]> => (await office('proofs.list')).data.waiting;
  const decide = async ({ memberId, dueOn, fileId }: Loose, accept: boolean, reason = '') =>
    office('proofs.decide', { memberId, dueOn, fileId, accept, reason });
  const work = () => workOnProofs(rig().service.platform);
  return { year, goTo, rule, office, officeToken, person, entered, passes, tokenOf, send, mine, typeOf, mailsOf, waiting, decide, work };
}
