import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

export interface SourceFile {
  /** From the project's root. */
  readonly name: string;
  readonly tree: ts.SourceFile;
}

const root = path.join(import.meta.dirname, '../../..');

/** The parsed TypeScript of a folder of the project, without its tests. */
export function sourcesOf(folder: string, extension: RegExp): readonly SourceFile[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => extension.test(file) && !/[.](test|fixture)[.]tsx?$/.test(file))
    .map((file) => parse(path.join(folder, file), readFileSync(path.join(root, folder, file), 'utf8')));
}

export function parse(name: string, text: string): SourceFile {
  const kind = name.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  return { name, tree: ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true, kind) };
}

/** Visits a tree's every node. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  node.forEachChild((child) => walk(child, visit));
}
