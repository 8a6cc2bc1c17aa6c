import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Permission } from '@tsudoi/shared/contracts/identity/identity.contract';
import { Search } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { Dialog } from '../components/Dialog.tsx';
import { type Target, linkProps } from '../components/LinkButton.tsx';
import { navWords } from '../lib/i18n/nav-words.ts';
import { useOrg } from '../lib/org.ts';
import { useSettled } from '../lib/settled.ts';
import { useTRPC } from '../lib/trpc.ts';
import { fill, useWords } from '../lib/words.ts';
import { type Way, waysNamed } from './console-ways.ts';
import { paletteTexts } from './palette-texts.ts';
import './palette.css';

interface Hit {
  readonly id: string;
  readonly group: 'members' | 'bills' | 'screens';
  readonly label: ReactNode;
  readonly note: string;
  readonly target: Target;
}

export interface PaletteProps {
  readonly ways: readonly Way[];
  readonly permissions: readonly Permission[];
  readonly onClose: () => void;
}

/** Ctrl+K: to a member, a bill or a screen, with the keyboard alone. */
export function Palette({ ways, permissions, onClose }: PaletteProps) {
  const words = useWords(paletteTexts);
  return (
    <Dialog isOpen onClose={onClose} title={words.title} wide>
      <Finder ways={ways} permissions={permissions} onClose={onClose} />
    </Dialog>
  );
}

function useHits(typed: string, ways: readonly Way[], permissions: readonly Permission[]) {
  const org = useOrg();
  const names = useWords(navWords);
  const words = useWords(paletteTexts);
  const trpc = useTRPC();
  const asks = typed !== '';
  const members = useQuery({
    ...trpc.members.list.queryOptions({ q: typed.slice(0, 100), size: 20 }),
    enabled: asks && permissions.includes('members.read'),
  });
  const bodies = useQuery({
    ...trpc.members.list.queryOptions({ q: typed.slice(0, 100), kind: 'corporate', size: 20 }),
    enabled: asks && permissions.includes('members.read'),
  });
  const bills = useQuery({
    ...trpc.billing.bills.queryOptions({ q: typed.slice(0, 100), size: 20 }),
    enabled: asks && permissions.includes('billing.read'),
  });
  const hits: Hit[] = [
    ...(asks ? (members.data?.rows ?? []) : []).slice(0, 8).map((row): Hit => ({
      id: row.memberId,
      group: 'members',
      label: `${row.familyName} ${row.givenName}`,
      note: `${row.familyNameKana} ${row.givenNameKana} / ${row.memberNumber}`,
      target: { to: '/$org/admin/members/$memberId', params: { org, memberId: row.memberId } },
    })),
    ...(asks && (members.data?.total ?? 0) > 8
      ? [
          {
            id: 'all-members',
            group: 'members' as const,
            label: fill(words.allMembers, { text: typed }),
            note: '',
            target: { to: '/$org/admin/members', params: { org }, search: { q: typed, status: 'all' } },
          },
        ]
      : []),
    ...(asks ? (bodies.data?.rows ?? []) : []).slice(0, 4).map((row): Hit => ({
      id: row.memberId,
      group: 'members',
      label: row.familyName,
      note: `${row.contactName} / ${row.memberNumber}`,
      target: { to: '/$org/admin/members/$memberId', params: { org, memberId: row.memberId } },
    })),
    ...(asks ? (bills.data?.rows ?? []) : []).slice(0, 5).map((row): Hit => ({
      id: row.billId,
      group: 'bills',
      label: row.billName,
      note: `${row.memberName} / ${row.billNumber}`,
      target: { to: '/$org/admin/bills/$billId', params: { org, billId: row.billId } },
    })),
    ...waysNamed(ways, typed, [navWords.ja, navWords.en], permissions).map((way): Hit => ({
      id: way.to,
      group: 'screens',
      label: names[way.word],
      note: '',
      target: { to: way.to, params: { org } },
    })),
  ];
  const asked = [members, bodies, bills].filter((query) => query.fetchStatus !== 'idle' || query.data !== undefined || query.isError);
  return { hits, isAsking: asked.some((query) => query.fetchStatus !== 'idle'), isFailed: asked.some((query) => query.isError) };
}

