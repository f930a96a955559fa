import { trace } from '@opentelemetry/api';
import { pino, stdTimeFunctions, type Logger, type LoggerOptions } from 'pino';
import { requestContext } from '../../adapters/request-context.js';
import type { LogFormat } from './config.js';
import { LOG_LINES } from './log-lines.js';

/** What others' being away is told by: where in our code it was noticed says nothing. */
const EXPECTED = new Set(['Refusal', 'LinkFailure', 'LinkRefusal', 'ConnectionGateFull', 'CommitInDoubt']);

/** How many causes of an error are told. */
const CAUSES_MAX = 5;

/**
 * Lines on standard output: JSON, one object each, or for people. Whatever is logged in the course of a request carries
 * its id, and its trace. Errors are told without what they carry: statements come with their values, names and hashes of passwords.
 */
export async function createLogger(
  { logLevel, logFormat }: { readonly logLevel: string; readonly logFormat: LogFormat },
  role: string,
): Promise<Logger> {
  const options: LoggerOptions = {
    level: logLevel,
    base: { role, pid: process.pid },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: (error: unknown) => describeError(error) },
    mixin: () => {
      const request = requestContext.getStore();
      const traceId = trace.getActiveSpan()?.spanContext().traceId;
      return {
        ...(request === undefined ? {} : { requestId: request.requestId }),
        ...(traceId === undefined ? {} : { traceId }),
      };
    },
  };
  if (logFormat === 'json') return telling(pino(options, LOG_LINES));
  const { prettyFactory } = await import('pino-pretty');
  const pretty = prettyFactory({
    colorize: process.stdout.isTTY,
    ignore: 'pid,role',
    translateTime: 'HH:MM:ss',
  });
  return telling(pino(options, { write: (line: string) => LOG_LINES.write(pretty(line)) }));
}

function telling(log: Logger): Logger {
  LOG_LINES.onRecovery = (dropped) =>
    log.warn({ dropped }, 'lines of the log were dropped: standard output did not take them');
  return log;
}

/** An error as logs may have it, with what caused it. */
export function describeError(error: unknown, causes = CAUSES_MAX, causesExpected = false): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack, cause, code, errno } = error as Error & { code?: string; errno?: number };
  const isExpected = causesExpected || EXPECTED.has(name) || errno !== undefined;
  return {
    type: name,
    message,
    ...(code === undefined ? {} : { code }),
    ...(isExpected ? {} : { stack }),
    ...(cause === undefined || causes === 0 ? {} : { cause: describeError(cause, causes - 1, isExpected) }),
  };
}
