import { VARIABLES, type Variable } from './variables.js';

/** The text of `.env.example`: every variable with its description. */
export function exampleFile(): string {
  const lines = Object.entries<Variable>(VARIABLES).flatMap(
    ([name, { description, example, forDevelopmentOnly }]) => [
      '',
      `# ${description}`,
      ...(forDevelopmentOnly === true ? ['# This value is for development; production rejects it.'] : []),
      `${name}=${example ?? ''}`,
    ],
  );
  const head = [
    '# Copy this file to .env. Variables of the environment override it; empty variables count as not set.',
    '# ENV_FILE in the environment names another file to read in its place.',
  ].join('\n');
  return [head, ...lines, ''].join('\n');
}
