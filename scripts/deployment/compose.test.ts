import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import * as z from 'zod';
import { parse, root, visit } from '../checks/source-tree.ts';

/** The production-like run stands on files that nothing compiles: here they are held against what the services really read. */
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

const Service = z.looseObject({
  image: z.string().optional(),
  build: z.object({ context: z.string(), target: z.string() }).optional(),
  environment: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
  ports: z.array(z.string()).default([]),
  networks: z.array(z.string()),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  command: z.array(z.string()).default([]),
  entrypoint: z.array(z.string()).default([]),
  profiles: z.array(z.string()).default([]),
});
const Compose = z.looseObject({
  services: z.record(z.string(), Service),
  networks: z.record(z.string(), z.looseObject({ internal: z.boolean().optional() })),
});
const text = read('docker-compose.yml');
const compose = Compose.parse(parseYaml(text, { merge: true }));
const service = (name: string) => compose.services[name]!;

/** The names that a service reads, from the object that its environment is parsed with. */
function namesOf(path: string, constant: string): Set<string> {
  const names = new Set<string>();
  visit(parse({ path, text: read(path) }), (node) => {
    if (!ts.isVariableDeclaration(node) || node.name.getText() !== constant || !node.initializer) return;
    if (!ts.isObjectLiteralExpression(node.initializer)) return;
    for (const property of node.initializer.properties) if (property.name) names.add(property.name.getText());
  });
  return names;
}

const common = namesOf('shared/src/service/env.ts', 'commonEnv');
const serverNames = namesOf('server/src/platform/environment.ts', 'serverEnv');
const paymentsNames = namesOf('payments-service/src/platform/environment.ts', 'paymentsEnv');
const secrets = ['SERVICE_SECRET', 'JWT_SECRET', 'PASSWORD_PEPPER', 'SECRETS_KEY', 'RESEND_API_KEY', 'RESEND_WEBHOOK_SECRET'];

/** What compose would pass on: `${NAME:-default}`, `${NAME:?message}`. @throws Error when a name without default is not given */
function interpolated(name: string, given: Readonly<Record<string, string>>): Record<string, string> {
  const fill = (value: string): string =>
    value.replaceAll(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_all, key: string, kind: string | undefined, rest: string | undefined) => {
      if (given[key]) return given[key];
      if (kind !== '-') throw new Error(`${key}: ${rest ?? 'not set'}`);
      return rest ?? '';
    });
  return Object.fromEntries(Object.entries(service(name).environment).map(([key, value]) => [key, fill(String(value))]));
}

const filled = { SERVICE_SECRET: 's'.repeat(32), JWT_SECRET: 'j'.repeat(32), PASSWORD_PEPPER: 'p'.repeat(32), SECRETS_KEY: 'a'.repeat(64) };

/** The services' own readers, imported as they are, since scripts compile beside no service. */
async function reader(path: string, name: string): Promise<(source: Record<string, string>) => Record<string, unknown>> {
  const module = (await import(join(root, path))) as Record<string, (source: Record<string, string>) => Record<string, unknown>>;
  return module[name]!;
}

/** Every provider's interface may be told by `<NAME>_API_URL`; which there are is said in the registry alone. */
const { providers } = (await import(join(root, 'payments-service/src/connectors/registry.ts'))) as {
  providers: readonly { name: string }[];
};
const providerAddresses = providers.map(({ name }) => `${name.replaceAll('-', '_').toUpperCase()}_API_URL`);

const readers = [
  { name: 'server', path: 'server/src/platform/environment.ts', reads: 'readServerEnv', names: [...common, ...serverNames] },
  {
    name: 'payments-service',
    path: 'payments-service/src/platform/environment.ts',
    reads: 'readPaymentsEnv',
    names: [...common, ...paymentsNames, ...providerAddresses],
  },
];

/** What nobody chooses in `.env`: compose has one production-like network, where these are what they are. */
const ofItsNetwork = ['NODE_ENV', 'MONGODB_URI', 'PORT', 'HOST', 'INTERNAL_PORT', 'INTERNAL_HOST', 'PAYMENTS_INTERNAL_URL', 'CLIENT_DIST'];
/** Refused in production. */
const forDevelopment = 'SANDBOX_URL';

