/** A JSON Schema as the station gives it: of a driver's settings, draft 2020-12, made by zod. */
export type JsonSchema = Readonly<Record<string, unknown>>;

interface Described {
  readonly title: string | null;
  readonly description: string | null;
  readonly example: string | null;
  /** Whether it must be given: it is required and has no default. */
  readonly needed: boolean;
  /** Undefined where there is none. */
  readonly usual: unknown;
  /** Whether `null` may stand for nothing. */
  readonly nullable: boolean;
}

/** A setting as a form asks for it. What a form cannot ask for is `json`: written as JSON. */
export type Field = Described &
  (
    | {
        readonly kind: 'text';
        /** Not to be read over somebody's shoulder. */
        readonly secret: boolean;
        readonly pattern: string | null;
        readonly least: number;
        readonly most: number;
      }
    | { readonly kind: 'number'; readonly whole: boolean; readonly least: number; readonly most: number }
    | { readonly kind: 'switch' }
    | { readonly kind: 'choice'; readonly choices: readonly (string | number | boolean)[] }
    | { readonly kind: 'group'; readonly fields: readonly NamedField[] }
    | {
        readonly kind: 'table';
        readonly columns: readonly NamedField[];
        readonly least: number;
        readonly most: number;
      }
    | { readonly kind: 'list'; readonly item: Field; readonly least: number; readonly most: number }
    | { readonly kind: 'json' }
  );
export type NamedField = Field & { readonly name: string };

/** Groups in groups: deeper than this (a schema that holds itself) is written as JSON. */
const deepest = 3;

/** The settings of a schema, in its order; none where it is no object. */
export function fieldsOf(schema: JsonSchema): readonly NamedField[] {
  return fieldsIn(schema, schema, 0);
}

function fieldsIn(object: JsonSchema, root: JsonSchema, depth: number): readonly NamedField[] {
  const properties = isRecord(object.properties) ? object.properties : {};
  const required = Array.isArray(object.required) ? object.required : [];
  return Object.entries(properties).flatMap(([name, schema]) =>
    isRecord(schema) ? [{ ...fieldOf(schema, required.includes(name), root, depth), name }] : [],
  );
}

function fieldOf(written: JsonSchema, required: boolean, root: JsonSchema, depth: number): Field {
  const { schema, nullable } = withoutNull(resolved(written, root));
  const usual = written.default ?? schema.default;
  const [example] = Array.isArray(written.examples) ? written.examples : [];
  const described: Described = {
    title: textOr(written.title ?? schema.title),
    description: textOr(written.description ?? schema.description),
    example: example === undefined ? null : typeof example === 'string' ? example : JSON.stringify(example),
    needed: required && usual === undefined && !nullable,
    usual,
    nullable,
  };
  const least = (key: string, otherwise: number) => numberOr(schema[key], otherwise);
  const choices = choicesOf(schema);
  if (choices) return { ...described, kind: 'choice', choices };
  switch (schema.type) {
    case 'string':
      return {
        ...described,
        kind: 'text',
        secret: written.secret === true || schema.secret === true,
        pattern: textOr(schema.pattern),
        least: least('minLength', 0),
        most: least('maxLength', Number.POSITIVE_INFINITY),
      };
    case 'number':
    case 'integer':
      return {
        ...described,
        kind: 'number',
        whole: schema.type === 'integer',
        least: bound(schema, 'minimum', 'exclusiveMinimum', Number.NEGATIVE_INFINITY, 1),
        most: bound(schema, 'maximum', 'exclusiveMaximum', Number.POSITIVE_INFINITY, -1),
      };
    case 'boolean':
      return { ...described, kind: 'switch' };
    case 'object':
      if (depth > deepest || !isRecord(schema.properties)) break;
      return { ...described, kind: 'group', fields: fieldsIn(schema, root, depth + 1) };
    case 'array': {
      if (depth > deepest || !isRecord(schema.items)) break;
      const size = { least: least('minItems', 0), most: least('maxItems', Number.POSITIVE_INFINITY) };
      const item = fieldOf(schema.items, true, root, depth + 1);
      if (item.kind === 'group') {
        const plain = item.fields.every(
          ({ kind }) => kind !== 'group' && kind !== 'table' && kind !== 'list',
        );
        if (plain) return { ...described, kind: 'table', columns: item.fields, ...size };
        break;
      }
      if (item.kind === 'table' || item.kind === 'list' || item.kind === 'json') break;
      return { ...described, kind: 'list', item, ...size };
    }
  }
  return { ...described, kind: 'json' };
}

function resolved(schema: JsonSchema, root: JsonSchema): JsonSchema {
  const reference = textOr(schema.$ref);
  const name = reference === null ? undefined : /^#\/\$defs\/([^/]+)$/.exec(reference)?.[1];
  const definitions = isRecord(root.$defs) ? root.$defs : {};
  const found = name === undefined ? undefined : definitions[name];
  return isRecord(found) ? { ...found, ...schema } : schema;
}

/** `X or null`, which zod writes as `anyOf`, is X that may be left empty. */
function withoutNull(schema: JsonSchema): { schema: JsonSchema; nullable: boolean } {
  if (Array.isArray(schema.type) && schema.type.length === 2 && schema.type.includes('null')) {
    return { schema: { ...schema, type: schema.type.find((type) => type !== 'null') }, nullable: true };
  }
  if (!Array.isArray(schema.anyOf)) return { schema, nullable: false };
  const others = schema.anyOf.filter((each) => isRecord(each) && each.type !== 'null');
  const nullable = others.length < schema.anyOf.length;
  const [only] = others;
  return nullable && others.length === 1 && isRecord(only)
    ? { schema: { ...only, ...schema, type: only.type }, nullable }
    : { schema, nullable };
}

function choicesOf(schema: JsonSchema): readonly (string | number | boolean)[] | null {
  if (isScalar(schema.const)) return [schema.const];
  if (Array.isArray(schema.enum) && schema.enum.length > 0 && schema.enum.every(isScalar)) return schema.enum;
  if (!Array.isArray(schema.anyOf) || schema.anyOf.length === 0) return null;
  const constants = schema.anyOf.map((each) => (isRecord(each) ? each.const : undefined));
  return constants.every(isScalar) ? constants : null;
}

/** zod bounds a whole number by what a double holds exactly: no bound to tell a person. */
function bound(schema: JsonSchema, plain: string, exclusive: string, none: number, step: number): number {
  const exclusively = schema[exclusive];
  const whole = schema.type === 'integer';
  const given = typeof exclusively === 'number' ? (whole ? exclusively + step : exclusively) : schema[plain];
  return typeof given === 'number' && Math.abs(given) < Number.MAX_SAFE_INTEGER ? given : none;
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOr(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}
