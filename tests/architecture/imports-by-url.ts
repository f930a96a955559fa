import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';

/**
 * The files below some folders that import a module by anything but its name or path as it is written there, in order:
 * neither the compiler nor the rules about imports see what that is.
 */
export async function importsByUrl(root: string, folders: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const folder of folders) {
    for (const name of await readdir(join(root, folder), { recursive: true })) {
      if (!/\.(ts|js|mjs|cjs)$/.test(name)) continue;
      const text = await readFile(join(root, folder, name), 'utf8');
      if (hasImportByUrl(ts.createSourceFile(name, text, ts.ScriptTarget.Latest)))
        found.push(`${folder}/${name}`);
    }
  }
  return found.sort();
}

function hasImportByUrl(node: ts.Node): boolean {
  const isImport = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
  if (isImport && !node.arguments.every(ts.isStringLiteral)) return true;
  return ts.forEachChild(node, (child) => hasImportByUrl(child) || undefined) ?? false;
}
