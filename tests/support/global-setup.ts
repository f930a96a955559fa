import { build } from '../../scripts/build.mjs';

/** End-to-end tests run what `npm start` runs: the compiled code, made anew if anything changed. */
export default async function setup(): Promise<void> {
  await build();
}
