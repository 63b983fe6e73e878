import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const verb = fileURLToPath(new URL('verb.mjs', import.meta.url));
const simulator = 'native-bridge/simulator/cli.ts';

describe('starting a verb', () => {
  test('its first line on stdout is its own, and SIGTERM ends it with 0', async () => {
    const child = spawn(process.execPath, [verb, simulator, '--port', '0']);
    const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
    const line = await new Promise<string>((resolve) => {
      createInterface({ input: child.stdout }).once('line', resolve);
    });
    expect(JSON.parse(line)).toEqual({ ready: true, port: expect.any(Number) });
    child.kill('SIGTERM');
    expect(await ended).toEqual({ code: 0, signal: null });
  });

  test('its arguments and its exit code pass through', async () => {
    const child = spawn(process.execPath, [verb, simulator, '--scene', 'no such scene', '--port', '0']);
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect(code).toBe(2);
    expect(said).toContain('no such scene');
  });
});
