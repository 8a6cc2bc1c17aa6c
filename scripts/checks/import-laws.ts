import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cruise, type ICruiseOptions, type ICruiseResult, type IFlattenedRuleSet } from 'dependency-cruiser';
import { root } from './source-tree.ts';

/** The rules of .dependency-cruiser.cjs; each is proven on scripts/fixtures/arch/<rule>, a tiny tree that must break it. */
export const laws = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as {
  forbidden: { name: string }[];
  options: ICruiseOptions & { enhancedResolveOptions: object };
};
export const workspaces = ['shared', 'server', 'payments-service', 'client', 'scripts'];
export const fixtures = join(root, 'scripts', 'fixtures', 'arch');

export async function cruiseTree(baseDir: string): Promise<ICruiseResult> {
  const { enhancedResolveOptions, exclude, ...options } = laws.options;
  const folders = workspaces.filter((name) => existsSync(join(baseDir, name)));
  const isFixture = baseDir !== root;
  const result = await cruise(
    folders,
    {
      ...options,
      ...(isFixture || !exclude ? {} : { exclude }),
      baseDir,
      validate: true,
      ruleSet: { forbidden: laws.forbidden } as IFlattenedRuleSet,
    },
    { ...enhancedResolveOptions, bustTheCache: true } as object,
  );
  return result.output as ICruiseResult;
}

/** The names of the rules that the fixture of one rule breaks. */
export async function brokenBy(rule: string): Promise<string[]> {
  const { summary } = await cruiseTree(join(fixtures, rule));
  return [...new Set(summary.violations.map((violation) => violation.rule.name))];
}
