import { serverModules } from '../check-structure.ts';
import { type Skeleton, type Words, wordsFrom } from './skeleton.ts';

const contract = ({ variable, type }: Words): string =>
  `import * as z from 'zod';
import { ${type}Id } from '../../kernel/ids.ts';
import { ShortText } from '../text.contract.ts';

export const ${type}View = z.object({ ${variable}Id: ${type}Id, title: z.string(), createdAt: z.iso.datetime() });
export const ${type}ListOutput = z.object({ ${variable}s: z.array(${type}View) });
export const Create${type}Input = z.strictObject({ title: ShortText });
`;

const contractTest = ({ file, type }: Words): string => `import { describe, expect, it } from 'vitest';
import { Create${type}Input } from './${file}.contract.ts';

describe('${file}', () => {
  it('is made from a title alone', () => {
    expect(Create${type}Input.safeParse({ title: 'A' }).success).toBe(true);
  });

  it.each([{ title: '' }, { title: 'x'.repeat(101) }, { title: 'A', orgId: 'org_1' }])('refuses %j', (input) => {
    expect(Create${type}Input.safeParse(input).success).toBe(false);
  });
});
`;

const model = ({ variable, type, collection }: Words): string => `import type { OrgId, ${type}Id } from '@tsudoi/shared/kernel/ids';

export interface ${type}Document {
  _id: ${type}Id;
  orgId: OrgId;
  title: string;
  createdAt: Date;
}

export const ${variable}Collection = '${collection}';
`;

const repository = ({ file, variable, type }: Words): string => `import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import { tenantCollection } from '../../platform/tenant-collection.ts';
import { type ${type}Document, ${variable}Collection } from './${file}.model.ts';

export type { ${type}Document } from './${file}.model.ts';

const rowsOf = (db: Db, scope: OrgScope) => tenantCollection<${type}Document>(db, scope, ${variable}Collection);

/** The newest 100. */
export function list${type}Rows(db: Db, scope: OrgScope): Promise<${type}Document[]> {
  return rowsOf(db, scope).find({}).sort({ _id: -1 }).limit(100).toArray();
}

export function insert${type}Row(db: Db, scope: OrgScope, row: ${type}Document, session: ClientSession): Promise<void> {
  return rowsOf(db, scope).insert([row], { session });
}
`;

const service = ({
  folder,
  file,
  variable,
  type,
}: Words): string => `import type { Create${type}Input, ${type}View } from '@tsudoi/shared/contracts/${folder}/${file}.contract';
import { new${type}Id } from '@tsudoi/shared/kernel/ids';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { type ${type}Document, insert${type}Row, list${type}Rows } from './${file}.repository.ts';

type View = z.output<typeof ${type}View>;

function viewOf(row: ${type}Document): View {
  return { ${variable}Id: row._id, title: row.title, createdAt: row.createdAt.toISOString() };
}

export async function list${type}s(platform: Platform, scope: OrgScope): Promise<View[]> {
  return (await list${type}Rows(platform.databases.server, scope)).map(viewOf);
}

export async function create${type}(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  input: z.output<typeof Create${type}Input>,
): Promise<View> {
  const row: ${type}Document = { _id: new${type}Id(), orgId: scope.orgId, title: input.title, createdAt: platform.clock.now() };
  const note = {
    action: '${variable}.create',
    subjectKind: '${variable}',
    subjectId: row._id,
    subjectName: row.title,
    fields: [],
  } as const;
  await inTransaction(platform.databases.client, async (session) => {
    await insert${type}Row(platform.databases.server, scope, row, session);
    await recordAudit(platform, scope, actor, note, session);
  });
  return viewOf(row);
}
`;

const router = ({
  folder,
  file,
  variable,
  type,
}: Words): string => `import { Create${type}Input, ${type}ListOutput, ${type}View } from '@tsudoi/shared/contracts/${folder}/${file}.contract';
import { adminProcedure, router } from '../../platform/trpc.ts';
import { create${type}, list${type}s } from './${file}.service.ts';

export const ${folder}Router = router({
  list: adminProcedure('settings', '${variable}')
    .output(${type}ListOutput)
    .query(async ({ ctx }) => ({ ${variable}s: await list${type}s(ctx.platform, ctx.actor.scope) })),
  create: adminProcedure('settings', '${variable}')
    .input(Create${type}Input)
    .output(${type}View)
    .mutation(({ ctx, input }) => create${type}(ctx.platform, ctx.actor.scope, ctx.actor, input)),
});
`;

