import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';

export interface BodyTimes {
  /** By when a body has come in whole. */
  readonly wholeMs: number;
  /** How long an upload may bring no byte. */
  readonly silentMs: number;
}

const usual: BodyTimes = { wholeMs: 30_000, silentMs: 30_000 };
/** What the listener itself allows any request: 100 MB on a line of less than 1 Mbit/s. */
export const longestRequestMs = 20 * 60_000;

/** How the limit of a request under way is exchanged for that of an upload. */
const uploads = new WeakMap<IncomingMessage, () => void>();

/** Ends a request whose body dawdles, with the answer that node gives for it. */
export function limitBodies({ wholeMs, silentMs }: BodyTimes = usual): RequestHandler {
  return (request, _response, next) => {
    const { socket } = request;
    const cutOff = () => {
      clearInterval(timer);
      if (request.complete || request.destroyed) return;
      socket.write('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n');
      request.destroy();
    };
    let timer = setTimeout(cutOff, wholeMs);
    uploads.set(request, () => {
      clearTimeout(timer);
      let heard = socket.bytesRead;
      timer = setInterval(() => {
        if (request.complete || socket.bytesRead === heard) cutOff();
        heard = socket.bytesRead;
      }, silentMs);
    });
    request.once('close', () => clearInterval(timer));
    next();
  };
}

/**
 * A file takes as long as the line of its sender needs, so that only silence ends it. Said where the sender is known:
 * nobody else holds a connection for longer than a form takes.
 */
export function takeTimeForUpload(request: IncomingMessage): void {
  uploads.get(request)?.();
  uploads.delete(request);
}
