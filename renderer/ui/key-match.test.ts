import { describe, expect, test } from 'vitest';
import { type KeyPress, matchesKey, writesText } from './key-match.ts';

const press = (code: string, key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  code,
  key,
  ctrlKey: false,
  altKey: false,
  shiftKey: false,
  metaKey: false,
  ...held,
});

describe('a key', () => {
  test('is known by its place, so letters work with Cyrillic switched on', () => {
    expect(matchesKey(press('KeyI', 'ш'), 'I')).toBe(true);
    expect(matchesKey(press('BracketLeft', 'х'), '[')).toBe(true);
    expect(matchesKey(press('Comma', 'б'), ',')).toBe(true);
    expect(matchesKey(press('KeyK', 'л', { ctrlKey: true }), 'Ctrl+K')).toBe(true);
    expect(matchesKey(press('KeyO', 'щ'), 'I')).toBe(false);
  });

  test('answers only with the modifiers it asks for', () => {
    expect(matchesKey(press('F2', 'F2'), 'F2')).toBe(true);
    expect(matchesKey(press('F2', 'F2', { shiftKey: true }), 'F2')).toBe(false);
    expect(matchesKey(press('F2', 'F2', { shiftKey: true }), 'Shift+F2')).toBe(true);
    expect(matchesKey(press('F2', 'F2'), 'Shift+F2')).toBe(false);
    expect(matchesKey(press('KeyF', 'f', { ctrlKey: true }), 'F')).toBe(false);
    expect(matchesKey(press('Digit1', '1', { altKey: true }), 'Alt+1')).toBe(true);
    expect(matchesKey(press('Digit1', '1', { altKey: true }), '1')).toBe(false);
    expect(matchesKey(press('KeyR', 'r', { metaKey: true }), 'R')).toBe(false);
  });

  test('that is a sign answers wherever the layout has it', () => {
    expect(matchesKey(press('Slash', '?', { shiftKey: true }), '?')).toBe(true);
    expect(matchesKey(press('Digit7', '?', { shiftKey: true }), '?')).toBe(true);
    expect(matchesKey(press('Slash', '/'), '?')).toBe(false);
    expect(matchesKey(press('Equal', '+', { shiftKey: true }), '+')).toBe(true);
    expect(matchesKey(press('Equal', '='), '+')).toBe(true);
    expect(matchesKey(press('NumpadAdd', '+'), '+')).toBe(true);
    expect(matchesKey(press('NumpadSubtract', '-'), '-')).toBe(true);
  });

  test('on the number pad counts as the digit', () => {
    expect(matchesKey(press('Numpad1', '1'), '1')).toBe(true);
  });

  test('with an arrow on it is the arrow', () => {
    expect(matchesKey(press('ArrowLeft', 'ArrowLeft'), '←')).toBe(true);
    expect(matchesKey(press('ArrowRight', 'ArrowRight'), '←')).toBe(false);
  });
});

test('plain letters write text, function keys and combinations do not', () => {
  expect(writesText(press('KeyI', 'i'))).toBe(true);
  expect(writesText(press('Slash', '?', { shiftKey: true }))).toBe(true);
  expect(writesText(press('Backspace', 'Backspace'))).toBe(true);
  expect(writesText(press('ArrowLeft', 'ArrowLeft'))).toBe(true);
  expect(writesText(press('F5', 'F5'))).toBe(false);
  expect(writesText(press('Enter', 'Enter'))).toBe(false);
  expect(writesText(press('KeyK', 'k', { ctrlKey: true }))).toBe(false);
});
