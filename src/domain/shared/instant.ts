/** A moment in time, in whole milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

/** The last instant whose year has four digits, as RFC 3339 and SQL write it. */
export const INSTANT_MAX: Instant = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** Durations, in milliseconds. */
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
