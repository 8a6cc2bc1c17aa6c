import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { RequestClosingInput } from '@tsudoi/shared/contracts/organizations/organization.contract';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { ConfirmDialog, Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { Note } from '../../components/Note.tsx';
import { OwnPasswordField } from '../../components/OwnPasswordField.tsx';
import { PageBody, PageHead } from '../../components/Page.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { toast } from '../../components/Toast.tsx';
import { formatDateLong } from '../../lib/dates.ts';
import { navWords } from '../../lib/i18n/nav-words.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { ClosingView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { closingTexts } from './closing-texts.ts';
import { SaveEverything } from './SaveEverything.tsx';
import './identity.css';

const Password = RequestClosingInput.pick({ password: true });

/** The end of the contract: the days before anything is asked for, and the way back afterwards. */
export function ClosingScreen() {
  const words = useWords(closingTexts).closing;
  const { security } = useWords(navWords);
  const org = useOrg();
  const trpc = useTRPC();
  const closing = useQuery(trpc.organizations.closing.queryOptions());
  return (
    <>
      <PageHead title={words.title} sub={words.sub} crumb={[{ label: security, to: '/$org/admin/settings/security', params: { org } }]} />
      <PageBody>
        <QueryState query={closing} skeleton={<PanelSkeleton rows={5} />}>
          {(view) => <Closing view={view} />}
        </QueryState>
      </PageBody>
    </>
  );
}

function Closing({ view }: { readonly view: ClosingView }) {
  const words = useWords(closingTexts).closing;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const viewer = useQuery(trpc.identity.viewer.queryOptions());
  const cancel = useMutation(trpc.organizations.cancelClosing.mutationOptions());
  const [asked, setAsked] = useState<'request' | 'cancel' | null>(null);
  const me = viewer.data?.audience === 'admin' ? viewer.data : null;
  const { requested } = view;
  const dates = requested ?? view.ifToday;
  const close = async (text?: string) => {
    setAsked(null);
    if (text === undefined) return;
    toast({ text });
    await queries.invalidateQueries(trpc.organizations.pathFilter());
  };
  return (
    <>
      {requested ? (
        <Note kind="warn" title={fill(words.requested, { date: formatDateLong(requested.requestedOn), by: requested.requestedBy })} />
      ) : (
        <p className="muted">{words.lead}</p>
      )}
      <Panel title={words.steps}>
        <div className="stack">
          <Rows>
            <Row label={words.lastDay}>
              <b>{formatDateLong(dates.effectiveOn)}</b>
            </Row>
            <Row label={words.purgedBy}>{formatDateLong(dates.purgedBy)}</Row>
          </Rows>
          <p className="muted">{words.rule}</p>
        </div>
      </Panel>
      <Panel title={words.what}>
        <dl className="closing">
          {(['login', 'members', 'books', 'export'] as const).map((row) => (
            <div key={row}>
              <dt>
                <b>{words.whatRows[row].label}</b>
              </dt>
              <dd>{words.whatRows[row].text}</dd>
            </div>
          ))}
        </dl>
      </Panel>
      {me?.role === 'owner' ? <SaveEverything orgName={me.orgName} /> : null}
      {me === null ? null : me.role !== 'owner' ? (
        <p className="muted">{words.onlyOwner}</p>
      ) : (
        <div>
          <Button kind={requested ? 'default' : 'danger'} size="lg" onPress={() => setAsked(requested ? 'cancel' : 'request')}>
            {requested ? words.cancel : words.request}
          </Button>
        </div>
      )}
      {asked === 'request' ? <Ask view={view} orgName={me?.orgName ?? ''} onClose={close} /> : null}
      {asked === 'cancel' ? (
        <ConfirmDialog
          isOpen
          onClose={() => void close()}
          title={words.cancel}
          confirmLabel={words.cancel}
          onConfirm={async () => {
            await cancel.mutateAsync({ version: view.version });
            await close(words.cancelledToast);
          }}
        >
          <p>{words.cancelText}</p>
        </ConfirmDialog>
      ) : null}
    </>
  );
}

interface AskProps {
  readonly view: ClosingView;
  readonly orgName: string;
  readonly onClose: (text?: string) => Promise<void>;
}

function Ask({ view, orgName, onClose }: AskProps) {
  const words = useWords(closingTexts).closing;
  const trpc = useTRPC();
  const request = useMutation(trpc.organizations.requestClosing.mutationOptions());
  return (
    <Dialog isOpen onClose={() => void onClose()} title={words.request}>
      <Form
        asks={false}
        schema={Password}
        defaults={{ password: '' }}
        errorField={{ IDENTITY_MISMATCH: 'password' }}
        onSubmit={async ({ password }) => {
          await request.mutateAsync({ password, version: view.version });
          await onClose(words.requestedToast);
        }}
      >
        <p>{fill(words.confirm, { org: orgName, date: formatDateLong(view.ifToday.effectiveOn) })}</p>
        <OwnPasswordField />
        <FormButtons>
          <Button size="lg" onPress={() => void onClose()}>
            {words.dismiss}
          </Button>
          <SubmitButton kind="danger">{words.request}</SubmitButton>
        </FormButtons>
      </Form>
    </Dialog>
  );
}
