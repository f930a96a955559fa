import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MISTAKES, PROGRAM } from '../support/clients/generated-client-program.js';
import { travelDay } from '../support/builders/small-timetable.js';
import { startTestService, type TestService } from '../support/processes/test-service.js';

const IMPORTS = `import createClient from 'openapi-fetch';
import type { components, paths } from './api.js';
`;

let service: TestService;
let folder: string;
beforeAll(async () => {
  service = await startTestService();
  folder = await mkdtemp(join(tmpdir(), 'holdfast-client-'));
  await symlink(resolve('node_modules'), join(folder, 'node_modules'));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  const document = (await service.api.get('/openapi.json')).text;
  await writeFile(join(folder, 'api.d.ts'), astToString(await openapiTS(document)));
});
afterAll(async () => {
  await service.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('a client that is generated from the OpenAPI document', () => {
  it('books and pays, narrows problems by their code, and type-checks in strict mode', async () => {
    expect(await compile({ 'program.ts': PROGRAM })).toEqual([]);
    const program = (await import(pathToFileURL(join(folder, 'program.js')).href)) as {
      run(baseUrl: string, date: string, email: string): Promise<object>;
    };
    const result = await program.run(service.api.url, travelDay(), 'sdk@example.org');
    expect(result).toMatchObject({
      status: 'confirmed',
      taken: [expect.stringMatching(/^\d+[A-Z]$/)],
      alternatives: 1,
      declineCode: 'insufficient_funds',
      wrongPlaces: ['/passengers'],
    });
  });

  it('does not compile with mistakes that the document rules out', async () => {
    const files = Object.entries(MISTAKES).map(([, statement], index) => {
      const text = `${IMPORTS}export async function mistake() { ${statement} }\nvoid createClient;\nexport type { components, paths };\n`;
      return [`mistake-${index}.ts`, text] as const;
    });
    const faults = await compile(Object.fromEntries(files));
    const caught = files.map(([name]) => faults.some((fault) => fault.startsWith(`${name}:`)));
    expect(Object.keys(MISTAKES).filter((_, index) => caught[index] !== true)).toEqual([]);
  });
});

/** Type-checks and compiles files beside the generated types. Returns TypeScript's errors, each with its file. */
async function compile(files: Readonly<Record<string, string>>): Promise<string[]> {
  const paths = Object.keys(files).map((name) => join(folder, name));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const program = ts.createProgram(paths, {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    outDir: folder,
    rootDir: folder,
  });
  program.emit();
  return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
    const name = file?.fileName.split('/').at(-1) ?? '';
    return `${name}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}
