import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createExpressMiddleware } from '@trpc/server/adapters/express';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import express, { type Request, type RequestHandler, type Response } from 'express';
import * as z from 'zod';
import { createContext } from '../src/app/context.ts';
import type { RequestContext } from '../src/platform/trpc.ts';
import { createTrpcHttp } from '../src/platform/trpc-http.ts';
import { adminProcedure, asTrpcError, publicProcedure, router } from '../src/platform/trpc.ts';
import { startTestServer } from './server.factory.ts';

/** Bytes of a body. */
export const limit = 1000;
const open = publicProcedure('test');
const Named = z.strictObject({ name: z.string().max(20), note: z.string().optional() });

let waiting: { began(): void; left(): void } | null = null;

/** Whom `things.wait` tells that it has begun, and that its caller has left. */
export function whileWaiting(told: { began(): void; left(): void }): void {
  waiting = told;
}

export const asked = router({
  things: router({
    get: open
      .input(Named)
      .output(z.strictObject({ hello: z.string(), note: z.string().nullable() }))
      .query(({ input }) => ({ hello: input.name, note: input.note ?? null })),
    plain: open.query(() => 'plain'),
    nothing: open.query(() => undefined),
    perhaps: open.input(z.strictObject({ n: z.int() }).optional()).query(({ input }) => input?.n ?? null),
    rename: open.input(Named).mutation(({ input }) => input.name),
    save: open.input(Named).mutation(({ input, ctx }) => {
      ctx.setCookie(`first=${input.name}; Path=/; HttpOnly`);
      ctx.setCookie('second=2; Path=/');
      return { cookies: ctx.facts.cookies };
    }),
    refuse: open.input(Named).query(({ input }) => {
      throw new DomainError('IN_PROGRESS', { name: input.name });
    }),
    break: open.query(() => {
      throw new Error('words of the inside');
    }),
    misfit: open.output(z.strictObject({ n: z.int() })).query(() => ({ n: 'not a number' }) as unknown as { n: number }),
    unwritable: open.query(() => ({ n: 1n }) as unknown as { n: number }),
    later: open.query(() => ({ part: Promise.resolve(1) }) as unknown as { part: number }),
    office: adminProcedure('members.read', 'members')
      .input(Named)
      .query(() => 'secret'),
    wait: open.meta({ audience: 'public', resource: 'audit', heedsLeaving: true }).query(async ({ signal }) => {
      waiting!.began();
      await once(signal!, 'abort');
      waiting!.left();
      return null;
    }),
    flow: open.subscription(async function* flow() {
      yield await Promise.resolve({ n: 1 });
    }),
  }),
});

export const doors = ['stock', 'ours'] as const;
export type Door = (typeof doors)[number];

/** The same procedures behind tRPC's own adapter and behind ours. */
export interface Doors {
  readonly ports: Readonly<Record<Door, number>>;
  url(door: Door): string;
  /** What our adapter had to report. */
  readonly failures: unknown[];
  close(): Promise<void>;
}

export async function openDoors(): Promise<Doors> {
  const server = await startTestServer();
  const failures: unknown[] = [];
  const context = async (request: Request, response: Response): Promise<RequestContext> => {
    if (request.get('x-without') === 'known') throw asTrpcError(new DomainError('UNAVAILABLE'));
    if (request.get('x-without') === 'unknown') throw new Error('words of the inside');
    return createContext(server.platform, request, response);
  };
  const limits = { router: asked, maxBodySize: limit, maxBatchSize: 10 };
  const stock = await listen(
    createExpressMiddleware({
      ...limits,
      createContext: ({ req, res }) => context(req, res),
      allowMethodOverride: true,
      responseMeta: () => ({ headers: { 'cache-control': 'no-store' } }),
    }),
  );
  const ours = await listen(createTrpcHttp({ ...limits, createContext: context, onFailure: (cause) => void failures.push(cause) }));
  const ports = { stock: portOf(stock), ours: portOf(ours) };
  return {
    ports,
    url: (door) => `http://127.0.0.1:${ports[door]}/trpc`,
    failures,
    async close() {
      for (const listening of [stock, ours]) {
        listening.closeAllConnections();
        await new Promise((resolve) => listening.close(resolve));
      }
      await server.close();
    },
  };
}

async function listen(handler: RequestHandler): Promise<Server> {
  const app = express();
  app.use((_request, response, next) => {
    response.locals['requestNumber'] = 'NUMBER';
    next();
  });
  app.use('/trpc', handler);
  const listening = app.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  return listening;
}

function portOf(listening: Server): number {
  return (listening.address() as AddressInfo).port;
}
