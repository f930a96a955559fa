import type { EntitySchemaColumnOptions } from 'typeorm';
import type { Instant } from '../../../domain/shared/instant.js';

/** A VARCHAR column: text, an identifier or a word of a fixed list. */
export function text(name: string): EntitySchemaColumnOptions {
  return { name, type: 'varchar' };
}

/** A VARCHAR column of the primary key. */
export function key(name: string): EntitySchemaColumnOptions {
  return { name, type: 'varchar', primary: true };
}

export function whole(name: string): EntitySchemaColumnOptions {
  return { name, type: 'bigint' };
}

export function flag(name: string): EntitySchemaColumnOptions {
  return { name, type: 'tinyint', transformer: { to: Number, from: Boolean } };
}

/** A DATETIME(3) column in UTC, mapped to milliseconds. */
export function moment(name: string): EntitySchemaColumnOptions {
  return { name, type: 'datetime', precision: 3, transformer: { to: toDate, from: toInstant } };
}

/** A value stored as JSON, always read whole. */
export function json(name: string): EntitySchemaColumnOptions {
  return { name, type: 'mediumtext', transformer: { to: toJson, from: fromJson } };
}

export function optional(column: EntitySchemaColumnOptions): EntitySchemaColumnOptions {
  return { ...column, nullable: true };
}

function toDate(instant: Instant | null | undefined): Date | null | undefined {
  return instant === null || instant === undefined ? instant : new Date(instant);
}

function toInstant(date: Date | null): Instant | null {
  return date === null ? null : date.getTime();
}

function toJson(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}

function fromJson(stored: string | null): unknown {
  return stored === null ? null : JSON.parse(stored);
}
