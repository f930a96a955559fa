// npm run build: compiles if anything has changed, and says whether it had to.
import { build } from './build.mjs';

try {
  console.log((await build((line) => console.error(line))) ? 'Built dist/.' : 'dist/ is up to date.');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
