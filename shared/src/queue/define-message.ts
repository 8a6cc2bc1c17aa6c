import type * as z from 'zod';

export type ServiceName = 'server' | 'payments-service';

/**
 * One kind of message, declared once. A new payload field stays optional until old messages have drained; a changed
 * meaning is a new version (design.md 3).
 */
export interface MessageDefinition<P extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly version: number;
  readonly to: ServiceName;
  readonly payload: P;
  /** Both sides test against the same examples. */
  readonly examples: readonly unknown[];
}

export function defineMessage<P extends z.ZodType>(definition: MessageDefinition<P>): MessageDefinition<P> {
  return definition;
}

export type PayloadOf<D> = D extends MessageDefinition<infer P> ? z.output<P> : never;
