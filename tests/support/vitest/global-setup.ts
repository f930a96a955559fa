import { build } from '../../../tools/build.mjs';

/**
 * Compiles the code if it has changed, because end-to-end tests run the compiled code, like `npm start`. With
 * TEST_BUILD=0 it compiles nothing, for runs of tests that do not need it.
 */
export default async function setup(): Promise<void> {
  if (process.env['TEST_BUILD'] !== '0') await build('proof');
}
