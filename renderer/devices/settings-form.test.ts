import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Draft, draftOf, emptyRow, settingsOf } from './settings-draft.ts';
import { fieldsOf, type JsonSchema, type NamedField } from './settings-schema.ts';

const signal = z.strictObject({
  name: z.string().min(1).max(20).meta({ title: 'Name' }),
  meaning: z.enum(['interlock', 'loop', 'other']).default('other'),
  table: z.enum(['coil', 'input']),
  address: z.int().min(0).max(65_535),
  inverted: z.boolean().default(false),
  scale: z.number().optional(),
});
const every = z.strictObject({
  unit: z.int().min(0).max(247).default(1).meta({ title: 'Unit', description: 'As the PLC has it.' }),
  pollMs: z.number().min(50).max(60_000).default(250),
  pattern: z
    .string()
    .min(1)
    .optional()
    .meta({ examples: ['ST,GS,+ 012340kg'] }),
  password: z.string().nullable().default(null),
  writable: z.boolean().optional(),
  parity: z.enum(['even', 'odd']).optional(),
  serial: z.strictObject({ retries: z.int().default(3), delay: z.number().optional() }).optional(),
  signals: z.array(signal).max(500).default([]),
  cameras: z.array(z.string().min(1)).max(9).optional(),
  anything: z.record(z.string(), z.unknown()).optional(),
});
const schemaOf = (of: z.ZodType) => z.toJSONSchema(of, { io: 'input' }) as JsonSchema;
const fields = fieldsOf(schemaOf(every));
const field = (name: string): NamedField => fields.find((each) => each.name === name)!;

describe('the form of a driver’s settings', () => {
  test('asks for each kind of setting in its own way', () => {
    expect(fields.map(({ name, kind }) => [name, kind])).toEqual([
      ['unit', 'number'],
      ['pollMs', 'number'],
      ['pattern', 'text'],
      ['password', 'text'],
      ['writable', 'switch'],
      ['parity', 'choice'],
      ['serial', 'group'],
      ['signals', 'table'],
      ['cameras', 'list'],
      ['anything', 'json'],
    ]);
    expect(field('unit')).toMatchObject({ title: 'Unit', description: 'As the PLC has it.', usual: 1 });
    expect(field('pattern')).toMatchObject({ example: 'ST,GS,+ 012340kg', needed: false });
    expect(field('password')).toMatchObject({ nullable: true });
  });

  test('shows the defaults, and writes none of them', () => {
    const draft = draftOf(fields, {});
    expect(draft).toMatchObject({ unit: '1', pollMs: '250', signals: [] });
    expect(settingsOf(fields, draft)).toEqual({ settings: {}, problems: {} });
  });

  test('changes nothing of what was configured', () => {
    const configured = fc.record(
      {
        unit: fc.integer({ min: 0, max: 247 }),
        pollMs: fc.integer({ min: 50, max: 60_000 }),
        pattern: fc.string({ minLength: 1 }),
        writable: fc.boolean(),
        parity: fc.constantFrom('even' as const, 'odd' as const),
        serial: fc.record({ retries: fc.integer(), delay: fc.integer() }, { requiredKeys: [] }),
        signals: fc.array(
          fc.record(
            {
              name: fc.string({ minLength: 1, maxLength: 20 }),
              meaning: fc.constantFrom('interlock' as const, 'loop' as const, 'other' as const),
              table: fc.constantFrom('coil' as const, 'input' as const),
              address: fc.integer({ min: 0, max: 65_535 }),
              inverted: fc.boolean(),
              scale: fc.integer(),
            },
            { requiredKeys: ['name', 'table', 'address'] },
          ),
          { maxLength: 5 },
        ),
        cameras: fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 9 }),
        anything: fc.dictionary(
          fc.string().filter((key) => key !== '__proto__'),
          fc.integer(),
        ),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(configured, (settings) => {
        const written = settingsOf(fields, draftOf(fields, settings));
        expect(written.problems).toEqual({});
        const whole = ({ writable = false, serial, ...others }: z.output<typeof every>) => ({
          ...others,
          writable,
          // A group with nothing in it is as good as none.
          serial: serial ?? { retries: 3 },
        });
        expect(whole(every.parse(written.settings))).toEqual(whole(every.parse(settings)));
      }),
    );
  });

  test('finds the very faults that the station would find, beside their settings', () => {
    const draft: Draft = {
      ...draftOf(fields, {}),
      unit: '300',
      pollMs: '1,5',
      signals: [{ ...emptyRow(tableColumns()), name: 'a'.repeat(21), address: '3.5', scale: 'much' }],
      anything: '{',
    };
    const { problems } = settingsOf(fields, draft);
    expect(problems).toEqual({
      unit: { kind: 'most', values: { most: 247 } },
      pollMs: { kind: 'least', values: { least: 50 } },
      'signals.0.name': { kind: 'long', values: { count: 20 } },
      'signals.0.address': { kind: 'whole', values: {} },
      'signals.0.scale': { kind: 'number', values: {} },
      anything: { kind: 'json', values: {} },
    });
  });

  test('misses what must be given, but nothing of a group that nobody began', () => {
    const needy = z.strictObject({
      name: z.string().min(1),
      login: z.strictObject({ user: z.string().min(1), realm: z.string().optional() }).optional(),
    });
    const asked = fieldsOf(schemaOf(needy));
    expect(settingsOf(asked, draftOf(asked, {})).problems).toEqual({ name: { kind: 'needed', values: {} } });
    const begun = { name: 'x', login: { user: '', realm: 'post' } };
    expect(settingsOf(asked, begun).problems).toEqual({ 'login.user': { kind: 'needed', values: {} } });
  });

  test('says that a group is not there when it is emptied where it may be', () => {
    const place = z.strictObject({ digit: z.int().min(1), bit: z.int().min(0) });
    const asked = fieldsOf(schemaOf(z.strictObject({ arc: place.nullable().default({ digit: 1, bit: 3 }) })));
    expect(draftOf(asked, {})).toEqual({ arc: { digit: '1', bit: '3' } });
    expect(draftOf(asked, { arc: null })).toEqual({ arc: { digit: '', bit: '' } });
    expect(settingsOf(asked, { arc: { digit: '', bit: '' } })).toEqual({
      settings: { arc: null },
      problems: {},
    });
    expect(settingsOf(asked, { arc: { digit: '2', bit: '' } }).problems).toHaveProperty('arc.bit');
  });

  test('never throws, whatever a schema says', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue(), (schema, properties) => {
        const asked = fieldsOf({ ...schema, type: 'object', properties });
        expect(settingsOf(asked, draftOf(asked, {})).settings).toBeTypeOf('object');
      }),
    );
    const endless = { type: 'object', properties: { again: { $ref: '#/$defs/again' } } };
    const definition = { type: 'object', properties: { again: { $ref: '#/$defs/again' } } };
    expect(fieldsOf({ ...endless, $defs: { again: definition } })).toHaveLength(1);
  });
});

function tableColumns(): readonly NamedField[] {
  const signals = field('signals');
  return signals.kind === 'table' ? signals.columns : [];
}
