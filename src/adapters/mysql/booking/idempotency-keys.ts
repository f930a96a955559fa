import { hash } from 'node:crypto';
import type { IdempotencyKeys, KeyClaim, RequestKey } from '../../../application/booking/unit-of-work.js';
import { SECOND, type Instant } from '../../../domain/shared/instant.js';
import { isDuplicate, isLockWait } from '../connection/errors.js';
import { sqlMoment } from '../connection/json-rows.js';
import type { Session } from '../connection/session.js';

interface KeyRow {
  readonly name: string;
  readonly fingerprint: string;
  readonly answer: string | null;
  readonly payment_id: string | null;
  readonly forgotten_at: Date;
}

const KNOWN =
  'SELECT name, fingerprint, answer, payment_id, forgotten_at FROM idempotency_key WHERE name IN (?)';

/** Another unit has the key and is still running. */
export class KeyInUse extends Error {
  override readonly name = 'KeyInUse';
}

/** Idempotency keys as rows. Inserting the row is the claim: a second unit waits in its INSERT for the first. */
export class MysqlIdempotencyKeys implements IdempotencyKeys {
  constructor(private readonly session: Session) {}

  async find(key: RequestKey): Promise<KeyClaim> {
    const rows = await waitingForKey(() =>
      this.session.committedRows<KeyRow>(`${KNOWN} LOCK IN SHARE MODE`, [[nameOf(key)]]),
    );
    return await claimIn(this.session, rows);
  }

  async claim(key: RequestKey): Promise<KeyClaim> {
    const name = nameOf(key);
    if (await this.isInserted(name, key)) return { state: 'new' };
    const now = await this.session.now();
    const claim = await findKey(this.session, key, now);
    if (claim.state !== 'new') return claim;
    // The key exists and has expired: this unit takes it over, unless another one just did.
    const takenOver = await this.session.write(
      `UPDATE idempotency_key SET fingerprint = ?, answer = NULL, payment_id = NULL, forgotten_at = ?
       WHERE name = ? AND forgotten_at <= ?`,
      [key.fingerprint, sqlMoment(now + key.keepSeconds * SECOND), name, sqlMoment(now)],
    );
    return takenOver === 1 ? claim : await findKey(this.session, key, now);
  }

  async answer(key: RequestKey, answer: unknown): Promise<void> {
    const sql = 'UPDATE idempotency_key SET answer = ? WHERE name = ?';
    this.mustFind(await this.session.write(sql, [JSON.stringify(answer), nameOf(key)]), key);
  }

  async bindToPayment(key: RequestKey, paymentId: string): Promise<void> {
    const sql = 'UPDATE idempotency_key SET payment_id = ? WHERE name = ?';
    this.mustFind(await this.session.write(sql, [paymentId, nameOf(key)]), key);
  }

  async answerPayment(paymentId: string, answer: unknown): Promise<unknown> {
    const [row] = await this.session.rows<{ name: string; answer: string | null }>(
      'SELECT name, answer FROM idempotency_key WHERE payment_id = ? FOR UPDATE',
      [paymentId],
    );
    if (row === undefined) return answer;
    if (row.answer !== null) return JSON.parse(row.answer);
    const text = JSON.stringify(answer);
    await this.session.write('UPDATE idempotency_key SET answer = ? WHERE name = ?', [text, row.name]);
    return answer;
  }

  private async isInserted(name: string, { fingerprint, keepSeconds }: RequestKey): Promise<boolean> {
    try {
      const sql = `INSERT INTO idempotency_key (name, fingerprint, forgotten_at)
                   VALUES (?, ?, SYSDATE(3) + INTERVAL ? * 1000 MICROSECOND)`;
      const values = [name, fingerprint, this.session.fromSysdate(keepSeconds * SECOND)];
      await waitingForKey(() => this.session.write(sql, values));
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  }

  private mustFind(written: number, { key }: RequestKey): void {
    if (written !== 1) throw new Error(`the key ${key} was not claimed`);
  }
}

/** Runs a statement that waits for the unit that has the key. Throws KeyInUse when the wait times out. */
async function waitingForKey<T>(statement: () => Promise<T>): Promise<T> {
  try {
    return await statement();
  } catch (error) {
    if (isLockWait(error)) throw new KeyInUse('another unit has the key', { cause: error });
    throw error;
  }
}

/** Reads the committed state of a key without claiming it. */
export async function findKey(session: Session, key: RequestKey, at?: Instant): Promise<KeyClaim> {
  return await claimIn(session, await session.rows<KeyRow>(KNOWN, [[nameOf(key)]]), at);
}

/** Returns the state of the key by its row. Reads the time only if it is not given and there is a row. */
async function claimIn(session: Session, [row]: readonly KeyRow[], at?: Instant): Promise<KeyClaim> {
  if (row === undefined) return { state: 'new' };
  return isExpired(row, at ?? (await session.now())) ? { state: 'new' } : claimOf(row);
}

/** The committed state of a key that exists; `expired` if a unit has to take it over. */
export type CommittedKey = KeyClaim | 'expired';

/** The keys that exist, as they are committed, by the name of their row. Takes no lock. */
export async function committedKeys(
  session: Session,
  keys: readonly RequestKey[],
  now: Instant,
): Promise<Map<string, CommittedKey>> {
  const rows = await session.committedRows<KeyRow>(KNOWN, [keys.map(nameOf)]);
  return new Map(rows.map((row) => [row.name, isExpired(row, now) ? 'expired' : claimOf(row)]));
}

function isExpired({ forgotten_at: purgeAt }: KeyRow, now: Instant): boolean {
  return purgeAt.getTime() <= now;
}

function claimOf({ fingerprint, answer, payment_id: paymentId }: KeyRow): KeyClaim {
  if (answer !== null) return { state: 'answered', fingerprint, answer: JSON.parse(answer) };
  return { state: 'running', fingerprint, paymentId: paymentId ?? '' };
}

/** Stores new keys together with their responses. A key that exists makes it throw a duplicate error. */
export async function insertAnswered(
  session: Session,
  answers: readonly { readonly key: RequestKey; readonly answer: unknown }[],
  now: Instant,
): Promise<void> {
  if (answers.length === 0) return;
  const rows = answers.map(({ key, answer }) => {
    const purgeAt = sqlMoment(now + key.keepSeconds * SECOND);
    return [nameOf(key), key.fingerprint, JSON.stringify(answer), purgeAt];
  });
  const sql = 'INSERT INTO idempotency_key (name, fingerprint, answer, forgotten_at) VALUES ?';
  await waitingForKey(() => session.write(sql, [rows]));
}

const names = new WeakMap<RequestKey, string>();

/** The name of a key's row: a hash, because the length of a key is up to its client. Computed once for each object. */
export function nameOf(key: RequestKey): string {
  const known = names.get(key) ?? hash('sha256', `${key.scope}\n${key.key}`, 'base64url');
  names.set(key, known);
  return known;
}
