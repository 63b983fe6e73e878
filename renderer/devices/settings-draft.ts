import type { Field, NamedField } from './settings-schema.ts';

/** What a form holds while it is filled in: numbers stay text, so that half a number can be typed. */
export type Draft = string | boolean | readonly Draft[] | DraftGroup;
export interface DraftGroup {
  readonly [name: string]: Draft;
}

/** What is wrong with a setting; its words are `devices:settings.problems.KIND`. */
export interface Problem {
  readonly kind:
    | 'needed'
    | 'number'
    | 'whole'
    | 'least'
    | 'most'
    | 'short'
    | 'long'
    | 'form'
    | 'json'
    | 'few'
    | 'many';
  readonly values: Readonly<Record<string, string | number>>;
}
/** By the path of the setting: `signals.0.address`. */
export type Problems = Readonly<Record<string, Problem>>;

/** The form of settings as they are configured; what is not configured shows its default. */
export function draftOf(
  fields: readonly NamedField[],
  settings: Readonly<Record<string, unknown>>,
): DraftGroup {
  return Object.fromEntries(fields.map((field) => [field.name, draftOfField(field, settings[field.name])]));
}

/** An empty row of a table. */
export function emptyRow(columns: readonly NamedField[]): DraftGroup {
  return draftOf(columns, {});
}

/** An empty entry of a list. */
export function emptyItem(item: Field): Draft {
  return draftOfField(item, undefined);
}

/**
 * The settings of a form, and what is wrong with them. What is left empty, and what is as it would be anyway, is not
 * written: the configuration says only what somebody decided.
 */
export function settingsOf(
  fields: readonly NamedField[],
  draft: DraftGroup,
): { readonly settings: Record<string, unknown>; readonly problems: Problems } {
  const problems: Record<string, Problem> = {};
  const settings = groupValue(fields, draft, '', problems);
  return { settings, problems };
}

function draftOfField(field: Field, configured: unknown): Draft {
  const value = configured === undefined ? field.usual : configured;
  switch (field.kind) {
    case 'text':
      return typeof value === 'string' ? value : '';
    case 'number':
      return typeof value === 'number' ? String(value) : '';
    case 'switch':
      return value === true;
    case 'choice':
      if (value !== undefined && value !== null) return JSON.stringify(value);
      // Where there must be one, the first is as good as any to begin with.
      return field.needed ? JSON.stringify(field.choices[0]) : '';
    case 'group':
      return draftOf(field.fields, isRecord(value) ? value : {});
    case 'table':
      return Array.isArray(value) ? value.map((row) => draftOf(field.columns, isRecord(row) ? row : {})) : [];
    case 'list':
      return Array.isArray(value) ? value.map((item) => draftOfField(field.item, item)) : [];
    case 'json':
      return value === undefined ? '' : JSON.stringify(value, null, 2);
  }
}

function groupValue(
  fields: readonly NamedField[],
  draft: Draft | undefined,
  path: string,
  problems: Record<string, Problem>,
): Record<string, unknown> {
  const group = isRecord(draft) ? (draft as DraftGroup) : {};
  const settings: Record<string, unknown> = {};
  for (const field of fields) {
    const value = writtenOf(field, group[field.name], `${path}${field.name}`, problems);
    if (value !== undefined && !same(value, field.usual)) settings[field.name] = value;
  }
  return settings;
}

/** Undefined: nothing to write. */
function writtenOf(
  field: Field,
  draft: Draft | undefined,
  path: string,
  problems: Record<string, Problem>,
): unknown {
  const fault = (kind: Problem['kind'], values: Problem['values'] = {}) => {
    problems[path] = { kind, values };
    return undefined;
  };
  const nothing = () => {
    if (field.needed) return fault('needed');
    // Emptied where something is usual: nothing was decided on.
    return field.nullable && field.usual !== undefined ? null : undefined;
  };
  switch (field.kind) {
    case 'text': {
      const text = typeof draft === 'string' ? draft : '';
      if (text === '') return typeof field.usual === 'string' && field.least === 0 ? '' : nothing();
      if (text.length < field.least) return fault('short', { count: field.least });
      if (text.length > field.most) return fault('long', { count: field.most });
      if (field.pattern !== null && !matches(field.pattern, text)) return fault('form');
      return text;
    }
    case 'number': {
      const text = typeof draft === 'string' ? draft.trim().replace(',', '.') : '';
      if (text === '') return nothing();
      const value = Number(text);
      if (!Number.isFinite(value)) return fault('number');
      if (field.whole && !Number.isInteger(value)) return fault('whole');
      if (value < field.least) return fault('least', { least: field.least });
      if (value > field.most) return fault('most', { most: field.most });
      return value;
    }
    case 'switch':
      return draft === true || field.usual !== undefined || field.needed ? draft === true : undefined;
    case 'choice': {
      const chosen = field.choices.find((choice) => JSON.stringify(choice) === draft);
      return chosen === undefined ? nothing() : chosen;
    }
    case 'group': {
      if (field.nullable && isEmpty(draft)) return nothing();
      const before = Object.keys(problems).length;
      const value = groupValue(field.fields, draft, `${path}.`, problems);
      if (Object.keys(value).length > 0 || field.needed) return value;
      // A group nobody began to fill in is not there; what it would need then is not missed.
      const begun = !same(draft, draftOf(field.fields, {}));
      if (!begun) for (const key of Object.keys(problems).slice(before)) delete problems[key];
      return undefined;
    }
    case 'table':
    case 'list': {
      const rows = Array.isArray(draft) ? (draft as readonly Draft[]) : [];
      if (rows.length < field.least) return fault('few', { count: field.least });
      if (rows.length > field.most) return fault('many', { count: field.most });
      if (rows.length === 0 && field.usual === undefined && !field.needed) return undefined;
      return rows.map((row, index) =>
        field.kind === 'table'
          ? groupValue(field.columns, row, `${path}.${index}.`, problems)
          : writtenOf(field.item, row, `${path}.${index}`, problems),
      );
    }
    case 'json': {
      const text = typeof draft === 'string' ? draft.trim() : '';
      if (text === '') return nothing();
      try {
        return JSON.parse(text);
      } catch {
        return fault('json');
      }
    }
  }
}

/** Nothing typed and nothing ticked in all of a group. */
function isEmpty(draft: Draft | undefined): boolean {
  if (Array.isArray(draft)) return draft.length === 0;
  if (isRecord(draft)) return Object.values(draft as DraftGroup).every(isEmpty);
  return draft === undefined || draft === '' || draft === false;
}

function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(text);
  } catch {
    // A pattern that this browser cannot read is for the station to judge.
    return true;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
