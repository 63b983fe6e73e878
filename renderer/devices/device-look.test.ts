import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { device } from './device.fixture.ts';
import { deviceLook, inOrder, secondsToRetry, troubleOf } from './device-look.ts';

const now = Date.parse('2026-11-22T20:00:10.000Z');
const gone = { code: 'LINK_FAILED', details: {}, retryAt: '2026-11-22T20:00:13.200Z' };
const links = fc.constantFrom('connecting', 'online', 'degraded', 'lost', 'retrying', 'none');

describe('a device on screen', () => {
  test('is green only while it is online and the station answers', () => {
    fc.assert(
      fc.property(links, fc.boolean(), fc.constantFrom(null, gone), (link, connected, linkError) => {
        const { tone } = deviceLook(device({ link, linkError }), connected);
        expect(tone === 'green').toBe(link === 'online' && connected);
      }),
    );
  });

  test('is unknown without the station, whatever it was', () => {
    expect(deviceLook(device(), false)).toEqual({ link: 'unknown', shape: 'diamond', tone: 'plain' });
  });

  test('stays lost while it is tried again, so that a try does not blink', () => {
    expect(deviceLook(device({ link: 'connecting', linkError: gone }), true).link).toBe('retrying');
    expect(deviceLook(device({ link: 'connecting' }), true).link).toBe('connecting');
  });

  test('counts down to its next try, and never below nothing', () => {
    const retrying = device({ link: 'retrying', linkError: gone });
    expect(secondsToRetry(retrying, now)).toBe(4);
    expect(secondsToRetry(retrying, now + 60_000)).toBe(0);
    expect(
      secondsToRetry(device({ link: 'retrying', linkError: { ...gone, retryAt: null } }), now),
    ).toBeNull();
    expect(secondsToRetry(device(), now)).toBeNull();
  });
});

describe('the devices of a post', () => {
  test('are counted by their trouble', () => {
    expect(
      troubleOf([
        device(),
        device({ link: 'degraded' }),
        device({ link: 'lost' }),
        device({ link: 'connecting', linkError: gone }),
        device({ link: 'connecting' }),
      ]),
    ).toEqual({ lost: 2, degraded: 1 });
  });

  test('stand in an order of their own: trouble, then the gate, then the lanes', () => {
    const ids = inOrder([
      device({ id: 'b', lane: '10' }),
      device({ id: 'c', lane: '2' }),
      device({ id: 'a', lane: '2' }),
      device({ id: 'gate', lane: null }),
      device({ id: 'z', lane: '9', link: 'retrying' }),
    ]).map(({ id }) => id);
    expect(ids).toEqual(['z', 'gate', 'a', 'c', 'b']);
  });
});