function Finder({ ways, permissions, onClose }: PaletteProps) {
  const words = useWords(paletteTexts);
  const navigate = useNavigate();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  // It was opened to type in.
  useEffect(() => field.current?.focus(), []);
  const [text, setText] = useState('');
  const [isComposing, setComposing] = useState(false);
  const [active, setActive] = useState(0);
  const typed = useSettled(text, isComposing);
  const { hits, isAsking, isFailed } = useHits(typed, ways, permissions);
  // The text for which Enter was pressed before its answer was there.
  const awaited = useRef<string | null>(null);
  const at = Math.min(active, Math.max(0, hits.length - 1));
  useEffect(() => setActive(0), [typed]);
  useEffect(() => {
    document.getElementById(`${id}-${at}`)?.scrollIntoView({ block: 'nearest' });
  }, [id, at]);
  const open = (hit: Hit | undefined) => {
    if (!hit) return;
    onClose();
    void navigate(linkProps(hit.target));
  };
  const isAnswered = typed === text.trim() && !isAsking;
  // Whoever types a name and Enter at once means what will be found for it, and nothing where the asking has failed.
  useEffect(() => {
    if (!isAnswered || awaited.current !== typed) return;
    awaited.current = null;
    if (!isFailed) open(hits[0]);
  });
  const onKey = (event: { key: string; nativeEvent: { isComposing: boolean }; preventDefault(): void }) => {
    if (isComposing || event.nativeEvent.isComposing) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by !== undefined && hits.length > 0) {
      event.preventDefault();
      awaited.current = null;
      setActive((at + by + hits.length) % hits.length);
    }
    if (event.key !== 'Enter') return;
    // What is still being looked for must not be opened instead of what was meant: it is waited for.
    if (isAnswered) open(hits[at]);
    else awaited.current = text.trim();
  };
  return (
    <div className="palette">
      <span className="input palette__field">
        <Search size={18} aria-hidden />
        <input
          ref={field}
          type="text"
          role="combobox"
          aria-label={words.field}
          aria-expanded={hits.length > 0}
          aria-controls={`${id}-hits`}
          aria-autocomplete="list"
          {...(hits.length > 0 ? { 'aria-activedescendant': `${id}-${at}` } : {})}
          autoComplete="off"
          placeholder={words.field}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            awaited.current = null;
          }}
          onCompositionStart={() => setComposing(true)}
          onCompositionEnd={() => setComposing(false)}
          onKeyDown={onKey}
        />
      </span>
      <p className="sr-only" role="status">
        {typed === '' || isAsking ? '' : fill(words.found, { count: hits.length })}
      </p>
      {isFailed ? <p className="palette__none">{words.failed}</p> : null}
      {hits.length === 0 && !isAsking && !isFailed ? <p className="palette__none">{fill(words.none, { text: typed })}</p> : null}
      <div id={`${id}-hits`} role="listbox" aria-label={words.title} className="palette__hits">
        {(['members', 'bills', 'screens'] as const).map((group) => {
          const inGroup = hits.map((hit, index) => ({ hit, index })).filter(({ hit }) => hit.group === group);
          if (inGroup.length === 0) return null;
          return (
            <div key={group} role="group" aria-labelledby={`${id}-${group}`}>
              <p id={`${id}-${group}`} className="palette__group">
                {words[group]}
              </p>
              {inGroup.map(({ hit, index }) => (
                <div
                  key={hit.id}
                  id={`${id}-${index}`}
                  role="option"
                  tabIndex={-1}
                  aria-selected={index === at}
                  className={index === at ? 'palette__hit is-on' : 'palette__hit'}
                  onPointerMove={() => setActive(index)}
                  onClick={() => open(hit)}
                  onKeyDown={onKey}
                >
                  <b>{hit.label}</b>
                  <span className="muted">{hit.note}</span>
                </div>
              ))}
            </div>
          );
        })}
      </div>
      <p className="muted palette__hint">{words.hint}</p>
    </div>
  );
}
