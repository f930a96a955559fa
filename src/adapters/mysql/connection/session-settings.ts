/**
 * What every session of ours needs, whatever the server gives new ones at that moment: during a failover it may say
 * that they are read-only, and a server that others administer may have them not commit, release themselves after a commit,
 * answer only so many rows, refuse statements without a key, or leave unique keys unchecked. One statement for both
 * servers: each reads the comment that is meant for it and skips the other.
 * https://mariadb.com/kb/en/comment-syntax/ , https://dev.mysql.com/doc/refman/9.7/en/comments.html
 *
 * The time zone is UTC. A lock is waited for at most 2 s; the server's own default is 50. Under this SQL mode nothing is
 * cut to fit, and a backslash escapes, as the driver takes for granted. Letters are sent as UTF-8: a server may be set to
 * skip what the handshake says of them.
 */
export const SESSION_SETTINGS = `SET SESSION autocommit = 1, completion_type = 'NO_CHAIN',
  /*M! tx_read_only = 0, tx_isolation = 'READ-COMMITTED', */
  /*!50720 transaction_read_only = 0, transaction_isolation = 'READ-COMMITTED', */
  innodb_lock_wait_timeout = 2, time_zone = '+00:00', sql_mode =
    'STRICT_TRANS_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',
  sql_select_limit = 18446744073709551615, sql_safe_updates = 0, sql_big_selects = 1, unique_checks = 1,
  NAMES utf8mb4 COLLATE utf8mb4_unicode_ci`;
