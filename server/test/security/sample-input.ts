import * as z from 'zod';

interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly propertyNames?: JsonSchema;
  readonly items?: JsonSchema;
  readonly minimum?: number;
  readonly minLength?: number;
}

function sample(schema: JsonSchema, name: string, known: Readonly<Record<string, unknown>>): unknown {
  if (name in known) return known[name];
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const choice = schema.anyOf?.[0] ?? schema.oneOf?.[0] ?? schema.allOf?.[0];
  if (choice) return sample(choice, name, known);
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([key, each]) => [key, sample(each, key, known)]));
    case 'array':
      return schema.items ? [sample(schema.items, '', known)] : [];
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    case 'boolean':
      return true;
    default:
      return 'x'.repeat(Math.max(1, schema.minLength ?? 1));
  }
}

/** An input of the right shape, made from what a procedure says it takes; `known` are values by the name of their field. */
export function sampleInput(schema: unknown, known: Readonly<Record<string, unknown>>): unknown {
  return sample(z.toJSONSchema(schema as z.ZodType, { io: 'input', unrepresentable: 'any' }) as JsonSchema, '', known);
}

function openIn(schema: JsonSchema, at: string): string[] {
  const within = [
    ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])].flatMap((each) => openIn(each, at)),
    ...Object.entries(schema.properties ?? {}).flatMap(([key, each]) => openIn(each, `${at}.${key}`)),
    ...(schema.items ? openIn(schema.items, `${at}[]`) : []),
    ...(typeof schema.additionalProperties === 'object' ? openIn(schema.additionalProperties, `${at}.*`) : []),
  ];
  // A record by ids says what its keys are like; every other object names them.
  const isRecord = schema.propertyNames !== undefined;
  return schema.type === 'object' && schema.additionalProperties !== false && !isRecord ? [at || 'the whole', ...within] : within;
}

/** Where an input takes objects with whatever keys they bring: `.a.b` is a field, `.a[]` each of a list. */
export function openObjects(schema: unknown): string[] {
  return openIn(z.toJSONSchema(schema as z.ZodType, { io: 'input', unrepresentable: 'any' }) as JsonSchema, '');
}
