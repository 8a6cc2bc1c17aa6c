import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type AccountRole, BookSettingsForm, feeTaxes } from '@tsudoi/shared/contracts/reports/books.contract';
import { CheckboxField, RadioCards } from '../../components/Choice.tsx';
import { SettingsForm, SettingsPage } from '../../components/SettingsPage.tsx';
import { Panel } from '../../components/Panel.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { BookSettingsView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { booksTexts } from './books-texts.ts';
import './books.css';

const groups = {
  money: ['bank', 'postal', 'cash', 'clearing', 'debit'],
  owed: ['receivable', 'prepaid', 'deposit'],
  income: ['annual', 'recurring', 'joining', 'event', 'adhoc', 'writeOff', 'systemFee'],
} as const satisfies Record<string, readonly AccountRole[]>;

/** 勘定科目の設定: when dues are income, and what the accounts are called. */
export function BookSettingsScreen() {
  const org = useOrg();
  const words = useWords(booksTexts);
  const trpc = useTRPC();
  const settings = useQuery(trpc.reports.bookSettings.queryOptions());
  return (
    <SettingsPage
      title={words.settings.title}
      sub={words.settings.sub}
      crumb={[{ label: words.title, to: '/$org/admin/books', params: { org } }]}
      query={settings}
    >
      {(found) => <Fields settings={found} />}
    </SettingsPage>
  );
}

function Fields({ settings }: { readonly settings: BookSettingsView }) {
  const words = useWords(booksTexts).settings;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const update = useMutation(trpc.reports.updateBookSettings.mutationOptions());
  return (
    <SettingsForm
      settings={settings}
      latest={() => queries.fetchQuery({ ...trpc.reports.bookSettings.queryOptions(), staleTime: 0 })}
      schema={BookSettingsForm}
      defaultsOf={({ version: _version, fiscalYearStartMonth: _start, ...defaults }) => defaults}
      save={(values, version) => update.mutateAsync({ settings: values, version })}
      onSaved={() => queries.invalidateQueries(trpc.reports.pathFilter())}
      words={words}
    >
      {() => (
        <>
          <Panel title={words.rules}>
            <div className="form">
              <RadioCards
                name="basis"
                label={words.basis}
                options={[
                  { value: 'accrual', label: words.accrual, text: words.accrualText },
                  { value: 'cash', label: words.cash, text: words.cashText },
                ]}
              />
              <p className="muted">{words.basisHint}</p>
              <CheckboxField name="deferPrepaid" label={words.deferPrepaid} hint={words.deferHint} />
              <CheckboxField name="partner" label={words.partner} hint={words.partnerHint} />
              <RadioCards
                name="feeTax"
                label={words.feeTax}
                options={feeTaxes.map((value) => ({ value, label: words.feeTaxes[value].label, text: words.feeTaxes[value].text }))}
              />
            </div>
          </Panel>
          <Panel title={words.accounts}>
            <div className="form">
              <p className="muted">{words.accountsText}</p>
              {(Object.keys(groups) as (keyof typeof groups)[]).map((group) => (
                <section key={group} className="books-group" aria-label={words.groups[group]}>
                  <h3>{words.groups[group]}</h3>
                  {group === 'money' ? <p className="muted">{words.clearingHint}</p> : null}
                  {groups[group].map((role) => (
                    <div key={role} className="books-pair">
                      <TextField
                        name={`accounts.${role}.account`}
                        label={fill(words.account, { role: words.roles[role] })}
                        optional
                        autoComplete="off"
                      />
                      <TextField
                        name={`accounts.${role}.sub`}
                        label={fill(words.sub2, { role: words.roles[role] })}
                        optional
                        autoComplete="off"
                      />
                    </div>
                  ))}
                </section>
              ))}
            </div>
          </Panel>
        </>
      )}
    </SettingsForm>
  );
}
