// Read before each script of package.json, in words that every Node.js knows: one that is too old gets a sentence from it,
// not a syntax error from what comes after.
'use strict';

/** As package.json says in engines. */
const NEEDED = { major: 20, minor: 19 };

const parts = process.versions.node.split('.').map(Number);
const major = Number(parts[0]);

if (major < NEEDED.major || (major === NEEDED.major && Number(parts[1]) < NEEDED.minor)) {
  const needed = [NEEDED.major, NEEDED.minor].join('.');
  console.error('Holdfast needs Node.js ' + needed + ' or newer; this is ' + process.versions.node + '.');
  process.exit(1);
}
