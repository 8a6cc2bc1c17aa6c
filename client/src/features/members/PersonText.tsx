import { fullName, fullReading } from '@tsudoi/shared/kernel/names';
import { formatPhone } from '../../lib/phone.ts';
import type { ContactPerson } from '../../lib/views.ts';
import './record.css';

/** Somebody of a body: who, where they work there, and how they are reached. */
export function PersonText({ person, empty }: { readonly person: ContactPerson | undefined; readonly empty: string }) {
  // Whoever is there has a name: the contract sees to it.
  if (!person || person.familyName === '') return <span className="faint">{empty}</span>;
  const office = [person.department, person.title].filter((part) => part !== '').join(' ');
  return (
    <span className="person">
      <span>
        <b>{fullName(person)}</b> <small className="muted">{fullReading(person)}</small>
      </span>
      {office === '' ? null : <span>{office}</span>}
      {person.email === '' ? null : <span>{person.email}</span>}
      {person.phone === '' ? null : <span className="num">{formatPhone(person.phone)}</span>}
    </span>
  );
}