const migration = ({ file, collection }: Words, day: string): string => `import type { Migration } from '@tsudoi/shared/service/mongo';

/** Every index starts with the organisation. */
export const migrations: readonly Migration[] = [
  {
    id: '${day}-${file}-indexes',
    async run(db) {
      if ((await db.listCollections({ name: '${collection}' }).toArray()).length === 0) await db.createCollection('${collection}');
      await db.collection('${collection}').createIndexes([{ key: { orgId: 1, _id: -1 }, name: 'newest' }]);
    },
  },
];
`;

/**
 * The first files of a module of the server, in its place and order, registered where modules are composed.
 * @throws Error when the module stands in no declared order: the list of check-structure.ts and the import laws come first
 */
export function moduleSkeleton(folder: string, noun: string, day: string): Skeleton {
  const words = wordsFrom(folder, noun);
  if (!(serverModules as readonly string[]).includes(folder)) {
    throw new Error(
      `「${folder}」 has no place in the order of modules (${serverModules.join(', ')}): decide it first, in design and gates`,
    );
  }
  const contracts = `shared/src/contracts/${folder}/${noun}.contract`;
  const server = `server/src/modules/${folder}`;
  return {
    files: {
      [`${contracts}.ts`]: contract(words),
      [`${contracts}.test.ts`]: contractTest(words),
      [`${server}/${noun}.model.ts`]: model(words),
      [`${server}/${noun}.repository.ts`]: repository(words),
      [`${server}/${noun}.service.ts`]: service(words),
      [`${server}/${folder}.router.ts`]: router(words),
      [`${server}/${folder}.migration.ts`]: migration(words, day),
    },
    insertions: [
      { path: 'shared/src/kernel/id-prefixes.ts', before: '} as const;', text: `  ${words.variable}: '${words.prefix}',\n` },
      {
        path: 'shared/src/kernel/ids.ts',
        before: "export const OrgId = idSchema('org');",
        text: `export const ${words.type}Id = idSchema('${words.variable}');\nexport type ${words.type}Id = z.output<typeof ${words.type}Id>;\nexport const new${words.type}Id = (): ${words.type}Id => makeId('${words.variable}');\n\n`,
      },
      {
        path: 'shared/src/contracts/audit/audit.contract.ts',
        before: '] as const;\nexport type AuditAction',
        text: `  '${words.variable}.create',\n`,
      },
      {
        path: 'client/src/lib/audit/action-texts.ts',
        before: "  'organization.apply': '団体を申し込み',",
        text: `  '${words.variable}.create': '追加（${words.variable}）',\n`,
      },
      {
        path: 'client/src/lib/audit/action-texts.ts',
        before: "  'organization.apply': 'Organisation applied',",
        text: `  '${words.variable}.create': 'Added (${words.variable})',\n`,
      },
      {
        path: 'server/src/app/root.router.ts',
        before: "import { mergeRouters, router } from '../platform/trpc.ts';",
        text: `import { ${folder}Router } from '../modules/${folder}/${folder}.router.ts';\n`,
      },
      { path: 'server/src/app/root.router.ts', before: '  live: liveRouter,', text: `  ${folder}: ${folder}Router,\n` },
      {
        path: 'server/src/app/migrations.ts',
        before: "import { createLiveIndexes } from '../platform/live.ts';",
        text: `import { migrations as ${folder} } from '../modules/${folder}/${folder}.migration.ts';\n`,
      },
      { path: 'server/src/app/migrations.ts', before: '];', text: `  ...${folder},\n` },
    ],
    next: [
      'Say in client/src/lib/audit/action-texts.ts what the audit log calls the new verb.',
      'Replace the title by what the capability is about; decide permission and resource of each procedure.',
      `Write ${server}/${noun}.db.test.ts: what it does, and that another organisation's row is not found.`,
      `Screens go to client/src/features/${folder}/ with texts.ts beside them.`,
      'npm run check',
    ],
  };
}