describe('docker-compose.yml', () => {
  it('holds the database with its init, both services, the pages with TLS and a mail catcher, and beside them the operator’s tools', () => {
    const names = ['client', 'database', 'database-init', 'mail', 'payments-service', 'server', 'tools'];
    expect(Object.keys(compose.services).toSorted()).toEqual(names);
    expect(names.filter((name) => service(name).profiles.length > 0)).toEqual(['tools']);
  });

  it('makes a replica set before anything uses it', () => {
    expect(service('database').command).toContain('--replSet');
    expect(service('database-init').command.join('\n')).toContain('rs.initiate');
    for (const name of ['server', 'payments-service']) {
      expect(service(name).depends_on).toMatchObject({ 'database-init': { condition: 'service_completed_successfully' } });
      expect(service(name).environment['MONGODB_URI']).toContain('replicaSet=tsudoi');
    }
  });

  it('opens the pages once what they come from is ready', () => {
    expect(service('client').depends_on).toEqual({
      server: { condition: 'service_healthy' },
      'payments-service': { condition: 'service_healthy' },
    });
  });

  it('publishes neither the database nor the services themselves, and mails on this machine only', () => {
    for (const name of ['database', 'database-init', 'server', 'payments-service', 'tools']) expect(service(name).ports).toEqual([]);
    for (const name of ['database', 'tools']) expect(service(name).networks).toEqual(['inside']);
    expect(compose.networks['inside']?.internal).toBe(true);
    expect(service('mail').ports.every((port) => port.startsWith('127.0.0.1:'))).toBe(true);
  });

  it('pins every image', () => {
    const images = Object.values(compose.services).flatMap(({ image }) => (image ? [image] : []));
    expect(images.length).toBeGreaterThan(0);
    for (const image of images) expect(image).toMatch(/^[a-z/]+:v?\d+\.\d+\.\d+/);
    expect([...read('Dockerfile').matchAll(/^FROM (\S+)/gm)].map((match) => match[1]).filter((from) => /:/.test(from ?? ''))).toEqual(
      Array.from({ length: 3 }, () => 'node:20.19.5-bookworm-slim'),
    );
  });

  it.each(readers)('gives $name only names that it reads, and values that it takes in production', async ({ name, path, reads, names }) => {
    expect(Object.keys(service(name).environment).filter((key) => !names.includes(key))).toEqual([]);
    const read = await reader(path, reads);
    expect(read(interpolated(name, filled))['NODE_ENV']).toBe('production');
  });

  it.each(readers)('lets .env say whatever else $name reads', ({ name, names }) => {
    const askedFor = (key: string) => (name === 'payments-service' && key === 'PUBLIC_URL' ? 'PAYMENTS_PUBLIC_URL' : key);
    const silent = names.filter((key) => !String(service(name).environment[key] ?? '').startsWith(`\${${askedFor(key)}:`));
    expect(silent.filter((key) => key !== forDevelopment).toSorted()).toEqual(ofItsNetwork.filter((key) => names.includes(key)).toSorted());
    for (const key of silent) if (key !== forDevelopment) expect(service(name).environment, key).toHaveProperty(key);
  });

  it.each(readers)('stops $name when a secret is missing, and names it', ({ name }) => {
    const needed = Object.keys(filled).filter((secret) => secret in service(name).environment);
    expect(needed.length).toBeGreaterThan(1);
    for (const secret of needed) expect(() => interpolated(name, { ...filled, [secret]: '' })).toThrow(secret);
  });

  it('has no secret in it', () => {
    for (const { environment } of Object.values(compose.services)) {
      for (const secret of secrets) {
        const value = environment[secret];
        if (value !== undefined) expect(String(value)).toMatch(new RegExp(`^\\$\\{${secret}:(?:\\?[^}]+|-)\\}$`));
      }
    }
  });

  it('never names the stand-in providers', () => expect(text).not.toMatch(/SANDBOX|sandbox/));
});

describe('Dockerfile', () => {
  const dockerfile = read('Dockerfile');

  it('has the target of every service that compose builds', () => {
    const targets = [...dockerfile.matchAll(/^FROM \S+ AS (\S+)$/gm)].map((match) => match[1]);
    for (const { build } of Object.values(compose.services)) if (build) expect(targets).toContain(build.target);
  });

  it('copies only what exists, and runs as nobody special', () => {
    const sources = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap((match) => match[1]!.split(' '));
    expect(sources.length).toBeGreaterThan(5);
    for (const source of sources) expect(existsSync(join(root, source)), source).toBe(true);
    expect(dockerfile).toContain('USER node');
  });

  it('carries no secret and no build of this machine into the image', () => {
    const ignored = read('.dockerignore').split('\n');
    for (const path of ['.env', '**/.data', '**/node_modules', '.git', '**/dist']) expect(ignored).toContain(path);
    expect(dockerfile).not.toMatch(/SECRET|PEPPER|API_KEY/);
  });
});

describe('.env.example', () => {
  const sections = new Map<string, Map<string, string>>();
  let current = new Map<string, string>();
  for (const line of read('.env.example').split('\n')) {
    const heading = /^# == (.+) ==$/.exec(line)?.[1];
    if (heading) sections.set(heading, (current = new Map()));
    const entry = /^(?:# )?([A-Z][A-Z_]+)=(.*)$/.exec(line);
    if (entry?.[1]) current.set(entry[1], entry[2] ?? '');
  }
  const names = (section: string): string[] => [...(sections.get(section)?.keys() ?? [])].toSorted();

  it('names every variable of both', () => expect(names('both')).toEqual([...common].toSorted()));
  it('names every variable of the server', () => expect(names('server')).toEqual([...serverNames].toSorted()));
  it('names every variable of the payments-service, and the address of every provider', () => {
    expect(names('payments-service')).toEqual([...paymentsNames, ...providerAddresses].toSorted());
  });

  it('names every variable that compose asks for', () => {
    const known = new Set([...sections.values()].flatMap((section) => [...section.keys()]));
    const asked = [...text.matchAll(/\$\{(\w+)/g)].map((match) => match[1] ?? '');
    expect(asked.filter((name) => !known.has(name))).toEqual([]);
  });

  it('holds no value for a secret', () => {
    for (const section of sections.values())
      for (const secret of [...secrets, 'SMTP_URL', 'MONGODB_URI']) expect(section.get(secret) ?? '').toBe('');
  });

  it('has no name twice outside of comments, so that it can be used as it is', () => {
    const active = [...read('.env.example').matchAll(/^([A-Z][A-Z_]+)=/gm)].map((match) => match[1]);
    expect(new Set(active).size).toBe(active.length);
  });
});
