import type { MigrationInterface } from 'typeorm';

/** The role that owns a schema: each has its own tables and its own record of migrations. */
export type SchemaName = 'booking' | 'search';

export type MigrationClass = new () => MigrationInterface & { readonly name: string };

/** The names of the migrations that this program knows, the oldest first. */
export async function knownMigrations(schema: SchemaName): Promise<string[]> {
  return (await migrationsOf(schema)).map((Migration) => new Migration().name);
}

/** Every table of an up-to-date schema, except the record of migrations. */
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

/** Imports from `migrations/`, which is beside `src/` so that operators find it. */
async function definitionsOf(schema: SchemaName): Promise<Definitions> {
  const index = new URL(`../../../../migrations/${schema}/index.js`, import.meta.url);
  return (await import(index.href)) as Definitions;
}
