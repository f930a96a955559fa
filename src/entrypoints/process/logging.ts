import { trace } from '@opentelemetry/api';
import { pino, stdTimeFunctions, type Logger, type LoggerOptions } from 'pino';
import { requestContext } from '../../adapters/request-context.js';
import type { LogFormat } from './config.js';
import { LOG_LINES } from './log-lines.js';

/** Errors of an unavailable dependency. They are logged without a stack, which would not help. */
const EXPECTED = new Set(['Refusal', 'LinkFailure', 'LinkRefusal', 'ConnectionGateFull', 'CommitInDoubt']);

/** How many nested causes of an error are logged. */
const CAUSES_MAX = 5;

/**
 * A logger on standard output, as JSON lines or as text for people. Lines of a request have its id and its trace.
 * Errors are logged without SQL statements, whose values may be names or password hashes.
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
  if (logFormat === 'json') return withDropReports(pino(options, LOG_LINES));
  const { prettyFactory } = await import('pino-pretty');
  const pretty = prettyFactory({
    colorize: process.stdout.isTTY,
    ignore: 'pid,role',
    translateTime: 'HH:MM:ss',
  });
  return withDropReports(pino(options, { write: (line: string) => LOG_LINES.write(pretty(line)) }));
}

function withDropReports(log: Logger): Logger {
  LOG_LINES.onRecovery = (dropped) =>
    log.warn({ dropped }, 'lines of the log were dropped: standard output did not accept them');
  return log;
}

/** An error without the values of its statement, with up to `causes` nested causes, as the log shows it. */
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
