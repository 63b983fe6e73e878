import { describe, expect, it } from 'vitest';
import { StationError } from '../errors.ts';
import { GuessThrottle } from './guesses.ts';

function waitAsked(throttle: GuessThrottle, serviceNumber: string): number {
  try {
    throttle.take(serviceNumber);
    return 0;
  } catch (fault) {
    expect(fault).toBeInstanceOf(StationError);
    expect((fault as StationError).code).toBe('SIGN_IN_LATER');
    return Number((fault as StationError).details.seconds);
  }
}

describe('guessing a password', () => {
  it('gets slower with every wrong try after the third', () => {
    let now = 0;
    const throttle = new GuessThrottle(() => now);
    for (let guess = 0; guess < 3; guess += 1) expect(waitAsked(throttle, '4117')).toBe(0);
    const waits: number[] = [];
    for (let guess = 0; guess < 6; guess += 1) {
      const wait = waitAsked(throttle, '4117');
      waits.push(wait);
      now += wait * 1000;
      expect(waitAsked(throttle, '4117')).toBe(0);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32]);
  });

  it('never waits longer than a quarter of an hour', () => {
    let now = 0;
    const throttle = new GuessThrottle(() => now);
    let longest = 0;
    for (let guess = 0; guess < 60; guess += 1) {
      const wait = waitAsked(throttle, '4117');
      longest = Math.max(longest, wait);
      now += wait * 1000;
    }
    expect(longest).toBe(900);
  });

  it('slows only the number that was guessed at, however it is written', () => {
    const throttle = new GuessThrottle(() => 0);
    for (let guess = 0; guess < 3; guess += 1) throttle.take('Ab1');
    expect(waitAsked(throttle, 'aB1')).toBeGreaterThan(0);
    expect(waitAsked(throttle, '4118')).toBe(0);
  });

  it('is forgiven by the right password', () => {
    const throttle = new GuessThrottle(() => 0);
    for (let guess = 0; guess < 3; guess += 1) throttle.take('4117');
    throttle.forgive('4117');
    expect(throttle.wrongTries('4117')).toBe(0);
    expect(waitAsked(throttle, '4117')).toBe(0);
  });
});
