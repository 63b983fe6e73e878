import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { RawRow } from './raw-rows.ts';

const folder = path.join(import.meta.dirname, 'duckdb');

/** What of DuckDB's API is used; its package is no part of the project, so its types are not there. */
interface Appender {
  appendInteger(value: number): void;
  appendDouble(value: number): void;
  endRow(): void;
  closeSync(): void;
}
interface Connection {
  run(sql: string): Promise<unknown>;
  runAndReadAll(sql: string): Promise<{ getRows(): unknown[][] }>;
  createAppender(table: string): Promise<Appender>;
  closeSync(): void;
}
interface Api {
  readonly DuckDBInstance: { create(file: string): Promise<{ connect(): Promise<Connection> }> };
}

/** DuckDB in memory with the rows; its package is installed when it is first asked for. */
export async function duckdbWith(rows: Iterable<RawRow>): Promise<Connection> {
  const { DuckDBInstance } = await load();
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(
    'CREATE TABLE observed (stretch INTEGER, ended DOUBLE, took DOUBLE, decision INTEGER, lane INTEGER)',
  );
  const appender = await connection.createAppender('observed');
  for (const { stretch, at, took, decision, lane } of rows) {
    appender.appendInteger(stretch);
    appender.appendDouble(at);
    appender.appendDouble(took);
    appender.appendInteger(decision);
    appender.appendInteger(lane);
    appender.endRow();
  }
  appender.closeSync();
  return connection;
}

async function load(): Promise<Api> {
  if (!existsSync(path.join(folder, 'node_modules'))) {
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    const installed = spawnSync(npm, ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: folder,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    if (installed.status !== 0)
      throw new Error(`DuckDB could not be installed in ${folder}: ${installed.stderr.trim().slice(-300)}`);
  }
  const file = createRequire(path.join(folder, 'package.json')).resolve('@duckdb/node-api');
  return (await import(pathToFileURL(file).href)) as Api;
}
