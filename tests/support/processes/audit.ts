import { spawnSync } from 'node:child_process';
import { commandFile } from '../../../tools/project.js';
import type { Json } from '../clients/api-client.js';
import type { TestDatabase } from './test-database.js';

/** The limits that services under test are configured with. */
export const AUDIT_LIMITS = { holdSeconds: 300, holdSecondsMax: 1_800, paymentMaxSeconds: 600 };

/** Runs the audit command; returns the violated and the unchecked invariants. */
export async function audit(database: TestDatabase, searchUrl: string): Promise<string[]> {
  const { stdout, stderr, status } = spawnSync(process.execPath, [commandFile('audit'), '--json'], {
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'],
      ENV_FILE: '/dev/null',
      ...database.environment,
      SEARCH_URL: searchUrl,
    },
  });
  if (stdout === '') throw new Error(`the audit failed: ${stderr}`);
  const findings = JSON.parse(stdout) as Json[];
  const broken = findings.filter(({ violations }) => violations !== 0);
  const words = broken.map((finding) => JSON.stringify(finding));
  if ((status === 0) !== (words.length === 0)) words.push(`exit code ${status}`);
  return words;
}
