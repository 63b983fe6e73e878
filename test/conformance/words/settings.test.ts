import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { drivers } from '../../../native-bridge/drivers/drivers.ts';
import { fieldsOf, type JsonSchema, type NamedField } from '../../../renderer/devices/settings-schema.ts';
import en from '../../../resources/locales/en/settings.json';
import ru from '../../../resources/locales/ru/settings.json';

interface Words {
  readonly title?: string;
  readonly description?: string;
  readonly choices?: Readonly<Record<string, string>>;
}
type Catalogue = Readonly<Record<string, Readonly<Record<string, Words>>>>;

/** Settings that have a title of their own, with the key that the form looks for their words by. */
async function settingsOf(driver: keyof typeof drivers): Promise<[string, NamedField][]> {
  const { settings } = await drivers[driver].load();
  const schema = z.toJSONSchema(settings, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  const below = (fields: readonly NamedField[], prefix: string): [string, NamedField][] =>
    fields.flatMap((field) => {
      const key = prefix + field.name;
      const inner = field.kind === 'group' ? field.fields : field.kind === 'table' ? field.columns : [];
      return [[key, field] as [string, NamedField], ...below(inner, `${key}-`)];
    });
  return below(fieldsOf(schema), '').filter(([, { title }]) => title !== null);
}

describe.each(Object.keys(drivers) as (keyof typeof drivers)[])('the settings of %s', (driver) => {
  test('are called in the catalogue as the driver calls them', async () => {
    for (const [key, { title, description }] of await settingsOf(driver)) {
      const words = (en.drivers as Catalogue)[driver]?.[key];
      expect({ key, title: words?.title }).toEqual({ key, title });
      expect({ key, description: words?.description }).toEqual({
        key,
        description: description ?? undefined,
      });
    }
  });

  test('have a word for each choice, in every language', async () => {
    for (const [key, field] of await settingsOf(driver)) {
      if (field.kind !== 'choice') continue;
      for (const { drivers: words } of [en, ru]) {
        const choices = Object.keys((words as Catalogue)[driver]?.[key]?.choices ?? {});
        expect({ key, choices }).toEqual({ key, choices: field.choices.map(String) });
      }
    }
  });
});
