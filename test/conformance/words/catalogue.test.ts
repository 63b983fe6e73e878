import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { pseudoResources, type Words } from '../../../renderer/ui/pseudo-language.ts';
import { languages } from '../../../station/api/views.pure.ts';
import { sourcesOf, walk } from './sources.ts';

const folder = path.join(import.meta.dirname, '../../../resources/locales');
const namespaces = readdirSync(path.join(folder, 'en')).map((file) => file.replace('.json', ''));
const catalogue = Object.fromEntries(
  languages.map((language) => [
    language,
    Object.fromEntries(namespaces.map((namespace) => [namespace, read(language, namespace)])),
  ]),
);
const plural = /_(zero|one|two|few|many|other)$/;

describe.each(languages.filter((language) => language !== 'en'))('the catalogue in %s', (language) => {
  test('has the same files as in English', () => {
    expect(readdirSync(path.join(folder, language)).sort()).toEqual(
      readdirSync(path.join(folder, 'en')).sort(),
    );
  });

  test.each(namespaces)('has every word of %s and no other', (namespace) => {
    expect(baseKeys(language, namespace)).toEqual(baseKeys('en', namespace));
  });

  test.each(namespaces)('fills the same values into the words of %s', (namespace) => {
    const english = placeholdersByKey('en', namespace);
    const own = placeholdersByKey(language, namespace);
    for (const [key, names] of own) expect(names, key).toEqual(english.get(key));
  });
});

describe.each([...languages])('the catalogue in %s', (language) => {
  test('has every plural form the language has', () => {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    for (const namespace of namespaces) {
      const forms = new Map<string, Set<string>>();
      for (const key of words(language, namespace).keys()) {
        const form = plural.exec(key)?.[1];
        if (!form) continue;
        const base = key.replace(plural, '');
        forms.set(base, (forms.get(base) ?? new Set()).add(form));
      }
      for (const [base, have] of forms) expect([...have].sort(), base).toEqual([...pluralCategories].sort());
    }
  });

  test('has no empty word', () => {
    for (const namespace of namespaces) {
      for (const [key, text] of words(language, namespace)) expect(text.trim(), key).not.toBe('');
    }
  });
});

test('no word is there that no screen shows', () => {
  const used = usedKeys();
  const unused = namespaces
    .filter((namespace) => namespace !== 'errors')
    .flatMap((namespace) =>
      baseKeys('en', namespace)
        .filter((key) => !used(namespace, key))
        .map((key) => `${namespace}:${key}`),
    );
  expect(unused).toEqual([]);
});

test('every fault that the station or a device can name has a sentence', () => {
  const known = new Set(baseKeys('en', 'errors'));
  const codes = [...codesIn('station'), ...codesIn('native-bridge'), ...viewerCodes()];
  expect(codes.length).toBeGreaterThan(10);
  expect([...new Set(codes)].filter((code) => !known.has(code)).sort()).toEqual([]);
});

test('the pseudo-language brackets every value and leaves its placeholders', () => {
  expect(pseudoResources({ a: 'Lane {{n}}', b: { c: 'Go' } })).toEqual({
    a: '⟦Lane {{n}}⟧',
    b: { c: '⟦Go⟧' },
  });
});

function read(language: string, namespace: string): Words {
  return JSON.parse(readFileSync(path.join(folder, language, `${namespace}.json`), 'utf8'));
}

function words(language: string, namespace: string): Map<string, string> {
  const found = new Map<string, string>();
  const collect = (at: Words, prefix: string) => {
    for (const [key, value] of Object.entries(at)) {
      if (typeof value === 'string') found.set(prefix + key, value);
      else collect(value, `${prefix}${key}.`);
    }
  };
  collect(catalogue[language]?.[namespace] ?? {}, '');
  return found;
}

function baseKeys(language: string, namespace: string): string[] {
  return [...new Set([...words(language, namespace).keys()].map((key) => key.replace(plural, '')))].sort();
}

function placeholdersByKey(language: string, namespace: string): Map<string, string[]> {
  return new Map(
    [...words(language, namespace)]
      // A form for exactly one may leave the number out.
      .filter(([key]) => !key.endsWith('_one'))
      .map(([key, text]) => [
        key.replace(plural, ''),
        [...new Set([...text.matchAll(/\{\{\s*(\w+)/g)].map((match) => match[1] ?? ''))].sort(),
      ]),
  );
}

/** Whether some text of the screens' code is this key, or a template that can become it. */
function usedKeys(): (namespace: string, key: string) => boolean {
  const literal = new Set<string>();
  const patterns: RegExp[] = [];
  // The station writes the words of its exports.
  for (const { tree } of [...sourcesOf('renderer', /[.]tsx?$/), ...sourcesOf('station', /[.]ts$/)]) {
    walk(tree, (node) => {
      if (ts.isStringLiteralLike(node)) literal.add(node.text);
      if (ts.isTemplateExpression(node) && isKeyTemplate(node)) {
        const parts = [node.head, ...node.templateSpans.map((span) => span.literal)];
        patterns.push(new RegExp(`^${parts.map((part) => part.text.replace(/[.]/g, '[.]')).join('[^.]+')}$`));
      }
    });
  }
  return (namespace, key) => {
    const names = [key, `${namespace}:${key}`];
    return names.some((name) => literal.has(name) || patterns.some((pattern) => pattern.test(name)));
  };
}

/** A template whose fixed beginning names a place in the catalogue: `states.${…}`, `common:roles.${…}`. */
function isKeyTemplate(node: ts.TemplateExpression): boolean {
  return /^(\w+:)?\w+[.]/.test(node.head.text);
}

/** The codes given to `new StationError` and `new BridgeError`, and those of tables that are given to them. */
function codesIn(of: string): string[] {
  const codes: string[] = [];
  for (const { tree } of sourcesOf(of, /[.]ts$/)) {
    walk(tree, (node) => {
      const code = codeOf(node, tree);
      if (code && ts.isStringLiteralLike(code)) codes.push(code.text);
    });
  }
  return codes;
}

function codeOf(node: ts.Node, tree: ts.SourceFile): ts.Node | undefined {
  if (ts.isNewExpression(node) && /^(Station|Bridge)Error$/.test(node.expression.getText(tree))) {
    return node.arguments?.[0];
  }
  const inTable = ts.isPropertyAssignment(node) && node.name.getText(tree) === 'code';
  // What the operating system calls a fault (EACCES) has no underscore.
  return inTable && /^'[A-Z]+_[A-Z_]+'$/.test(node.initializer.getText(tree)) ? node.initializer : undefined;
}

function viewerCodes(): string[] {
  const codes: string[] = [];
  for (const { tree } of sourcesOf('renderer/viewer', /^messages[.]ts$/)) {
    walk(tree, (node) => {
      if (ts.isStringLiteralLike(node) && node.text.startsWith('VIEWER_')) codes.push(node.text);
    });
  }
  return codes;
}
