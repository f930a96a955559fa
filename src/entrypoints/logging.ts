import { pino, type Logger } from 'pino';

/** Structured lines on standard output. */
export function createLogger(level: string, role: string): Logger {
  return pino({ level, base: { role, pid: process.pid } });
}
