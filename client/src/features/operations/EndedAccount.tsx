import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { AccountEvidence, BankAccountForm, JapanPostAccountForm } from '@tsudoi/shared/contracts/payments/payout-account.contract';
import type * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { FormButtons, SubmitButton } from '../../components/Form.tsx';
import { PayoutAccountEntry } from '../../components/PayoutAccountEntry.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { TextAreaField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { payoutDeskTexts } from './payout-desk-texts.ts';

const proof = { evidence: AccountEvidence };
const schemas = { bank: BankAccountForm.extend(proof), japan_post: JapanPostAccountForm.safeExtend(proof) };
type Entered = z.output<(typeof schemas)[keyof typeof schemas]>;

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
  return (
    <PayoutAccountEntry schemas={schemas} proof={{ evidence: '' }} onSubmit={onSubmit}>
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
    </PayoutAccountEntry>
  );
}
