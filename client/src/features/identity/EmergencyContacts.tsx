import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { EmergencyContact, emergencyContactsMost } from '@tsudoi/shared/contracts/organizations/organization.contract';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { Note } from '../../components/Note.tsx';
import { Panel } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { ListSkeleton } from '../../components/Skeleton.tsx';
import { PhoneField, TextField } from '../../components/TextField.tsx';
import { useTold } from '../../components/told.ts';
import { toast } from '../../components/Toast.tsx';
import { domainCodeOf } from '../../lib/errors.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { EmergencyContactsView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { closingTexts } from './closing-texts.ts';

/** Who is told of incidents; while nobody is listed, the contact owner is (ADM-06). */
export function EmergencyContacts() {
  const words = useWords(closingTexts).contacts;
  const trpc = useTRPC();
  const contacts = useQuery(trpc.organizations.emergencyContacts.queryOptions());
  return (
    <Panel title={words.title}>
      <div className="stack">
        <p className="muted">{words.sub}</p>
        <QueryState query={contacts} skeleton={<ListSkeleton rows={2} />}>
          {(view) => <Contacts view={view} />}
        </QueryState>
      </div>
    </Panel>
  );
}

function Contacts({ view }: { readonly view: EmergencyContactsView }) {
  const words = useWords(closingTexts).contacts;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [adding, setAdding] = useState(false);
  const [hasConflict, setConflict] = useState(false);
  const told = useTold();
  const save = useMutation(trpc.organizations.saveEmergencyContacts.mutationOptions());
  /** Whether it was saved. */
  const put = async (contacts: EmergencyContactsView['contacts'], text: string) => {
    let isSaved = true;
    try {
      await save.mutateAsync({ contacts, version: view.version });
      setConflict(false);
      setAdding(false);
      toast({ text });
    } catch (error) {
      if (domainCodeOf(error) !== 'CONFLICT') throw error;
      setConflict(true);
      isSaved = false;
    }
    await queries.invalidateQueries(trpc.organizations.pathFilter());
    return isSaved;
  };
  return (
    <>
      {hasConflict ? (
        <Note kind="warn" live>
          {words.conflict}
        </Note>
      ) : null}
      {view.contacts.length === 0 ? (
        <p>{fill(words.fallback, { email: view.fallback })}</p>
      ) : (
        <ul className="list">
          {view.contacts.map((contact) => (
            <li key={contact.email} className="item">
              <span className="grow">
                <b>{contact.name}</b>
                <br />
                <small className="muted">{[contact.email, contact.phone].filter((part) => part !== '').join(' / ')}</small>
              </span>
              <Button
                size="sm"
                label={fill(words.removeName, { name: contact.name })}
                onPress={() =>
                  void put(
                    view.contacts.filter((one) => one !== contact),
                    fill(words.removed, { name: contact.name }),
                  ).catch(told.onError)
                }
              >
                {words.remove}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {adding ? (
        <Form
          schema={EmergencyContact}
          defaults={{ name: '', email: '', phone: '' }}
          onSubmit={(contact) => put([...view.contacts, contact], fill(words.added, { name: contact.name }))}
        >
          <TextField name="name" label={words.name} hint={words.nameHint} messages={{ required: words.missingName }} />
          <TextField name="email" type="email" label={words.email} messages={{ required: words.missingEmail }} />
          <PhoneField name="phone" label={words.phone} optional />
          <FormButtons>
            <Button size="lg" onPress={() => setAdding(false)}>
              {words.cancel}
            </Button>
            <SubmitButton>{words.add}</SubmitButton>
          </FormButtons>
        </Form>
      ) : view.contacts.length >= emergencyContactsMost ? (
        <p className="muted">{words.full}</p>
      ) : (
        <Button onPress={() => setAdding(true)}>{words.add}</Button>
      )}
    </>
  );
}
