import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { AccountEvidence, BankAccountForm, JapanPostAccountForm } from '@tsudoi/shared/contracts/payments/payout-account.contract';
import type * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { PayoutAccountEntry } from '../../components/PayoutAccountEntry.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { TextAreaField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { emptyPayoutAccount } from '../../lib/payout-account.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { payoutDeskTexts } from './payout-desk-texts.ts';

const proof = { evidence: AccountEvidence };
const Bank = BankAccountForm.extend(proof);
const Post = JapanPostAccountForm.safeExtend(proof);
type Entered = z.output<typeof Bank> | z.output<typeof Post>;

interface EndedAccountProps {
  readonly slug: string;
  onClose(): void;
}

/** The account of an organisation that has ended, as its owners have told it: nobody of it gets in to enter it. */
export function EndedAccount({ slug, onClose }: EndedAccountProps) {
  const words = useWords(payoutDeskTexts);
  const trpc = useTRPC();
  const account = useQuery({ ...trpc.payoutDesk.account.queryOptions({ slug }), staleTime: 0 });
  return (
    <QueryState query={account} skeleton={<PanelSkeleton rows={3} />}>
      {(found) => (
        <div className="stack">
          <p>{words.ended.text}</p>
          <p className="muted">
            {found === null
              ? words.ended.none
              : `${words.ended.now} ${fill(words.accountOf, { bank: found.bankName, branch: found.branchName, tail: found.tail, holder: found.holder })}`}
          </p>
          <Fields slug={slug} version={found?.version ?? 0} onClose={onClose} />
        </div>
      )}
    </QueryState>
  );
}

function Fields({ slug, version, onClose }: EndedAccountProps & { readonly version: number }) {
  const words = useWords(payoutDeskTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const enter = useMutation(trpc.payoutDesk.enterAccount.mutationOptions());
  const onSubmit = async ({ evidence, ...account }: Entered) => {
    await enter.mutateAsync({ slug, account, version, evidence });
    await queries.invalidateQueries(trpc.payoutDesk.pathFilter());
    toast({ text: words.ended.done });
    onClose();
  };
  const end = (
    <>
      <TextAreaField
        name="evidence"
        label={words.ended.evidence}
        hint={words.ended.evidenceHint}
        required
        messages={{ too_short: words.ended.tooShort }}
      />
      <FormButtons>
        <Button size="lg" onPress={onClose}>
          {words.cancel}
        </Button>
        <SubmitButton>{words.ended.enter}</SubmitButton>
      </FormButtons>
    </>
  );
  return (
    <PayoutAccountEntry>
      {(isPost, fields) =>
        isPost ? (
          <Form key="post" schema={Post} defaults={{ ...emptyPayoutAccount.post, evidence: '' }} onSubmit={onSubmit}>
            {fields}
            {end}
          </Form>
        ) : (
          <Form key="bank" schema={Bank} defaults={{ ...emptyPayoutAccount.bank, evidence: '' }} onSubmit={onSubmit}>
            {fields}
            {end}
          </Form>
        )
      }
    </PayoutAccountEntry>
  );
}
