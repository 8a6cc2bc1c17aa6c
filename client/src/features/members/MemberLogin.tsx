import { fullName } from '@tsudoi/shared/kernel/names';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { ConfirmDialog, Dialog } from '../../components/Dialog.tsx';
import { Note } from '../../components/Note.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { toast } from '../../components/Toast.tsx';
import { formatDate, formatMoment } from '../../lib/dates.ts';
import { useErrorText } from '../../lib/errors.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { MemberDetail, ProvisionalPair } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { LoginEmailDialog } from './LoginEmailDialog.tsx';
import { loginEmailTexts } from './login-email-texts.ts';
import { PairCard } from './PairCard.tsx';
import { useMayChange } from './record.view.ts';

/** How the member logs in, and a fresh pair for whoever needs one. */
export function MemberLogin({ member }: { readonly member: MemberDetail }) {
  const texts = useWords(adminMemberTexts);
  const words = texts.detail;
  const emailWords = useWords(loginEmailTexts);
  const text = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [asking, setAsking] = useState<'show' | 'reset' | 'email' | null>(null);
  const [pair, setPair] = useState<ProvisionalPair | null>(null);
  const refresh = () => queries.invalidateQueries(trpc.members.pathFilter());
  const issue = useMutation(trpc.identity.issueProvisional.mutationOptions({ onSuccess: refresh }));
  const mail = useMutation(trpc.identity.mailProvisional.mutationOptions({ onSuccess: refresh }));
  const force = useMutation(trpc.identity.forceMemberReset.mutationOptions({ onSuccess: refresh }));
  const { account } = member;
  const mayChange = useMayChange(member);
  const isVerified = account.state === 'verified';
  const mayLogIn = member.status === 'active' || member.status === 'suspended';
  const show = async () => setPair(await issue.mutateAsync({ memberId: member.memberId }));
  const send = async () => {
    const { to } = await mail.mutateAsync({ memberId: member.memberId });
    toast({ text: fill(words.mailed, { to }) });
  };
  const reset = async () => {
    const { to } = await force.mutateAsync({ memberId: member.memberId });
    toast({ text: fill(words.mailed, { to }) });
  };
  /** Somebody who already has a password would lose it: that is asked first. */
  const begin = () => {
    if (isVerified) setAsking('show');
    else void show().catch(() => undefined);
  };
  return (
    <Panel title={words.login}>
      <div className="stack">
        <Rows>
          <Row label={words.status}>{words.loginStates[account.state]}</Row>
          {account.loginId === '' ? null : (
            <Row label={words.loginId}>
              <span className="num">{account.loginId}</span>
            </Row>
          )}
          {account.loginEmail === '' ? null : <Row label={words.loginEmail}>{account.loginEmail}</Row>}
          {account.provisionalExpiresAt === null ? null : (
            <Row label={words.provisionalUntil}>{formatDate(account.provisionalExpiresAt)}</Row>
          )}
          <Row label={words.lastLogin}>{account.lastLoginAt === null ? words.never : formatMoment(account.lastLoginAt)}</Row>
        </Rows>
        {mayLogIn && mayChange ? (
          <div className="stack-8">
            <Button isPending={issue.isPending} onPress={begin}>
              {account.state === 'none' ? words.issue : words.reissue}
            </Button>
            {isVerified ? (
              <>
                {account.loginEmail === '' ? null : (
                  <Button kind="ghost" isPending={force.isPending} onPress={() => setAsking('reset')}>
                    {words.reset}
                  </Button>
                )}
                {account.loginEmail !== '' && member.contactEmail !== '' && account.loginEmail !== member.contactEmail ? (
                  <p className="hint">{emailWords.differs}</p>
                ) : null}
                <Button kind="ghost" onPress={() => setAsking('email')}>
                  {emailWords.open}
                </Button>
              </>
            ) : member.contactEmail === '' ? null : (
              <Button kind="ghost" isPending={mail.isPending} onPress={() => void send().catch(() => undefined)}>
                {words.mail}
              </Button>
            )}
          </div>
        ) : null}
        {issue.isError || mail.isError ? <Note kind="danger">{text(issue.error ?? mail.error)}</Note> : null}
      </div>
      <ConfirmDialog
        isOpen={asking === 'show' || asking === 'reset'}
        onClose={() => setAsking(null)}
        title={asking === 'reset' ? words.reset : words.reissue}
        confirmLabel={asking === 'reset' ? words.reset : words.reissue}
        onConfirm={() => (asking === 'reset' ? reset() : show())}
      >
        <p>{asking === 'reset' ? fill(words.resetText, { to: account.loginEmail }) : words.reissueText}</p>
      </ConfirmDialog>
      {asking === 'email' ? <LoginEmailDialog member={member} onClose={() => setAsking(null)} /> : null}
      {pair ? (
        <Dialog isOpen onClose={() => setPair(null)} title={texts.pair.title}>
          <PairCard pair={pair} name={fullName(member)} />
        </Dialog>
      ) : null}
    </Panel>
  );
}
