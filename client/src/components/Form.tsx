import { type ReactNode, createContext, useContext, useEffect, useId, useMemo, useState } from 'react';
import {
  type FieldErrors,
  type FieldValues,
  FormProvider,
  type Resolver,
  get,
  set,
  useForm,
  useFormContext,
  useFormState,
  useWatch,
} from 'react-hook-form';
import type * as z from 'zod';
import { type ErrorFacts, domainCodeOf, factsOf, filledRefusal, issueText } from '../lib/errors.ts';
import type { DomainErrorCode } from '@tsudoi/shared/kernel/domain-error';
import { useKit } from '../lib/i18n/kit.ts';
import { refusalText } from '../lib/i18n/refusals.ts';
import { useRefusals } from '../lib/refusal-words.ts';
import { fill } from '../lib/words.ts';
import { Button } from './Button.tsx';
import { type ButtonLook } from './LinkButton.tsx';
import { Note } from './Note.tsx';
import { Refusal } from './Refusal.tsx';
import { useUnsaved } from './unsaved-form.ts';

const ourCode = /^[a-z][a-z0-9_]*$/;

/** Our schemas name their refusals in snake case; a union is asked for the branch that does. */
function codeOf(issue: z.core.$ZodIssue): string {
  const inner = issue.code === 'invalid_union' ? issue.errors.flat().find(({ message }) => ourCode.test(message)) : undefined;
  const message = inner?.message ?? issue.message;
  return ourCode.test(message) ? message : issue.code;
}

function resolverOf(schema: z.ZodType): Resolver<FieldValues> {
  return (values) => {
    const parsed = schema.safeParse(values);
    if (parsed.success) return { values: parsed.data as FieldValues, errors: {} };
    const errors: FieldErrors = {};
    for (const issue of parsed.error.issues) {
      const name = issue.path.join('.');
      if (get(errors, name) === undefined) set(errors, name, { type: 'schema', message: codeOf(issue) });
    }
    return { values: {}, errors };
  };
}

/** A refusal of the server as the message of a field: its code and what its words name. */
const refusalOf = (error: unknown): string => `!${JSON.stringify([domainCodeOf(error), factsOf(error).params])}`;

type FieldRefusal = Pick<ErrorFacts, 'domainCode' | 'params'>;

function refusalIn(message: string | undefined): FieldRefusal | null {
  if (!message?.startsWith('!')) return null;
  const [domainCode, params] = JSON.parse(message.slice(1)) as [DomainErrorCode, FieldRefusal['params']];
  return { domainCode, params };
}

interface FormFacts {
  readonly id: string;
  readonly labels: Map<string, string>;
  readonly failure: unknown;
  /** What was sent was not saved: from then on it counts as unsaved; returns what ends that. */
  readonly holdUnsaved: () => () => void;
}

const FormContext = createContext<FormFacts>({ id: '', labels: new Map(), failure: null, holdUnsaved: () => () => undefined });

/** A value that somebody is still to fill in, choose or correct: it may be empty, and nothing has checked it yet. */
type Draft<Value> = unknown extends Value
  ? unknown
  : Value extends string
    ? Value extends z.core.$brand
      ? string
      : Value | ''
    : Value extends number
      ? number | '' | null
      : Value extends boolean
        ? boolean
        : Value extends readonly (infer Item)[]
          ? readonly Draft<Item>[]
          : Value extends object
            ? { readonly [Name in keyof Value]?: Draft<Value[Name]> | null }
            : Value;

/** What a form may begin with: the fields of its schema, any of them left out, empty or not yet right. */
export type FormDefaults<S extends z.ZodType> = Draft<z.input<S>>;

export interface FormProps<S extends z.ZodType> {
  readonly schema: S;
  readonly defaults: NoInfer<FormDefaults<S>>;
  /** Says `false` where nothing was saved though it throws nothing: what was typed is still asked about before it goes. */
  readonly onSubmit: (values: z.output<S>) => Promise<unknown> | void;
  /** Which field a refusal of the server belongs to. */
  readonly errorField?: Readonly<Record<string, string>>;
  readonly onValues?: (values: Record<string, unknown>) => void;
  readonly className?: string;
  readonly label?: string;
  /** Whether it is asked about before what was typed is thrown away: not a search, nor what keeps a draft by itself. */
  readonly asks?: boolean;
  readonly children: ReactNode;
}

