import type { Finding } from '../verdict/finding.js';
import type { AuditFinding } from './own-stack.js';

/** Converts the results of the audit into findings of the verdict. */
export function auditFindings(audit: readonly AuditFinding[]): Finding[] {
  return audit.map(({ name, checked = 0, violations, notChecked, offenders = [] }) => ({
    rule: `audit: ${name}`,
    checked,
    wrong: violations ?? 1,
    examples:
      notChecked === undefined
        ? offenders.map(({ offender, reason }) => `${offender}: ${reason}`)
        : [notChecked],
  }));
}
