import { expect, test } from 'vitest';
import { manualTimers } from '../../transport/manual-timers.ts';
import { folderGone, onFolder } from './folder-access.ts';

test('a share that does not answer is given up, and not asked again until it has answered', async () => {
  const timers = manualTimers();
  const answer = Promise.withResolvers<string>();
  const first = onFolder('/share', timers, () => answer.promise);
  timers.advance(29_999);
  const other = onFolder('/other', timers, async () => 'other');
  expect(await other).toBe('other');
  timers.advance(1);
  await expect(first).rejects.toMatchObject({
    code: 'LINK_TIMEOUT',
    details: { address: 'folder:/share', seconds: 30 },
  });
  let asked = false;
  const ask = async () => {
    asked = true;
  };
  await expect(onFolder('/share', timers, ask)).rejects.toMatchObject({ code: 'LINK_TIMEOUT' });
  expect(asked).toBe(false);
  answer.resolve('at last');
  await answer.promise;
  await onFolder('/share', timers, ask);
  expect(asked).toBe(true);
});

test('a call that fails late is nobody’s', async () => {
  const timers = manualTimers();
  const answer = Promise.withResolvers<string>();
  const call = onFolder('/late', timers, () => answer.promise);
  timers.advance(30_000);
  await expect(call).rejects.toMatchObject({ code: 'LINK_TIMEOUT' });
  answer.reject(new Error('too late'));
  await expect(answer.promise).rejects.toThrow('too late');
  expect(await onFolder('/late', timers, async () => 'again')).toBe('again');
});

test('what the system says of a folder becomes a reason for people', () => {
  const of = (code: string) => folderGone('/x', Object.assign(new Error(code), { code })).details.why;
  expect([of('ENOENT'), of('ESTALE'), of('EWHAT')]).toEqual([
    'it is not there',
    'the share was replaced; mount it again',
    'EWHAT',
  ]);
});
