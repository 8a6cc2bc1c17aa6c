import { useMutation, useQueryClient } from '@tanstack/react-query';
import { DebitContractAsk } from '@tsudoi/shared/contracts/payments/direct-debit.contract';
import { useState } from 'react';
import type * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { ConfirmDialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { Note } from '../../components/Note.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { useErrorText } from '../../lib/errors.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { DebitContractOfOrg } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { operationTexts } from './texts.ts';

/** PAY-04: an organisation's contract with its bank, looked at beside the paper and opened. */
export function DebitApproval() {
  const all = useWords(operationTexts);
  const words = all.debits;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const errorText = useErrorText();
  const [shown, setShown] = useState<{ readonly slug: string; readonly found: DebitContractOfOrg } | null>(null);
  const approve = useMutation(trpc.operations.approveDebit.mutationOptions());
  const end = useMutation(trpc.operations.endDebit.mutationOptions());
  const [isEnding, setEnding] = useState(false);
  const contract = shown?.found.contract ?? null;
  const open = async (slug: string, version: number) => {
    setShown({ slug, found: await approve.mutateAsync({ slug, version }) });
    toast({ text: words.approved });
  };
  return (
    <>
      <p>{words.lead}</p>
      <Panel title={shown?.found.orgName}>
        <Form
          schema={DebitContractAsk}
          defaults={{ slug: '' }}
          errorField={{ NOT_FOUND: 'slug' }}
          onSubmit={async ({ slug }: z.output<typeof DebitContractAsk>) => {
            const found = await queries.fetchQuery({ ...trpc.operations.debitContract.queryOptions({ slug }), staleTime: 0 });
            setShown({ slug, found });
          }}
        >
          <TextField name="slug" label={all.slug} hint={all.slugHint} width="w7" required />
          <FormButtons>
            <SubmitButton kind="default">{words.look}</SubmitButton>
          </FormButtons>
        </Form>
        {shown !== null && contract === null ? <Note>{words.none}</Note> : null}
        {shown === null || contract === null ? null : (
          <div className="stack">
            <Rows>
              <Row label={words.consignor}>{`${contract.consignorCode} ${contract.consignorName}`}</Row>
              <Row label={words.account}>
                {fill(words.accountText, {
                  bank: `${contract.bankCode} ${contract.bankName}`,
                  branch: `${contract.branchCode} ${contract.branchName}`,
                  tail: contract.accountTail,
                })}
              </Row>
              <Row label={words.day}>{fill(words.dayText, { day: contract.debitDay })}</Row>
              <Row label={words.state}>{words.states[contract.state]}</Row>
            </Rows>
            {approve.isError ? <Note kind="danger">{errorText(approve.error)}</Note> : null}
            {contract.state === 'requested' ? (
              <Button
                kind="primary"
                isPending={approve.isPending}
                onPress={() => void open(shown.slug, contract.version).catch(() => undefined)}
              >
                {words.approve}
              </Button>
            ) : null}
            {contract.state === 'ended' ? null : (
              <div>
                <Button kind="danger" onPress={() => setEnding(true)}>
                  {words.end}
                </Button>
              </div>
            )}
            <ConfirmDialog
              isOpen={isEnding}
              onClose={() => setEnding(false)}
              title={fill(words.endTitle, { org: shown.found.orgName })}
              confirmLabel={words.endConfirm}
              kind="danger"
              onConfirm={async () => {
                setShown({ slug: shown.slug, found: await end.mutateAsync({ slug: shown.slug, version: contract.version }) });
                toast({ text: words.endDone });
              }}
            >
              <p>{words.endText}</p>
            </ConfirmDialog>
          </div>
        )}
      </Panel>
    </>
  );
}
