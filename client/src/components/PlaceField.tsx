import type { ListedPlace } from '@tsudoi/shared/contracts/organizations/bank-list.contract';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useState } from 'react';
import { useController } from 'react-hook-form';
import { bankWords } from '../lib/i18n/bank-words.ts';
import { placesOf, useListedPlaces } from '../lib/listed-places.ts';
import { useSettled } from '../lib/settled.ts';
import { fill, useWords } from '../lib/words.ts';
import { FieldFrame } from './FieldFrame.tsx';
import { type FieldProps, useField } from './Form.tsx';

export interface PlaceFieldProps extends FieldProps {
  readonly bankCode: string | null;
  readonly onChoose: (place: ListedPlace) => void;
  readonly onTyped?: (typed: string) => void;
  readonly below?: ReactNode;
}

/** A field that offers banks, or branches of a bank, while one types; what fits none of them may stay. */
export function PlaceField({ bankCode, onChoose, onTyped, below, ...props }: PlaceFieldProps) {
  const words = useWords(bankWords);
  const { field, fieldState } = useController({ name: props.name });
  const facts = useField(props, fieldState.error?.message);
  const list = useId();
  const text = typeof field.value === 'string' ? field.value : '';
  const [isSearching, setSearching] = useState(false);
  const [isComposing, setComposing] = useState(false);
  const [active, setActive] = useState(0);
  const typed = useSettled(isSearching ? text : '', isComposing);
  const found = useListedPlaces(bankCode, typed);
  const places = placesOf(found);
  const isAsking = isSearching && text.trim() !== '' && (typed !== text.trim() || found.isFetching);
  const isWhole = places.length === 1 && places[0]!.code === text;
  const isOpen = isSearching && typed === text.trim() && places.length > 0 && !isWhole;
  useEffect(() => setActive(0), [typed]);
  useEffect(() => {
    if (isOpen) document.getElementById(`${list}-${active}`)?.scrollIntoView({ block: 'nearest' });
  }, [isOpen, list, active]);
  const take = (place: ListedPlace) => {
    setSearching(false);
    onChoose(place);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // The Enter that ends a conversion of the Japanese input is not an answer, and one that comes before the list sends no form.
    if (isComposing || event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' && isAsking) event.preventDefault();
    if (!isOpen) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by !== undefined) setActive((active + by + places.length) % places.length);
    else if (event.key === 'Enter') take(places[active]!);
    else if (event.key === 'Escape') setSearching(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <FieldFrame field={props} facts={facts} below={below}>
      <span className="suggest">
        <span className="input">
          <input
            id={facts.inputId}
            ref={field.ref}
            name={props.name}
            value={text}
            role="combobox"
            aria-expanded={isOpen}
            aria-controls={list}
            aria-autocomplete="list"
            {...(isOpen ? { 'aria-activedescendant': `${list}-${active}` } : {})}
            aria-invalid={facts.error !== null}
            aria-describedby={facts.describedBy}
            aria-required={props.required}
            autoComplete="off"
            onChange={(event) => {
              setSearching(true);
              field.onChange(event.target.value);
              onTyped?.(event.target.value);
            }}
            onCompositionStart={() => setComposing(true)}
            onCompositionEnd={() => setComposing(false)}
            onKeyDown={onKeyDown}
            onBlur={() => {
              setSearching(false);
              field.onBlur();
            }}
          />
        </span>
        <span className="sr-only" role="status">
          {isOpen ? fill(words.found, { count: places.length }) : ''}
        </span>
        <span id={list} role="listbox" aria-label={words.list} className="places" hidden={!isOpen}>
          {places.map((place, at) => (
            <span
              key={place.code}
              id={`${list}-${at}`}
              role="option"
              tabIndex={-1}
              aria-selected={at === active}
              className="places__item"
              {...(at === active ? { 'data-selected': true } : {})}
              // The field keeps the focus: without it the list would close before it hears the press.
              onPointerDown={(event) => event.preventDefault()}
              onMouseDown={(event) => event.preventDefault()}
              onPointerMove={() => setActive(at)}
              onClick={() => take(place)}
              onKeyDown={onKeyDown}
            >
              {place.name}
              <span className="muted num">{place.code}</span>
            </span>
          ))}
        </span>
      </span>
    </FieldFrame>
  );
}
