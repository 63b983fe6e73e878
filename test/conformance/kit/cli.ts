import { parseArgs } from 'node:util';
import { BridgeError } from '../../../native-bridge/errors.ts';
import { openTransport } from '../../../native-bridge/transport/open-transport.ts';
import { type CheckResult, runKit } from './kit.ts';
import { linkChecks } from './link-checks.ts';
import { scanChecks } from './scan-checks.ts';

const usage =
  'Usage: npm run conformance -- --host HOST --port PORT | --serial PATH?baudRate=N  [--beam] [--short-warning] ' +
  '[--only ID]… [--json], or --list for the checks. --beam lets it start scans: with a real device, X-rays.';

const checks = [...linkChecks, ...scanChecks];

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (fault) {
  const sentence = fault instanceof Error ? fault.message : String(fault);
  process.stderr.write(`${sentence.replaceAll(/\s+/g, ' ')}\n`);
  process.exitCode = fault instanceof BridgeError && fault.code === 'LINK_FAILED' ? 1 : 2;
}

/** 0: everything that was tried passed; 1: something failed, or nobody was there. */
async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      host: { type: 'string', default: '127.0.0.1' },
      port: { type: 'string' },
      serial: { type: 'string' },
      beam: { type: 'boolean', default: false },
      'short-warning': { type: 'boolean', default: false },
      only: { type: 'string', multiple: true },
      json: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
    },
  });
  if (values.list) {
    for (const check of checks)
      say(`${check.id.padEnd(22)}${check.beam ? 'beam  ' : '      '}${check.promise}`);
    return 0;
  }
  if ((values.port === undefined) === (values.serial === undefined))
    throw new Error(`Name one link. ${usage}`);
  const unknown = values.only?.filter((id) => !checks.some((check) => check.id === id)) ?? [];
  if (unknown.length > 0)
    throw new Error(`There is no check called ${unknown.join(', ')}; --list names them.`);

  const address =
    values.serial === undefined ? `tcp://${values.host}:${values.port}` : `serial:${values.serial}`;
  const transport = openTransport(address);
  await (await transport.open(new AbortController().signal)).close();
  const results = await runKit(
    checks.filter(({ id }) => values.only?.includes(id) ?? true),
    {
      transport,
      beam: values.beam,
      shortWarning: values['short-warning'],
      reported: (result) => say(values.json ? JSON.stringify(result) : lineOf(result)),
    },
  );
  const count = (outcome: CheckResult['outcome']) =>
    results.filter((result) => result.outcome === outcome).length;
  const tally = { passed: count('passed'), failed: count('failed'), skipped: count('skipped') };
  say(
    values.json
      ? JSON.stringify(tally)
      : `${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`,
  );
  return tally.failed > 0 ? 1 : 0;
}

function lineOf({ id, promise, section, outcome, why }: CheckResult): string {
  const mark = { passed: 'ok  ', failed: 'FAIL', skipped: 'skip' }[outcome];
  const more = why === undefined ? '' : `\n       ${why} (PROTOCOL.md, "${section}")`;
  return `${mark} ${id}: ${promise}${more}`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
