import { randomUUID } from 'node:crypto';
import { type JoiningRig, applicantFields, password, startJoiningRig } from './joining.factory.ts';
import { addOperator } from './operator.factory.ts';
import { type ServerRig, tokenOf } from './server-rig.ts';

type Answer = Awaited<ReturnType<ServerRig['ask']>>;

/** What a link of one purpose is for: how one comes to it, and the door it opens. */
interface LinkKind {
  /** Lets the product mail one; gives what the link carries. */
  mail(): Promise<string>;
  redeem(token: string): Promise<Answer>;
}

export interface MailTokenRig extends JoiningRig {
  readonly kinds: Readonly<Record<string, LinkKind>>;
}

const people = ['tanaka', 'suzuki'] as const;
const person = { familyName: '山本', givenName: '恵' };
const chosen = 'yamabiko no asa';
const ownerPassword = 'asagiri no mizuumi';

/** A server that mails links of every purpose there is. */
export async function startMailTokenRig(): Promise<MailTokenRig> {
  const rig = await startJoiningRig();
  const doors = new Map<string, Record<string, string>>();
  for (const who of people) doors.set(who, (await addOperator(rig, who)).headers);
  let hosts = 0;
  /** Every caller from an address of its own, so that the limits of mails and of tries are not what is tested. */
  const from = () => {
    hosts += 1;
    return { 'x-forwarded-for': `10.2.${hosts >> 8}.${hosts & 255}` };
  };
  const ask = async (procedure: string, input: unknown, token: string | null = null, headers: Record<string, string> = {}) => {
    const answer = await rig.ask(procedure, input, token, { ...from(), ...headers });
    if (answer.status !== 200) throw new Error(`${procedure}: ${answer.status} ${answer.body}`);
    return answer.data;
  };
  const fresh = () => `${randomUUID().slice(0, 12)}@example.jp`;
  const linkTo = async (address: string, part: string) =>
    tokenOf((await rig.mails(address)).find(({ link }) => link?.includes(`${part}#token=`))!.link!);
  const as = (who: (typeof people)[number], procedure: string, input: unknown) =>
    ask(`operations.${procedure}`, input, null, doors.get(who));
  const member = async () => {
    await rig.settings({ approval: 'automatic' });
    const email = fresh();
    return { email, ...(await rig.apply(email)) };
  };
  const reset = (token: string) => rig.ask('identity.resetPassword', { token, password: chosen });
  const send = (token: string) => rig.ask('applications.submit', { token, fields: applicantFields(rig.typeId), password });
  const kinds: Record<string, LinkKind> = {
    owner_verify: {
      async mail() {
        const slug = `org-${randomUUID().slice(0, 8)}`;
        const email = `owner@${slug}.example`;
        const owner = { ownerFamilyName: '青木', ownerGivenName: '玲子', ownerFamilyNameKana: 'あおき', ownerGivenNameKana: 'れいこ' };
        await ask('organizations.signUp', { name: '東雲学会', kind: 'society', slug, email, password: ownerPassword, ...owner });
        return linkTo(email, '/signup/confirm');
      },
      redeem: (token) => rig.ask('organizations.confirmSignUp', { token, password: ownerPassword }, null, from()),
    },
    member_reset: {
      async mail() {
        const { email } = await member();
        await ask('identity.requestPasswordReset', { audience: 'my', org: rig.office.slug, login: email });
        return linkTo(email, '/reset');
      },
      redeem: reset,
    },
    user_reset: {
      async mail() {
        const { slug, email } = await rig.signUp();
        await ask('identity.requestPasswordReset', { audience: 'admin', org: slug, login: email });
        return linkTo(email, '/reset');
      },
      redeem: reset,
    },
    user_invite: {
      async mail() {
        const email = fresh();
        await ask('identity.inviteUser', { email, ...person, role: 'staff', password: rig.office.password }, rig.office.token);
        return linkTo(email, '/invitation');
      },
      redeem: (token) =>
        rig.ask('identity.acceptInvitation', {
          token,
          ...person,
          familyNameKana: 'やまもと',
          givenNameKana: 'めぐみ',
          password: chosen,
        }),
    },
    member_email: {
      async mail() {
        const { email } = await member();
        const next = fresh();
        const proof = { by: 'password', password };
        await ask('identity.requestEmailChange', { email: next, proof }, (await rig.logIn(email)).data.accessToken);
        return linkTo(next, '/my/email');
      },
      redeem: (token) => rig.ask('identity.confirmEmailChange', { token }),
    },
    recovery_stop: {
      async mail() {
        const { slug, email } = await rig.signUp();
        const evidence = '定款と代表者の本人確認書類を、ビデオ通話で照合した。';
        const { recoveryId, version } = await as('tanaka', 'proposeRecovery', { slug, ...person, email: fresh(), evidence });
        await as('suzuki', 'approveRecovery', { recoveryId, version });
        return linkTo(email, '/recovery');
      },
      redeem: (token) => rig.ask('operations.stopRecoveryByLink', { token }),
    },
    application_verify: {
      async mail() {
        const email = fresh();
        await rig.knock(email);
        return linkTo(email, '/join/form');
      },
      redeem: send,
    },
    application_correct: {
      async mail() {
        await rig.settings({ approval: 'staff' });
        const email = fresh();
        const { applicationId } = await rig.apply(email);
        const { version } = await rig.get('applications.get', { applicationId }, rig.office.token);
        await ask('applications.return', { applicationId, version, note: 'お名前の字を確かめてください。' }, rig.office.token);
        const [newest] = await rig.tokens(email);
        return newest!;
      },
      redeem: send,
    },
  };
  return Object.assign(rig, { kinds });
}
