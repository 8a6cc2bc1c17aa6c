import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { CloseInquiryInput } from '@tsudoi/shared/contracts/identity/login-inquiry.contract';
import { Button } from '../../components/Button.tsx';
import { Dialog, DialogActions } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { Note } from '../../components/Note.tsx';
import { Row, Rows } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { formatDateLong } from '../../lib/dates.ts';
import { useErrorText } from '../../lib/errors.ts';
import { useMayNot } from '../../lib/may.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { InquiryCandidate, LoginInquiryDetail, LoginInquiryRow } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import './identity.css';
import { InquiryCandidates } from './InquiryCandidates.tsx';
import { inquiryTexts } from './inquiry-texts.ts';

const Closing = CloseInquiryInput.pick({ reason: true });

/** What was told beside who it may be; the ID leaves only when all four agree with one member. */
export function InquiryDialog({ inquiryId, onClose }: { readonly inquiryId: LoginInquiryRow['inquiryId']; readonly onClose: () => void }) {
  const words = useWords(inquiryTexts).detail;
  const trpc = useTRPC();
  const detail = useQuery(trpc.identity.loginInquiry.queryOptions({ inquiryId }));
  const name = detail.data ? `${detail.data.inquiry.familyName} ${detail.data.inquiry.givenName}` : '';
  return (
    <Dialog isOpen wide onClose={onClose} title={fill(words.title, { name })}>
      <QueryState query={detail} skeleton={<PanelSkeleton rows={5} />}>
        {(found) => <Compared found={found} onClose={onClose} />}
      </QueryState>
    </Dialog>
  );
}

function Compared({ found, onClose }: { readonly found: LoginInquiryDetail; readonly onClose: () => void }) {
  const texts = useWords(inquiryTexts);
  const words = texts.detail;
  const { inquiry, candidates } = found;
  const { inquiryId } = inquiry;
  const trpc = useTRPC();
  const mayNot = useMayNot()('members.write');
  const queries = useQueryClient();
  const errorText = useErrorText();
  const release = useMutation(trpc.identity.releaseLoginId.mutationOptions());
  const close = useMutation(trpc.identity.closeLoginInquiry.mutationOptions());
  const done = async (text: string) => {
    toast({ text });
    onClose();
    await queries.invalidateQueries(trpc.identity.loginInquiries.pathFilter());
  };
  const tell = async (memberId: InquiryCandidate['memberId']) => {
    const { to } = await release.mutateAsync({ inquiryId, memberId });
    await done(fill(words.released, { to }));
  };
  return (
    <div className="stack">
      <Rows>
        <Row
          label={texts.list.name}
        >{`${inquiry.familyName} ${inquiry.givenName}（${inquiry.familyNameKana} ${inquiry.givenNameKana}）`}</Row>
        <Row label={words.birthDate}>{formatDateLong(inquiry.birthDate)}</Row>
        <Row label={texts.list.email}>{inquiry.email}</Row>
        {inquiry.note === '' ? null : <Row label={words.note}>{inquiry.note}</Row>}
      </Rows>
      <InquiryCandidates
        candidates={candidates}
        to={inquiry.email}
        isPending={release.isPending}
        onRelease={(memberId) => void tell(memberId).catch(() => undefined)}
      />
      {release.isError ? <Note kind="danger">{errorText(release.error)}</Note> : null}
      {mayNot ? (
        <DialogActions>
          <Button size="lg" onPress={onClose}>
            {words.dismiss}
          </Button>
        </DialogActions>
      ) : (
        <Form
          schema={Closing}
          defaults={{ reason: '' }}
          onSubmit={async ({ reason }) => {
            await close.mutateAsync({ inquiryId, reason });
            await done(words.closed);
          }}
        >
          <TextField name="reason" label={words.reason} hint={words.reasonHint} />
          <FormButtons>
            <DialogActions>
              <Button size="lg" onPress={onClose}>
                {words.dismiss}
              </Button>
              <SubmitButton kind="default">{words.close}</SubmitButton>
            </DialogActions>
          </FormButtons>
        </Form>
      )}
    </div>
  );
}
