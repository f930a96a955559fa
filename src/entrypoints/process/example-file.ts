import { VARIABLES, type Variable } from './variables.js';

/** `.env.example`: every variable with what it means. */
export function exampleFile(): string {
  const lines = Object.entries<Variable>(VARIABLES).flatMap(
    ([name, { description, example, forDevelopmentOnly }]) => [
      '',
      `# ${description}`,
      ...(forDevelopmentOnly === true ? ['# This value is for development; production refuses it.'] : []),
      `${name}=${example ?? ''}`,
    ],
  );
  const head = [
    '# Copy this file to .env. What stands in the environment goes before it; what is empty is not set.',
    '# ENV_FILE in the environment names another file to read in its place.',
  ].join('\n');
  return [head, ...lines, ''].join('\n');
}
