import type { ListedPlace } from '@tsudoi/shared/contracts/organizations/bank-list.contract';
import { useEffect, useRef, useState } from 'react';
import { useFormContext } from 'react-hook-form';
import { bankWords } from '../lib/i18n/bank-words.ts';
import { placesOf, useListedPlaces } from '../lib/listed-places.ts';
import { useWords } from '../lib/words.ts';
import { type FieldProps, useFormValue } from './Form.tsx';
import { Note } from './Note.tsx';
import { PlaceField } from './PlaceField.tsx';
import { TextControl } from './TextField.tsx';

/** Its books name accounts in a way of their own. */
const japanPost = '9900';

type Part = Omit<FieldProps, 'name'>;
interface Place {
  readonly code: Part;
  /** Left out where a form keeps the code alone. */
  readonly name?: Part;
}

export interface BankPlaceFieldsProps {
  readonly bank: Place;
  readonly branch: Place;
  /** How the form keeps names: as bank files write them, or as people do. */
  readonly writes: 'kana' | 'name';
  readonly prefix?: string;
}

/**
 * Bank and branch of an account, found by name, reading or code: choosing one fills code and name in, a code typed by hand
 * fills the name in. What the list does not know stays as it was typed.
 */
export function BankPlaceFields({ bank, branch, writes, prefix = '' }: BankPlaceFieldsProps) {
  const words = useWords(bankWords);
  const form = useFormContext();
  const bankCode = codeOf(useFormValue(`${prefix}bankCode`), 4);
  const given = useRef<ListedPlace | null>(null);
  // A branch is one of its bank: with another one that was chosen, or that the list gave it for, it is asked for again.
  const leaveBank = (isOther: boolean) => {
    const [code, name] = [`${prefix}branchCode`, `${prefix}branchName`];
    const wasGiven = given.current !== null && form.getValues(code) === given.current.code;
    if (!isOther && !wasGiven) return;
    const isNameOfIt = branch.name !== undefined && (isOther || form.getValues(name) === given.current?.[writes]);
    if (isNameOfIt) form.setValue(name, '', { shouldDirty: true });
    form.setValue(code, '', { shouldDirty: true });
    given.current = null;
  };
  const take = (place: ListedPlace) => {
    given.current = place;
  };
  return (
    <>
      <PlacePair {...bank} stem={`${prefix}bank`} writes={writes} length={4} bankCode={null} onChange={leaveBank} />
      {bankCode === japanPost ? <Note live>{words.post}</Note> : null}
      <PlacePair {...branch} key={bankCode} stem={`${prefix}branch`} writes={writes} length={3} bankCode={bankCode} onFound={take} />
    </>
  );
}

/** A whole code, or '' while it is none. */
function codeOf(typed: unknown, length: number): string {
  const digits = typeof typed === 'string' ? typed.normalize('NFKC').trim() : '';
  return digits.length === length && /^\d+$/.test(digits) ? digits : '';
}

interface PairProps extends Place {
  /** What the names of both fields begin with. */
  readonly stem: string;
  readonly writes: BankPlaceFieldsProps['writes'];
  readonly length: number;
  /** Of the branch that is looked for; null for the bank itself. */
  readonly bankCode: string | null;
  /** Another code may be another place; one that was chosen in the place of a whole one is. */
  readonly onChange?: (isOther: boolean) => void;
  readonly onFound?: (place: ListedPlace) => void;
}

function PlacePair({ code, name, stem, writes, length, bankCode, onChange, onFound }: PairProps) {
  const words = useWords(bankWords);
  const form = useFormContext();
  // Only a code that is typed is looked up: what stands in the form already is left alone.
  const [asked, setAsked] = useState('');
  const [chosen, setChosen] = useState<ListedPlace | null>(null);
  const filled = useRef('');
  const handled = useRef('');
  const found = useListedPlaces(bankCode, asked);
  const known = chosen ?? placesOf(found).find((place) => place.code === asked) ?? null;
  const put = (part: 'Code' | 'Name', value: string) => {
    if (part === 'Name' && name === undefined) return;
    const field = `${stem}${part}`;
    form.setValue(field, value, { shouldDirty: true, shouldValidate: form.getFieldState(field).invalid });
  };
  const fill = (place: ListedPlace) => {
    filled.current = place[writes];
    put('Name', filled.current);
  };
  useEffect(() => {
    if (chosen !== null || known === null || handled.current === asked) return;
    handled.current = asked;
    onFound?.(known);
    // Wide figures become those of the list.
    if (form.getValues(`${stem}Code`) !== known.code) put('Code', known.code);
    if (['', filled.current].includes(String(form.getValues(`${stem}Name`) ?? ''))) fill(known);
  });
  const typeCode = (typed: string) => {
    onChange?.(false);
    handled.current = '';
    setChosen(null);
    setAsked(codeOf(typed, length));
  };
  const choose = (place: ListedPlace) => {
    const before = codeOf(form.getValues(`${stem}Code`), length);
    onChange?.(before !== '' && before !== place.code);
    setChosen(place);
    put('Code', place.code);
    fill(place);
    onFound?.(place);
  };
  const told = (
    <p className="hint" role="status">
      {known?.name ?? (asked !== '' && found.isSuccess ? words.unlisted : '')}
    </p>
  );
  const search = { bankCode, onChoose: choose };
  if (name === undefined) return <PlaceField {...search} {...code} name={`${stem}Code`} below={told} onTyped={typeCode} />;
  return (
    <div className="pair">
      <PlaceField {...search} {...name} name={`${stem}Name`} below={<p className="hint">{words.hint}</p>} />
      <TextControl {...code} name={`${stem}Code`} inputMode="numeric" autoComplete="off" below={told} onChange={typeCode} />
    </div>
  );
}
