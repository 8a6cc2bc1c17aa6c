import { useQuery } from '@tanstack/react-query';
import type { PostalTown } from '@tsudoi/shared/contracts/organizations/postal-code.contract';
import { type PostalAddress, noAddress, prefectures } from '@tsudoi/shared/kernel/postal-address';
import { Suspense, lazy, useEffect, useRef, useState } from 'react';
import { useFormContext } from 'react-hook-form';
import { addressTexts } from '../lib/i18n/address-words.ts';
import { useLanguage } from '../lib/language.ts';
import { addressWith, asAbroad, asJapanese, placeOf, postalDigits, townAlone } from '../lib/postal-address.ts';
import { latinPrefectures } from '../lib/prefecture-names.ts';
import { useTRPC } from '../lib/trpc.ts';
import { fill, useWords } from '../lib/words.ts';
import { Button } from './Button.tsx';
import { Checkbox } from './Choice.tsx';
import { type FieldProps, useFormValue } from './Form.tsx';
import { SelectField } from './SelectField.tsx';
import { TextField } from './TextField.tsx';

/** Few codes stand for several places: most forms never show the list. */
const PlaceList = lazy(() => import('./PlaceList.tsx').then((module) => ({ default: module.PlaceList })));

export interface AddressFieldsProps {
  readonly postalCode: Pick<FieldProps, 'label' | 'hint' | 'messages'>;
  /** Whether it is the own address of whoever types: then the browser may help. */
  readonly own?: boolean;
}

/** The present address of the form around, and how it is put there. */
function useAddress(): readonly [PostalAddress, (next: PostalAddress) => void] {
  const form = useFormContext();
  const present = { ...noAddress, ...(useFormValue('address') as PostalAddress | undefined) };
  return [present, (next) => form.setValue('address', next, { shouldDirty: true, shouldValidate: form.getFieldState('address').invalid })];
}

/** A postal code and the address behind it. One abroad is begun in English; where there is one, both languages show it. */
export function AddressFields({ postalCode, own = false }: AddressFieldsProps) {
  const words = useWords(addressTexts);
  const isEnglish = useLanguage() === 'en';
  const form = useFormContext();
  const [present, put] = useAddress();
  // Whoever unticks it may tick it again.
  const [hasBegun] = useState(present.country !== null);
  const isAbroad = present.country !== null;
  return (
    <>
      {isEnglish || hasBegun || isAbroad ? (
        <Checkbox
          isSelected={isAbroad}
          onChange={(next) => {
            if (next) form.setValue('postalCode', '', { shouldDirty: true });
            put(next ? asAbroad(present) : asJapanese(present));
          }}
        >
          {words.abroad}
        </Checkbox>
      ) : null}
      {isAbroad ? <Abroad own={own} /> : <InJapan postalCode={postalCode} own={own} />}
    </>
  );
}

const known = (own: boolean, token: string): string => (own ? token : 'off');

function Abroad({ own }: { readonly own: boolean }) {
  const words = useWords(addressTexts);
  return (
    <>
      <TextField name="address.street" label={words.lineOne} optional autoComplete={known(own, 'address-line1')} />
      <TextField name="address.building" label={words.lineTwo} optional autoComplete={known(own, 'address-line2')} />
      <TextField name="address.city" label={words.cityAbroad} optional autoComplete={known(own, 'address-level2')} />
      <TextField name="address.country" label={words.country} required autoComplete={known(own, 'country-name')} />
    </>
  );
}

/** At the seventh digit the place is filled in, or offered where there are several. */
function InJapan({ postalCode, own = false }: AddressFieldsProps) {
  const words = useWords(addressTexts);
  const trpc = useTRPC();
  const form = useFormContext();
  const [present, put] = useAddress();
  // Only what is typed is looked up: an address that stands already was right for its code once.
  const [asked, setAsked] = useState('');
  const filled = useRef<PostalTown | null>(null);
  const handled = useRef('');
  const found = useQuery({ ...trpc.postalCodes.lookup.queryOptions({ postalCode: asked }), enabled: asked !== '', staleTime: Infinity });
  const towns = asked === '' ? undefined : found.data?.towns;
  const [left, setLeft] = useState<PostalTown | null>(null);
  const take = (town: PostalTown, wasChosen: boolean) => {
    const now = { ...noAddress, ...(form.getValues('address') as PostalAddress | undefined) };
    const next = addressWith(town, now, filled.current, wasChosen);
    if (next === null) return setLeft(town);
    filled.current = town;
    setLeft(null);
    put(next);
  };
  const only = towns?.length === 1 ? towns[0]! : null;
  useEffect(() => {
    if (only === null || handled.current === asked) return;
    handled.current = asked;
    take(only, false);
  });
  const isEnglish = useLanguage() === 'en';
  return (
    <>
      <TextField
        {...postalCode}
        name="postalCode"
        optional
        width="w7"
        inputMode="numeric"
        autoComplete={known(own, 'postal-code')}
        onChange={(typed) => {
          handled.current = '';
          setLeft(null);
          setAsked(postalDigits(typed));
        }}
      />
      <div role="status" className="places__note">
        {towns?.length === 0 ? <p className="hint">{words.none}</p> : null}
        {left === null ? null : <p className="hint">{fill(words.left, { place: placeOf(left) })}</p>}
      </div>
      {left === null ? null : (
        <div className="row">
          <Button
            size="sm"
            onPress={() => {
              filled.current = left;
              setLeft(null);
              put(townAlone(left, present));
            }}
          >
            {words.replace}
          </Button>
        </div>
      )}
      {towns && towns.length > 1 ? (
        <Suspense fallback={null}>
          <PlaceList
            places={towns.map(placeOf)}
            onChoose={(place) =>
              take(
                towns.find((town) => placeOf(town) === place)!,
                true,
              )
            }
          />
        </Suspense>
      ) : null}
      <div className="pair">
        <SelectField
          name="address.prefecture"
          label={words.prefecture}
          optional
          autoComplete={known(own, 'address-level1')}
          options={[
            { value: '', label: words.noPrefecture },
            ...prefectures.map((name, at) => ({ value: name, label: isEnglish ? latinPrefectures[at]! : name })),
          ]}
        />
        <TextField name="address.city" label={words.city} optional autoComplete={known(own, 'address-level2')} />
      </div>
      <TextField name="address.street" label={words.street} optional autoComplete={known(own, 'address-line1')} />
      <TextField name="address.building" label={words.building} optional autoComplete={known(own, 'address-line2')} />
    </>
  );
}
