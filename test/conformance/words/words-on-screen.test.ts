import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { parse, type SourceFile, sourcesOf, walk } from './sources.ts';

/** Attributes that a person reads or hears. */
const spoken = new Set([
  'alt',
  'aria-description',
  'aria-label',
  'aria-placeholder',
  'aria-roledescription',
  'aria-valuetext',
  'description',
  'error',
  'label',
  'nothingFound',
  'placeholder',
  'summary',
  'title',
]);

describe('every word on screen comes from the catalogue', () => {
  test('in all screens', () => {
    const screens = sourcesOf('renderer', /[.]tsx$/).filter(({ name }) => !name.includes('viewer/harness'));
    expect(screens.length).toBeGreaterThan(20);
    expect(screens.flatMap(literalWords)).toEqual([]);
  });

  test.each([
    ['text', '<p>Release</p>'],
    ['text in braces', '<p>{"Release"}</p>'],
    ['text by a condition', '<p>{busy ? "Wait" : t("go")}</p>'],
    ['text after a condition', '<p>{busy && "Wait"}</p>'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code to be looked at.
    ['a template', '<p>{`Truck ${plate}`}</p>'],
    ['text beside a value', '<p>Truck {plate}</p>'],
    ['a label', '<input aria-label="Plate" />'],
    ['a placeholder in braces', '<input placeholder={"Plate"} />'],
    ['a title by a condition', '<b title={on ? "On" : undefined} />'],
    ['a prop of a component', '<Field label="Plate" />'],
    ['a Cyrillic word', '<p>Выпустить</p>'],
  ])('and %s that does not is found', (_, code) => {
    expect(literalWords(parse('probe.tsx', `const x = ${code};`))).not.toEqual([]);
  });

  test.each([
    ['words of the catalogue', '<p title={t("a.b")}>{t("a.c")}</p>'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is code to be looked at.
    ['keys by a template', '<p>{t(`states.${state}`)}</p>'],
    ['signs and digits', '<p>·{busy ? "▲" : "1"}</p>'],
    ['what nobody reads', '<p className="row" data-kind="x" type="button" />'],
    ['values', '<p>{readable(plate)}</p>'],
    ['comparisons', '<p>{state === "called" ? t("a") : null}</p>'],
  ])('and %s pass', (_, code) => {
    expect(literalWords(parse('probe.tsx', `const x = ${code};`))).toEqual([]);
  });
});

/** Where a file puts letters on screen that are written in the code. */
function literalWords({ name, tree }: SourceFile): string[] {
  const found: string[] = [];
  const report = (node: ts.Node, text: string) => {
    const { line } = tree.getLineAndCharacterOfPosition(node.getStart(tree));
    found.push(`${name}:${line + 1} ${text.trim()}`);
  };
  walk(tree, (node) => {
    if (ts.isJsxText(node) && hasLetters(node.text)) report(node, node.text);
    const inText = ts.isJsxExpression(node) && !ts.isJsxAttribute(node.parent);
    if (inText && node.expression) shownText(node.expression, report);
    if (ts.isJsxAttribute(node) && spoken.has(node.name.getText(tree)) && node.initializer) {
      const value = ts.isJsxExpression(node.initializer) ? node.initializer.expression : node.initializer;
      if (value) shownText(value, report);
    }
  });
  return found;
}

/** Follows an expression to the values it can have, and reports those that are text of the code. */
function shownText(value: ts.Expression, report: (node: ts.Node, text: string) => void): void {
  if (ts.isStringLiteralLike(value)) {
    if (hasLetters(value.text)) report(value, value.text);
  } else if (ts.isTemplateExpression(value)) {
    const text = [value.head, ...value.templateSpans.map((span) => span.literal)].map((part) => part.text);
    if (hasLetters(text.join(''))) report(value, text.join('…'));
  } else if (ts.isConditionalExpression(value)) {
    shownText(value.whenTrue, report);
    shownText(value.whenFalse, report);
  } else if (ts.isBinaryExpression(value) && joins.has(value.operatorToken.kind)) {
    if (value.operatorToken.kind !== ts.SyntaxKind.AmpersandAmpersandToken) shownText(value.left, report);
    shownText(value.right, report);
  } else if (ts.isParenthesizedExpression(value)) {
    shownText(value.expression, report);
  }
}

const joins = new Set<ts.SyntaxKind>([
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
  ts.SyntaxKind.PlusToken,
]);

function hasLetters(text: string): boolean {
  return /\p{L}/u.test(text);
}
