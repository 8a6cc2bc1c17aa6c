import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type * as z from 'zod';
import { useVersioned } from '../lib/versioned.ts';
import { Form, FormButtons, type FormDefaults, SubmitButton } from './Form.tsx';
import { FormConflict, type NameOfPlace } from './FormConflict.tsx';
import { PageBody, PageHead, type PageHeadProps } from './Page.tsx';
import { QueryState } from './QueryState.tsx';
import { PanelSkeleton } from './Skeleton.tsx';
import { toast } from './Toast.tsx';

/** A page of settings: its head, and the form once they are read. */
export function SettingsPage<T>({
  query,
  children,
  ...head
}: Pick<PageHeadProps, 'title' | 'sub' | 'crumb'> & {
  readonly query: UseQueryResult<T, unknown>;
  readonly children: (found: T) => ReactNode;
}) {
  return (
    <>
      <PageHead {...head} />
      <PageBody>
        <QueryState query={query} skeleton={<PanelSkeleton rows={6} />}>
          {children}
        </QueryState>
      </PageBody>
    </>
  );
}

interface SettingsFormProps<T, S extends z.ZodType> {
  readonly settings: T;
  /** What stands now, for whoever saves second. */
  readonly latest: () => Promise<T>;
  readonly schema: S;
  readonly defaultsOf: (begun: T) => NoInfer<FormDefaults<S>> & Readonly<Record<string, unknown>>;
  readonly save: (values: z.output<S>, version: number) => Promise<T>;
  readonly onSaved: () => Promise<unknown>;
  /** Which field a refusal belongs to. */
  readonly errorField?: Readonly<Record<string, string>>;
  /** What its places are called that are no single field of the page: rows of a list, and the list. */
  readonly nameOf?: NameOfPlace;
  readonly words: { readonly saved: string; readonly save: string };
  readonly children: (begun: T) => ReactNode;
}

/** Its form, saved over the version it began with: of two who save, the second is told, and keeps what they typed. */
export function SettingsForm<T extends { readonly version: number }, S extends z.ZodType>({
  settings,
  latest,
  schema,
  defaultsOf,
  save,
  onSaved,
  errorField = {},
  nameOf,
  words,
  children,
}: SettingsFormProps<T, S>) {
  const { begun, conflict, key, save: saveOver } = useVersioned(settings, latest, defaultsOf);
  const submit = async (values: z.output<S>) => {
    const { newest, isSaved } = await saveOver(save(values, begun.version));
    if (!isSaved) return;
    // What stood there may be what the form would not take: then there is nothing to go back to.
    const before = schema.safeParse(defaultsOf(begun));
    const undo = async () => {
      const back = await saveOver(save(before.data!, newest.version));
      if (!back.isSaved) throw new Error('somebody has changed it since');
      await onSaved();
    };
    toast({ text: words.saved, ...(before.success ? { undo } : {}) });
    await onSaved();
  };
  return (
    <Form key={key} schema={schema} defaults={defaultsOf(begun)} errorField={errorField} onSubmit={submit}>
      <FormConflict conflict={conflict} nameOf={nameOf} />
      {children(begun)}
      <FormButtons>
        <SubmitButton>{words.save}</SubmitButton>
      </FormButtons>
    </Form>
  );
}
