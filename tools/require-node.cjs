// Runs before each script of package.json, in JavaScript that every Node.js can parse, so that an unsupported version
// gets a sentence and not a syntax error.
'use strict';

const RECOMMENDED = 24;

const { engines } = require('../package.json');
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

/**
 * Whether this Node.js is in a range of package.json: `^20.19.0` (20.x from 20.19) or `>=24.11.0`.
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
