import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';

/**
 * Returns, sorted, the files below `folders` that import a module by an expression instead of a literal name or path:
 * neither the compiler nor the rules about imports see such a module.
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
