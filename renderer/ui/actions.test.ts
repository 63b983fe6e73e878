import { describe, expect, test } from 'vitest';
import en from '../../resources/locales/en/keys.json';
import { actionGroups, actions, clashes, keysOf } from './actions.ts';

describe('the list of actions', () => {
  test('gives no key to two actions', () => {
    expect(clashes()).toEqual([]);
  });

  test('names a clash that a person’s own keys would make', () => {
    expect(clashes({ refer: ['F5'] })).toEqual([{ key: 'F5', actions: ['release', 'refer'] }]);
  });

  test('gives every action a key and a word', () => {
    for (const { id } of actions) {
      expect(keysOf(id), id).not.toHaveLength(0);
      expect(en.actions).toHaveProperty(id);
    }
    expect(Object.keys(en.actions)).toHaveLength(actions.length);
    expect(Object.keys(en.groups)).toEqual([...actionGroups]);
  });

  test('takes a person’s own keys before the usual ones', () => {
    expect(keysOf('release')).toEqual(['F5']);
    expect(keysOf('release', { release: ['F12'] })).toEqual(['F12']);
  });

  test('makes referring no harder than releasing', () => {
    expect(keysOf('refer')[0]).toMatch(/^F\d$/);
    expect(keysOf('release')[0]).toMatch(/^F\d$/);
  });
});
