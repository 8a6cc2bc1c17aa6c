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

/** Words of any look, none of which stands in the table of a provider. */
const unheardWords = ['UNHEARD', 'NEW_STATE', '77', 'CPL2'];
/** The field of a form that says what has happened; JSON says it in `type`. `unless`: there it says something else. */
const fieldOfState: Readonly<Record<string, { readonly field: string; readonly unless?: RegExp }>> = {
  'gmo-pg': { field: 'Status' },
  // Of a card it is the approval, which is any letters; of a try that failed it is nothing.
  'robot-payment': { field: 'ap', unless: /(?:^|&)(?:asked_for=card|rst=2)(?:&|$)/ },
  zeus: { field: 'status' },
};

/** The same notice about something that nobody has heard of; none where it has no such field: an object that was asked for. */
function withUnheard({ provider }: Connector, body: Buffer): Buffer[] {
  const text = body.toString().trim();
  if (text.startsWith('{')) {
    const parsed = JSON.parse(text) as { type?: unknown };
    return typeof parsed.type === 'string' ? unheardWords.map((type) => Buffer.from(JSON.stringify({ ...parsed, type }))) : [];
  }
  const { field, unless } = fieldOfState[provider]!;
  const pairs = text.split('&');
  const place = pairs.findIndex((pair) => pair.startsWith(`${field}=`));
  if (place < 0 || unless?.test(text)) return [];
  return unheardWords.map((word) => Buffer.from(pairs.with(place, `${field}=${word}`).join('&')));
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

  test('provider case 39: an event that nobody has heard of is known by its key, is asked about where it is not signed, and changes nothing', () => {
    const unheard = fixturesOf(connector).flatMap(({ name, body }) => {
      // What is about no charge as it stands, is about none in another state either.
      const isNamed = connector.authenticity === 'signed' || connector.chargeNamedBy({ body, headers: {} }) !== null;
      return withUnheard(connector, body).map((changed) => ({ name: `${name}: ${changed.toString()}`, body: changed, isNamed }));
    });
    expect(unheard.length).toBeGreaterThan(0);
    for (const { name, body, isNamed } of unheard) {
      if (connector.authenticity === 'unsigned' && isNamed) expect(connector.chargeNamedBy({ body, headers: {} }), name).not.toBeNull();
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
