import { createConnection, type Connection } from 'mysql2/promise';
import { SECOND } from '../../../domain/shared/instant.js';
import { doneMigrations, type Done } from '../schema/migrations.js';
import type { DatabaseAddress } from '../connection/server.js';
import type { Manifest } from './archive.js';
import type { Engine } from './programs.js';
import { tablesOf, type SchemaName } from '../schema/definitions.js';

const CONNECT_TIMEOUT = 5 * SECOND;

/** A connection with the queries that backups and restores need. */
export class BackupConnection {
  private constructor(
    private readonly connection: Connection,
    private readonly database: string,
  ) {}

  /** Opens a connection; without `hasDatabase` to a server where the database does not exist. */
  static async open(address: DatabaseAddress, hasDatabase = true): Promise<BackupConnection> {
    const { database, ...server } = address;
    const place = hasDatabase ? address : server;
    const connection = await createConnection({ ...place, connectTimeout: CONNECT_TIMEOUT });
    return new BackupConnection(connection, database);
  }

  close(): void {
    this.connection.destroy();
  }

  async server(): Promise<{ readonly version: string; readonly engine: Engine }> {
    const [row] = await this.rows<{ version: string }>('SELECT VERSION() AS version');
    const version = row?.version ?? '';
    return { version, engine: /mariadb/i.test(version) ? 'mariadb' : 'mysql' };
  }

  /** The migrations of each schema, the oldest first. */
  async migrations(roles: readonly SchemaName[]): Promise<Manifest['migrations']> {
    const done: Partial<Record<SchemaName, string[]>> = {};
    for (const role of roles) done[role] = await doneMigrations(role, (sql) => this.rows<Done>(sql));
    return done;
  }

  /** The existing tables of the roles, without the record of migrations. */
  async tables(roles: readonly SchemaName[]): Promise<string[]> {
    const present = await this.rows<Record<string, string>>('SHOW TABLES');
    const names = new Set(present.flatMap((row) => Object.values(row)));
    const ours = await Promise.all(roles.map((role) => tablesOf(role)));
    return ours.flat().filter((table) => names.has(table));
  }

  async hasRows(table: string): Promise<boolean> {
    return (await this.rows(`SELECT 1 FROM ${table} LIMIT 1`)).length > 0;
  }

  /** Other connections to this database, as far as this user may see them: at least those of the same user. */
  async others(): Promise<{ readonly user: string; readonly host: string }[]> {
    const [own] = await this.rows<{ id: number }>('SELECT CONNECTION_ID() AS id');
    const all = await this.rows<{ Id: number; User: string; Host: string; db: string | null }>(
      'SHOW PROCESSLIST',
    );
    return all
      .filter(({ Id, db }) => Id !== own?.id && db === this.database)
      .map(({ User, Host }) => ({ user: User, host: Host }));
  }

  private async rows<Row>(sql: string): Promise<Row[]> {
    const [rows] = await this.connection.query(sql);
    return rows as Row[];
  }
}
