import { build } from '../../tools/build.mjs';

/**
 * End-to-end tests run what `npm start` runs: the compiled code, made anew if anything changed. With TEST_BUILD=0
 * nothing is compiled, for whoever runs tests that need none of it.
 */
export default async function setup(): Promise<void> {
  if (process.env['TEST_BUILD'] !== '0') await build('proof');
}
