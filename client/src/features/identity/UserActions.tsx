import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ConfirmDialog } from '../../components/Dialog.tsx';
import { ProvenDialog } from './ProvenDialog.tsx';
import { Menu, type MenuEntry } from '../../components/Menu.tsx';
import { useTold } from '../../components/told.ts';
import { toast } from '../../components/Toast.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import type { AdminViewer, OrgUserView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { officeTexts } from './office-texts.ts';
import { secondStepTexts } from './second-step-texts.ts';
import { UserAccess } from './UserAccess.tsx';

type Act = 'access' | 'reset' | 'resetSecondStep' | 'remove' | 'handOver';

/** What may be done with one person of the office; what the server would refuse is not offered. */
export function UserActions({ user, me }: { readonly user: OrgUserView; readonly me: AdminViewer }) {
  const texts = useWords(officeTexts);
  const secondWords = useWords(secondStepTexts).people;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [act, setAct] = useState<Act | null>(null);
  const refresh = () => queries.invalidateQueries(trpc.identity.users.pathFilter());
  const told = useTold();
  const again = useMutation(trpc.identity.inviteAgain.mutationOptions(told));
  const force = useMutation(trpc.identity.forceUserReset.mutationOptions());
  const clear = useMutation(trpc.identity.resetSecondStep.mutationOptions());
  const remove = useMutation(trpc.identity.removeUser.mutationOptions());
  const handOver = useMutation(trpc.identity.handOverContact.mutationOptions());
  const isOwner = me.role === 'owner';
  const isSelf = user.userId === me.userId;
  const name = `${user.familyName} ${user.givenName}`;
  const { userId } = user;
  const close = () => setAct(null);
  if (user.role === 'owner' && !isOwner) return null;
  const entries: MenuEntry[] = user.isInvited
    ? [
        {
          id: 'again',
          label: texts.invite.again,
          onAction: () => again.mutate({ userId }, { onSuccess: ({ to }) => toast({ text: fill(texts.invite.sent, { to }) }) }),
        },
        { id: 'remove', label: texts.invite.takeBack, tone: 'danger', onAction: () => setAct('remove') },
      ]
    : [
        ...(isSelf
          ? []
          : [
              { id: 'access', label: texts.access.action, onAction: () => setAct('access') },
              { id: 'reset', label: texts.reset, onAction: () => setAct('reset') },
            ]),
        ...(isOwner && !isSelf && user.hasSecondStep
          ? [{ id: 'resetSecondStep', label: secondWords.reset, onAction: () => setAct('resetSecondStep') }]
          : []),
        ...(isOwner && user.role === 'owner' && !user.isContact
          ? [{ id: 'handOver', label: texts.handOver.action, onAction: () => setAct('handOver') }]
          : []),
        ...(isSelf || user.isContact
          ? []
          : [{ id: 'remove', label: texts.remove.action, tone: 'danger' as const, onAction: () => setAct('remove') }]),
      ];
  if (entries.length === 0) return null;
  const confirm = {
    reset: {
      label: texts.reset,
      text: fill(texts.resetText, { to: user.email }),
      run: async () => {
        const { to } = await force.mutateAsync({ userId });
        toast({ text: fill(texts.mailed, { to }) });
      },
    },
    remove: {
      label: user.isInvited ? texts.invite.takeBack : texts.remove.action,
      text: fill(user.isInvited ? texts.invite.takeBackText : texts.remove.text, { name }),
      run: async () => {
        await remove.mutateAsync({ userId });
        await refresh();
        toast({ text: user.isInvited ? texts.invite.takenBack : fill(texts.remove.done, { name }) });
      },
    },
  };
  const proven = {
    resetSecondStep: {
      label: secondWords.reset,
      text: fill(secondWords.resetText, { name, to: user.email }),
      run: async (password: string) => {
        await clear.mutateAsync({ userId, password });
        await refresh();
        toast({ text: fill(secondWords.resetDone, { name }) });
      },
    },
    handOver: {
      label: texts.handOver.action,
      text: fill(texts.handOver.text, { name }),
      run: async (password: string) => {
        await handOver.mutateAsync({ userId, password });
        await refresh();
        toast({ text: fill(texts.handOver.done, { name }) });
      },
    },
  };
  const asked = act === 'reset' || act === 'remove' ? confirm[act] : null;
  const weighty = act === 'resetSecondStep' || act === 'handOver' ? proven[act] : null;
  return (
    <>
      <Menu label={fill(texts.acts, { name })} items={entries} />
      {act === 'access' ? (
        <UserAccess user={user} roles={isOwner ? ['owner', 'admin', 'staff'] : ['admin', 'staff']} onClose={close} />
      ) : null}
      {weighty ? <ProvenDialog title={weighty.label} text={weighty.text} onClose={close} run={weighty.run} /> : null}
      {asked ? (
        <ConfirmDialog
          isOpen
          onClose={close}
          title={asked.label}
          confirmLabel={asked.label}
          kind={act === 'remove' ? 'danger' : 'primary'}
          onConfirm={asked.run}
        >
          <p>{asked.text}</p>
        </ConfirmDialog>
      ) : null}
    </>
  );
}
