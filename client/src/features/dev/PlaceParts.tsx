import { PostalCode, ShortText } from '@tsudoi/shared/contracts/text.contract';
import { noAddress } from '@tsudoi/shared/kernel/postal-address';
import * as z from 'zod';
import { AddressFields } from '../../components/AddressFields.tsx';
import { BankPlaceFields } from '../../components/BankPlaceFields.tsx';
import { Form } from '../../components/Form.tsx';
import { PayoutAccountEntry } from '../../components/PayoutAccountEntry.tsx';
import { PlaceField } from '../../components/PlaceField.tsx';
import { PlaceList } from '../../components/PlaceList.tsx';
import { useWords } from '../../lib/words.ts';
import { PartSection, Sample } from './Sample.tsx';
import { SentForm } from './SentForm.tsx';
import { recordTexts } from './record-texts.ts';
import { devTexts } from './texts.ts';
import { abroad, banks, branches, inJapan, towns } from './typed.rules.ts';

const anything = z.record(z.string(), z.unknown());
const Address = z.object({ postalCode: PostalCode, address: z.object({ city: ShortText, street: ShortText }) });
const code = z.string().regex(/^\d+$/, 'required');
const Account = z.object({ bankCode: code, bankName: ShortText, branchCode: code, branchName: ShortText });

const [mizuho, , japanPost] = banks;
const [, kanda] = branches;

/** Addresses and banks: what is typed is looked up, and what is found may be taken. */
export function PlaceParts() {
  const { sections, states } = useWords(devTexts);
  const words = useWords(recordTexts);
  const postalCode = { label: words.postalCode, hint: words.postalCodeHint };
  const bank = { code: { label: words.bankCode, required: true }, name: { label: words.bankName } };
  const branch = { code: { label: words.branchCode, required: true }, name: { label: words.branchName } };
  return (
    <PartSection id="places" {...sections.places}>
      <Sample of="AddressFields" state={states.filled}>
        <Form schema={anything} defaults={{ postalCode: '100-0001', address: inJapan }} onSubmit={() => undefined}>
          <AddressFields postalCode={postalCode} />
        </Form>
      </Sample>
      <Sample of="AddressFields" state={words.abroad}>
        <Form schema={anything} defaults={{ postalCode: '', address: abroad }} onSubmit={() => undefined}>
          <AddressFields postalCode={postalCode} />
        </Form>
      </Sample>
      <Sample of="AddressFields" state={states.wrong}>
        <SentForm schema={Address} defaults={{ postalCode: '100', address: noAddress }} onSubmit={() => undefined}>
          <AddressFields postalCode={postalCode} />
        </SentForm>
      </Sample>
      <Sample of="BankPlaceFields" state={states.filled}>
        <Form
          schema={anything}
          defaults={{ bankCode: mizuho!.code, bankName: mizuho!.name, branchCode: kanda!.code, branchName: kanda!.name }}
          onSubmit={() => undefined}
        >
          <BankPlaceFields writes="name" bank={bank} branch={branch} />
        </Form>
      </Sample>
      <Sample of="BankPlaceFields" state={words.japanPost}>
        <Form schema={anything} defaults={{ bankCode: japanPost!.code, branchCode: '' }} onSubmit={() => undefined}>
          <BankPlaceFields writes="kana" bank={{ code: bank.code }} branch={{ code: branch.code }} />
        </Form>
      </Sample>
      <Sample of="BankPlaceFields" state={states.wrong}>
        <SentForm schema={Account} defaults={{ bankCode: '', bankName: '', branchCode: '', branchName: '' }} onSubmit={() => undefined}>
          <BankPlaceFields writes="kana" bank={bank} branch={branch} />
        </SentForm>
      </Sample>
      <Sample of="PayoutAccountEntry" state={words.japanPostBook}>
        <PayoutAccountEntry schemas={{ bank: anything, japan_post: anything }} proof={{}} onSubmit={() => undefined}>
          {null}
        </PayoutAccountEntry>
      </Sample>
      <Sample of="PlaceList" state={words.several}>
        <PlaceList
          places={towns['6028064']!.map(({ prefecture, city, town }) => `${prefecture}${city}${town}`)}
          onChoose={() => undefined}
        />
      </Sample>
      <Sample of="PlaceField" state={words.search}>
        <Form schema={anything} defaults={{ bank: '' }} onSubmit={() => undefined}>
          <PlaceField name="bank" label={words.bankName} hint={words.bankHint} bankCode={null} onChoose={() => undefined} />
        </Form>
      </Sample>
    </PartSection>
  );
}
