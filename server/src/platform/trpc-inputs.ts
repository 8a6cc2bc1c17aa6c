import { TRPCError } from '@trpc/server';
import type { Request } from 'express';

interface Reading {
  /** Of a batch the inputs stand in one object, by the number of their call. */
  readonly isBatch: boolean;
  /** Bytes. */
  readonly limit: number;
  readonly transformer: { deserialize(input: unknown): unknown };
}

const byteOrderMark = 0xfeff;

/**
 * What was posted. It is taken in at once, and understood only when a procedure asks for it: who is refused before that
 * is refused whatever they sent.
 */
export class PostedInputs {
  readonly #reading: Reading;
  readonly #body: Promise<string>;
  #chunks: Buffer[] = [];
  #size = 0;
  #known: { readonly value: unknown } | null = null;

  constructor(request: Request, reading: Reading) {
    this.#reading = reading;
    this.#body = new Promise((resolve, reject) => {
      request.on('data', (chunk: Buffer) => {
        this.#size += chunk.length;
        if (this.#size <= reading.limit) return void this.#chunks.push(chunk);
        // What is too long is read to its end, so that the answer is heard, and kept nowhere.
        this.#chunks = [];
        return reject(new TRPCError({ code: 'PAYLOAD_TOO_LARGE' }));
      });
      request.on('end', () => resolve(this.#text()));
      request.on('close', () => {
        if (!request.readableEnded) reject(new TRPCError({ code: 'CLIENT_CLOSED_REQUEST' }));
      });
    });
    // Perhaps nobody asks for it.
    this.#body.catch(() => undefined);
  }

  /** @throws TRPCError when it is too long, not JSON, or not the inputs of a batch */
  async read(at: number): Promise<unknown> {
    this.#known ??= { value: this.#understand(await this.#body) };
    return this.seen(at);
  }

  /** What has been understood so far. */
  seen(at: number): unknown {
    if (!this.#known) return undefined;
    const { value } = this.#known;
    const input = this.#reading.isBatch ? (value as Readonly<Record<number, unknown>>)[at] : value;
    return input === undefined ? undefined : this.#reading.transformer.deserialize(input);
  }

  #text(): string {
    const text = (this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks)).toString('utf8');
    return text.charCodeAt(0) === byteOrderMark ? text.slice(1) : text;
  }

  #understand(text: string): unknown {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (cause) {
      throw new TRPCError({ code: 'BAD_REQUEST', message: 'The body is not JSON', cause });
    }
    if (this.#reading.isBatch && (typeof value !== 'object' || value === null || Array.isArray(value)))
      throw new TRPCError({ code: 'BAD_REQUEST', message: 'The inputs of a batch are an object' });
    return value;
  }
}
