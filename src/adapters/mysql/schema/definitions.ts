import type { MigrationInterface } from 'typeorm';

/** Whose tables: each role has its own, and its own record of what was done. */
export type SchemaName = 'booking' | 'search';

export type MigrationClass = new () => MigrationInterface & { readonly name: string };

/** The names of what this program knows to do, the oldest first. */
export async function knownMigrations(schema: SchemaName): Promise<string[]> {
  return (await migrationsOf(schema)).map((Migration) => new Migration().name);
}

/** Every table of a schema when all migrations are done, the record of them apart. */
export async function tablesOf(schema: SchemaName): Promise<readonly string[]> {
  return (await definitionsOf(schema)).TABLES;
}

/** The migrations that this program knows, the oldest first. */
export async function migrationsOf(schema: SchemaName): Promise<readonly MigrationClass[]> {
  return (await definitionsOf(schema)).MIGRATIONS;
}

interface Definitions {
  readonly MIGRATIONS: readonly MigrationClass[];
  readonly TABLES: readonly string[];
}

/** They lie beside `src/`, where operators look for them. */
async function definitionsOf(schema: SchemaName): Promise<Definitions> {
  const index = new URL(`../../../../migrations/${schema}/index.js`, import.meta.url);
  return (await import(index.href)) as Definitions;
}
