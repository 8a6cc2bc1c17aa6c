import { useQuery } from '@tanstack/react-query';
import { type ReactNode, Suspense, lazy, useEffect, useRef, useState } from 'react';
import { useFormContext } from 'react-hook-form';
import { useKit } from '../lib/i18n/kit.ts';
import { addressWith, placeOf, postalDigits } from '../lib/postal-address.ts';
import { useTRPC } from '../lib/trpc.ts';
import { fill } from '../lib/words.ts';
import { Button } from './Button.tsx';
import { TextField } from './TextField.tsx';

/** Few codes stand for several places: most forms never show the list. */
const PlaceList = lazy(() => import('./PlaceList.tsx').then((module) => ({ default: module.PlaceList })));

interface Part {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly messages?: Readonly<Record<string, string>>;
}

export interface AddressFieldsProps {
  readonly postalCode: Part & { readonly name?: string };
  readonly address: Part & { readonly name?: string };
  /** Whether it is the own address of whoever types: then the browser may help. */
  readonly own?: boolean;
}

/** A postal code and the address behind it: at the seventh digit the place is filled in, or offered where there are several. */
export function AddressFields({ postalCode, address, own = false }: AddressFieldsProps) {
  const words = useKit().address;
  const trpc = useTRPC();
  const form = useFormContext();
  const addressName = address.name ?? 'address';
  // Only what is typed is looked up: an address that stands already was right for its code once.
  const [asked, setAsked] = useState('');
  const filled = useRef('');
  const handled = useRef('');
  const found = useQuery({ ...trpc.postalCodes.lookup.queryOptions({ postalCode: asked }), enabled: asked !== '', staleTime: Infinity });
  const places = asked === '' ? undefined : found.data?.towns.map(placeOf);
  const [left, setLeft] = useState('');
  const put = (place: string, address: string) => {
    filled.current = place;
    setLeft('');
    form.setValue(addressName, address, { shouldDirty: true, shouldValidate: form.getFieldState(addressName).invalid });
  };
  const take = (place: string, wasChosen: boolean) => {
    const present = String(form.getValues(addressName) ?? '');
    const next = addressWith(place, present, filled.current, wasChosen);
    if (next !== present) put(place, next);
    else setLeft(present.startsWith(place) ? '' : place);
  };
  const only = places?.length === 1 ? places[0]! : null;
  useEffect(() => {
    if (only === null || handled.current === asked) return;
    handled.current = asked;
    take(only, false);
  });
  return (
    <>
      <TextField
        {...postalCode}
        name={postalCode.name ?? 'postalCode'}
        optional
        width="w7"
        inputMode="numeric"
        autoComplete={own ? 'postal-code' : 'off'}
        onChange={(typed) => {
          handled.current = '';
          setLeft('');
          setAsked(postalDigits(typed));
        }}
      />
      <div role="status" className="places__note">
        {places?.length === 0 ? <p className="hint">{words.none}</p> : null}
        {left === '' ? null : <p className="hint">{fill(words.left, { place: left })}</p>}
      </div>
      {left === '' ? null : (
        <div className="row">
          <Button size="sm" onPress={() => put(left, left)}>
            {words.replace}
          </Button>
        </div>
      )}
      {places && places.length > 1 ? (
        <Suspense fallback={null}>
          <PlaceList places={places} onChoose={(place) => take(place, true)} />
        </Suspense>
      ) : null}
      <TextField {...address} name={addressName} optional autoComplete={own ? 'street-address' : 'off'} />
    </>
  );
}
