import fc from 'fast-check';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { moneyEventKinds } from '@tsudoi/shared/contracts/payments/charge.contract';
import type { Connector, Reading } from './connector.ts';
import { createConnectors, providers } from './registry.ts';

/** What every connector of the registry has to keep, whoever the provider is. */
const connectors = [...createConnectors(({ name }) => `http://127.0.0.1:9/${name}`).values()];

function fixturesOf({ provider }: Connector): { name: string; body: Buffer }[] {
  const folder = join(import.meta.dirname, provider, 'fixtures');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(json|txt)$/.test(name))
    .map((name) => ({ name, body: readFileSync(join(folder, name)) }));
}

/** The body with one of its values replaced, in whichever form it is written. */
function withOther(body: Buffer, at: number, other: unknown): Buffer {
  const text = body.toString();
  if (!text.startsWith('{')) {
    const pairs = text.trim().split('&');
    const place = at % pairs.length;
    const written = typeof other === 'string' ? other : JSON.stringify(other);
    return Buffer.from(
      pairs.with(place, `${pairs[place]!.split('=')[0]}=${encodeURIComponent(written.replace(/[\ud800-\udfff]/g, '?'))}`).join('&'),
    );
  }
  const parsed = JSON.parse(text) as { data?: Record<string, unknown> };
  const target = parsed.data ?? (parsed as Record<string, unknown>);
  const keys = Object.keys(target);
  target[keys[at % keys.length]!] = other;
  return Buffer.from(JSON.stringify(parsed));
}

/** The field of a form that says what has happened, and a word that stands in no table of its provider. JSON says it in `type`. */
const unheardOf: Readonly<Record<string, readonly [field: string, word: string]>> = {
  'gmo-pg': ['Status', 'UNHEARD'],
  'robot-payment': ['ap', 'NEW_STATE'],
  zeus: ['status', '77'],
};

/** The same notice about something that nobody has heard of; null where it has no such field: an object that was asked for. */
function withUnheard({ provider }: Connector, body: Buffer): Buffer | null {
  const text = body.toString().trim();
  if (text.startsWith('{')) {
    const parsed = JSON.parse(text) as { type?: unknown };
    return typeof parsed.type === 'string' ? Buffer.from(JSON.stringify({ ...parsed, type: 'unheard.of' })) : null;
  }
  const [field, word] = unheardOf[provider] ?? ['', ''];
  const pairs = text.split('&');
  const place = pairs.findIndex((pair) => pair.startsWith(`${field}=`));
  return place < 0 ? null : Buffer.from(pairs.with(place, `${field}=${word}`).join('&'));
}

function readingsOf(connector: Connector, body: Buffer): Reading[] {
  const inquiry = connector.readInquiry(body);
  return connector.authenticity === 'signed' ? [connector.readNotice({ body, headers: {} }), inquiry] : [inquiry];
}

function check(reading: Reading): void {
  if (reading.outcome !== 'event') return;
  const { event } = reading;
  expect(moneyEventKinds).toContain(event.kind);
  expect(Number.isNaN(event.occurredAt.getTime())).toBe(false);
  if (event.refunded !== null) expect(Number.isSafeInteger(event.refunded)).toBe(true);
}

describe.each(connectors.map((connector) => [connector.provider, connector] as const))('connector %s', (_provider, connector) => {
  test('an unsigned provider has no way from a notice to money', () => {
    if (connector.authenticity === 'signed')
      expect(connector.verify({ body: Buffer.from('{}'), headers: {} }, ['secret'], new Date())).toBe(false);
    else expect('readNotice' in connector).toBe(false);
  });

  test('its trial account holds what its own door asks for, and no two are alike', () => {
    const provider = providers.find(({ name }) => name === connector.provider)!;
    const [one, other] = [provider.trialAccount(), provider.trialAccount()];
    expect(one.webhookSecrets[0]).not.toBe(other.webhookSecrets[0]);
    expect(one.apiKey).not.toBe(other.apiKey);
    expect(connector.replies.accepted).not.toBe(connector.replies.refused);
    expect(connector.methods.includes('konbini')).toBe(connector.stores.length > 0);
  });

  test('every fixture is read, the same way each time, and its event has a key', () => {
    const fixtures = fixturesOf(connector);
    expect(fixtures.length).toBeGreaterThan(0);
    for (const { name, body } of fixtures) {
      const readings = readingsOf(connector, body);
      expect(readingsOf(connector, body), name).toEqual(readings);
      expect(
        readings.some((reading) => reading.outcome !== 'unreadable'),
        name,
      ).toBe(true);
      for (const reading of readings) check(reading);
      expect(connector.eventKey({ body, headers: {} }), name).toBeTruthy();
    }
  });

  test('provider case 39: an event that nobody has heard of is known by its key, and changes nothing', () => {
    const unheard = fixturesOf(connector).flatMap(({ name, body }) => {
      const changed = withUnheard(connector, body);
      return changed ? [{ name, body: changed }] : [];
    });
    expect(unheard.length).toBeGreaterThan(0);
    for (const { name, body } of unheard) {
      // Of unsigned notices it is the provider's answer that is read, and its words are the same.
      const reading = connector.authenticity === 'signed' ? connector.readNotice({ body, headers: {} }) : connector.readInquiry(body);
      expect(reading, name).toEqual({ outcome: 'nothing' });
      expect(connector.eventKey({ body, headers: {} }), name).toBeTruthy();
    }
  });

  test('whatever the bytes are, reading ends with an answer', () => {
    const fixtures = fixturesOf(connector).map(({ body }) => body);
    const broken = fc.tuple(fc.constantFrom(...fixtures), fc.nat(), fc.integer({ min: 0, max: 255 })).map(([body, at, byte]) => {
      const copy = Buffer.from(body);
      copy[at % copy.length] = byte;
      return copy;
    });
    const value = fc.oneof(fc.constantFrom<unknown>(null, -1, 1.5, 1e300, '', 'x', [], {}, true), fc.jsonValue());
    const replaced = fc.tuple(fc.constantFrom(...fixtures), fc.nat(), value).map(([body, at, other]) => withOther(body, at, other));
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
      fc.json().map((text) => Buffer.from(text)),
      broken,
      replaced,
    );
    fc.assert(
      fc.property(anything, (body) => {
        for (const reading of readingsOf(connector, body)) check(reading);
        connector.eventKey({ body, headers: {} });
        const headers = { 'content-type': 'application/x-www-form-urlencoded', [`x-${connector.provider}-signature`]: 'a'.repeat(64) };
        if (connector.authenticity === 'signed') expect(connector.verify({ body, headers }, ['secret'], new Date())).toBe(false);
        else {
          expect(connector.plausible({ body, headers }, ['another-shop'])).toBe(false);
          connector.chargeNamedBy({ body, headers });
          connector.withoutSecrets(body);
        }
      }),
      { numRuns: 500 },
    );
  });
});