/** One form for all: the schema of the contract checks, the first wrong field gets the focus, the server's refusal its place. */
export function Form<S extends z.ZodType>({
  schema,
  defaults,
  onSubmit,
  errorField = {},
  onValues,
  className,
  label,
  asks = true,
  children,
}: FormProps<S>) {
  const resolver = useMemo(() => resolverOf(schema), [schema]);
  const form = useForm<FieldValues>({ resolver, defaultValues: defaults as FieldValues, mode: 'onTouched', shouldFocusError: true });
  const [failure, setFailure] = useState<unknown>(null);
  const [labels] = useState(() => new Map<string, string>());
  const id = useId();
  const { sending, holdUnsaved } = useUnsaved(form, asks);
  const facts = useMemo(() => ({ id, labels, failure, holdUnsaved }), [id, labels, failure, holdUnsaved]);

  const refused = (error: unknown) => {
    const code = domainCodeOf(error);
    const field = code === null ? undefined : errorField[code];
    const issues = factsOf(error).issues.filter((issue) => labels.has(issue.path.join('.')));
    if (field !== undefined) form.setError(field, { type: 'server', message: refusalOf(error) }, { shouldFocus: true });
    for (const issue of issues) form.setError(issue.path.join('.'), { type: 'server', message: issue.code }, { shouldFocus: true });
    // Focused it may be off the screen all the same: it was so before the press, and focus that stays moves nothing.
    const first = field ?? issues[0]?.path.join('.');
    if (first !== undefined) document.getElementById(`${id}-${first}`)?.scrollIntoView({ block: 'center' });
    if (field === undefined && issues.length === 0) setFailure(error);
  };
  const submit = form.handleSubmit(async (values) => {
    setFailure(null);
    try {
      await sending(() => onSubmit(values as z.output<S>));
    } catch (error) {
      refused(error);
    }
  });
  return (
    <FormProvider {...form}>
      <FormContext value={facts}>
        <form
          className={`form${className ? ` ${className}` : ''}`}
          noValidate
          onSubmit={(event) => void submit(event)}
          {...(label === undefined ? {} : { 'aria-label': label })}
        >
          <Summary />
          {children}
          {onValues ? <Values onValues={onValues} /> : null}
        </form>
      </FormContext>
    </FormProvider>
  );
}

function Values({ onValues }: { readonly onValues: (values: Record<string, unknown>) => void }) {
  const values = useWatch();
  useEffect(() => onValues(values), [onValues, values]);
  return null;
}

/** Every wrong field by name, to jump to; only after somebody tried to send. */
function Summary() {
  const words = useKit();
  const { labels, id } = useContext(FormContext);
  const form = useFormContext();
  const { errors, submitCount } = useFormState();
  const wrong = [...labels].filter(([name]) => form.getFieldState(name).invalid && errors);
  if (submitCount === 0 || wrong.length < 2) return null;
  return (
    <Note kind="danger" title={fill(words.form.summary, { count: wrong.length })}>
      <ul className="form__wrong">
        {wrong.map(([name, label]) => (
          <li key={name}>
            <a
              href={`#${id}-${name}`}
              onClick={(event) => {
                event.preventDefault();
                form.setFocus(name);
              }}
            >
              {label}
            </a>
          </li>
        ))}
      </ul>
    </Note>
  );
}

export function FormButtons({ children }: { readonly children: ReactNode }) {
  const { failure } = useContext(FormContext);
  return (
    <>
      {failure === null ? null : (
        <Note kind="danger">
          <p>
            <Refusal error={failure} />
          </p>
        </Note>
      )}
      <div className="form__buttons">{children}</div>
    </>
  );
}

export function SubmitButton({ children, kind = 'primary', size = 'lg', ...look }: ButtonLook) {
  const { isSubmitting } = useFormState();
  return (
    <Button type="submit" kind={kind} size={size} isPending={isSubmitting} {...look}>
      {children}
    </Button>
  );
}

/** The fields of the form around, by their names, as people read them. */
export const useFormLabels = (): ReadonlyMap<string, string> => useContext(FormContext).labels;

/** Of the form around: from now on what it sent counts as not saved. */
export const useHoldUnsaved = (): (() => () => void) => useContext(FormContext).holdUnsaved;

/** The present value of a field of the form around. */
export function useFormValue(name: string): unknown {
  return useWatch({ name });
}

export interface FieldProps {
  readonly name: string;
  readonly label: string;
  readonly hint?: ReactNode;
  readonly required?: boolean;
  readonly optional?: boolean;
  /** Own words for what a schema, or the server by its code, refuses here. */
  readonly messages?: Readonly<Record<string, string>>;
}

export interface FieldFacts {
  readonly inputId: string;
  readonly error: string | null;
  /** Where the server has refused it: there may be a way on. */
  readonly refusal: FieldRefusal | null;
  readonly describedBy: string | undefined;
  readonly hintId: string;
  readonly errorId: string;
}

/** Registers a field by its label and puts its error into words. */
export function useField({ name, label, hint, messages }: FieldProps, message: string | undefined): FieldFacts {
  const words = useKit();
  const { id, labels } = useContext(FormContext);
  useRefusals();
  useEffect(() => {
    labels.set(name, label);
    return () => void labels.delete(name);
  }, [labels, name, label]);
  const inputId = `${id}-${name}`;
  const refusal = refusalIn(message);
  const said = (code: DomainErrorCode, params: FieldRefusal['params']) => messages?.[code] ?? refusalText(code, params) ?? words.unexpected;
  const error =
    message === undefined
      ? null
      : refusal?.domainCode
        ? filledRefusal(said(refusal.domainCode, refusal.params), refusal.params)
        : (messages?.[message] ?? issueText(message, words));
  const described = [hint ? `${inputId}-hint` : '', error === null ? '' : `${inputId}-error`].filter(Boolean).join(' ');
  const describedBy = described === '' ? undefined : described;
  return { inputId, error, refusal, describedBy, hintId: `${inputId}-hint`, errorId: `${inputId}-error` };
}
