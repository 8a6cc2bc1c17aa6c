import * as z from 'zod';

/** What open pages can be woken for. A page refetches what it shows; the event itself carries no data. */
export const liveTopics = [
  'bills',
  'payments',
  'charges',
  'runs',
  'tasks',
  'members',
  'imports',
  'receipts',
  'books',
  'lists',
  'applications',
] as const;
export const LiveTopic = z.enum(liveTopics);
export type LiveTopic = z.output<typeof LiveTopic>;
export const LiveEvent = z.object({ topic: LiveTopic, ref: z.string() });
export type LiveEvent = z.output<typeof LiveEvent>;
