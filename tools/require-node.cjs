// Read before each script of package.json, in words that every Node.js knows: one that does not fit gets a sentence from
// it, not a syntax error from what comes after.
'use strict';

const RECOMMENDED = 24;

const { engines } = require('../package.json');
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

/**
 * Whether this Node.js is in a range of package.json: `^20.19.0` (of 20, from 20.19) or `>=24.11.0`.
 * @param {string} range
 */
function includesThis(range) {
  const [leastMajor = 0, leastMinor = 0] = range.replace(/^\D+/, '').split('.').map(Number);
  return major === leastMajor ? minor >= leastMinor : major > leastMajor && range.startsWith('>=');
}

if (!engines.node.split(' || ').some(includesThis)) {
  console.error(
    `Holdfast needs Node.js ${engines.node} (recommended: ${RECOMMENDED}); this is ${process.versions.node}.`,
  );
  process.exit(1);
}
