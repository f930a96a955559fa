/**
 * The settings of every session. The server's defaults may differ: during a failover sessions may be read-only, and a
 * server under other administration may turn off autocommit, close connections after a commit, limit the rows of a
 * result, reject statements without a key, or not check unique keys. One statement serves both servers: each executes
 * the comment that is meant for it and skips the other.
 * https://mariadb.com/kb/en/comment-syntax/ , https://dev.mysql.com/doc/refman/9.7/en/comments.html
 *
 * The time zone is UTC. The wait for a lock times out after 2 s; the server's default is 50 s. In this SQL mode no
 * value is truncated, and a backslash escapes, as the driver assumes. Text is sent as UTF-8: a server may be configured
 * to ignore the character set of the handshake.
 */
export const SESSION_SETTINGS = `SET SESSION autocommit = 1, completion_type = 'NO_CHAIN',
  /*M! tx_read_only = 0, tx_isolation = 'READ-COMMITTED', */
  /*!50720 transaction_read_only = 0, transaction_isolation = 'READ-COMMITTED', */
  innodb_lock_wait_timeout = 2, time_zone = '+00:00', sql_mode =
    'STRICT_TRANS_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',
  sql_select_limit = 18446744073709551615, sql_safe_updates = 0, sql_big_selects = 1, unique_checks = 1,
  NAMES utf8mb4 COLLATE utf8mb4_unicode_ci`;
