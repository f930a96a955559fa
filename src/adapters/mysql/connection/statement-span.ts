import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { QueryRunner } from 'typeorm';

/**
 * Records a span for each statement that runs during a request; the statements of background work are too many. Spans
 * contain statements without their values.
 */
export function traceStatements(runner: QueryRunner): void {
  const { type, database } = runner.dataSource.options;
  const query = runner.query.bind(runner) as (...parameters: unknown[]) => Promise<unknown>;
  const traced = async (sql: string, ...parameters: unknown[]): Promise<unknown> => {
    if (trace.getActiveSpan() === undefined) return await query(sql, ...parameters);
    const attributes = { 'db.system.name': type, 'db.namespace': String(database), 'db.query.text': sql };
    const [verb = ''] = sql.trimStart().split(/\s/, 1);
    const span = trace
      .getTracer('holdfast.mysql')
      .startSpan(verb.toUpperCase(), { kind: SpanKind.CLIENT, attributes });
    try {
      return await query(sql, ...parameters);
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : '' });
      throw error;
    } finally {
      span.end();
    }
  };
  runner.query = traced as typeof runner.query;
}
