import { useMutation } from '@tanstack/react-query';
import { ConfirmDialog } from '../../components/Dialog.tsx';
import { toast } from '../../components/Toast.tsx';
import { Yen } from '../../components/Yen.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { type ActProps, useAfterwards } from './RefundActs.tsx';
import { refundTexts } from './refund-texts.ts';
import { refundWordTexts } from './refund-word-texts.ts';

/** What the office has seen at the provider of a refund that nobody answered for. */
export function RefundWord({ refund, act, onClose }: ActProps & { readonly act: 'made' | 'notMade' }) {
  const { list } = useWords(refundTexts);
  const texts = useWords(refundWordTexts);
  const words = texts[act];
  const say = useMutation(useTRPC().refunds.say.mutationOptions());
  const afterwards = useAfterwards();
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={words.title}
      rows={[
        { label: list.member, value: refund.memberName },
        { label: list.amount, value: <Yen value={refund.amount} /> },
      ]}
      confirmLabel={words.submit}
      kind={act === 'made' ? 'primary' : 'danger'}
      onConfirm={async () => {
        await say.mutateAsync({ refundId: refund.refundId, made: act === 'made' });
        await afterwards();
        toast({ text: texts.done });
      }}
    >
      <p className="muted">{words.text}</p>
    </ConfirmDialog>
  );
}
