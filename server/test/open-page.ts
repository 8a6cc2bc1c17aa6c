import type { ServerRig } from './server-rig.ts';

export const bearer = (token: string | null): RequestInit => (token === null ? {} : { headers: { authorization: `Bearer ${token}` } });

/** A page that stays open: everything its stream has told it. */
export interface OpenPage {
  heard(): string;
  close(): Promise<void>;
}

export function openPage({ url }: Pick<ServerRig, 'url'>, token: string): OpenPage {
  const ended = new AbortController();
  const text = new TextDecoder();
  let heard = '';
  const read = async () => {
    const { body } = await fetch(`${url}/trpc/live.events`, { ...bearer(token), signal: ended.signal });
    for await (const chunk of body!) heard += text.decode(chunk as Uint8Array, { stream: true });
  };
  const reading = read().catch(() => undefined);
  return {
    heard: () => heard,
    async close() {
      ended.abort();
      await reading;
    },
  };
}
