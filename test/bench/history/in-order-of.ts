import type { z } from 'zod';

/**
 * Gives a value its fields in the order in which parsing it by `schema` would, all the way down, without checking it: for
 * values that are known to be good and far too many to parse. Shares what has no fields with the value.
 */
export function inOrderOf(schema: z.core.$ZodType): (value: unknown) => unknown {
  const { def } = schema._zod as z.core.$ZodTypes['_zod'];
  switch (def.type) {
    case 'object': {
      const fields = Object.entries(def.shape).map(([name, inner]) => [name, inOrderOf(inner)] as const);
      const rest = def.catchall?._zod.def.type !== 'never' && def.catchall !== undefined;
      return (value) => {
        if (typeof value !== 'object' || value === null) return value;
        const from = value as Record<string, unknown>;
        const ordered: Record<string, unknown> = {};
        for (const [name, inner] of fields) if (name in from) ordered[name] = inner(from[name]);
        if (rest) for (const name of Object.keys(from)) if (!(name in ordered)) ordered[name] = from[name];
        return ordered;
      };
    }
    case 'array': {
      const inner = inOrderOf(def.element);
      return (value) => (Array.isArray(value) ? value.map(inner) : value);
    }
    case 'record': {
      const inner = inOrderOf(def.valueType);
      const names = def.keyType._zod.values;
      return (value) => {
        if (typeof value !== 'object' || value === null) return value;
        const from = value as Record<string, unknown>;
        const ordered: Record<string, unknown> = {};
        for (const name of names ?? Object.keys(from))
          if (String(name) in from) ordered[String(name)] = inner(from[String(name)]);
        return ordered;
      };
    }
    case 'nullable':
    case 'optional':
    case 'readonly':
      return inOrderOf(def.innerType);
    default:
      return (value) => value;
  }
}
