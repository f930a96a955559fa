import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { QueryRunner } from 'typeorm';

/**
 * A span for each statement that is run in the course of a request; of what a process does by itself there are too
 * many. Statements are told without their values.
 */
export function traceStatements(runner: QueryRunner): void {
  const { type, database } = runner.dataSource.options;
  const query = runner.query.bind(runner) as (...words: unknown[]) => Promise<unknown>;
  const traced = async (sql: string, ...words: unknown[]): Promise<unknown> => {
    if (trace.getActiveSpan() === undefined) return await query(sql, ...words);
    const attributes = { 'db.system.name': type, 'db.namespace': String(database), 'db.query.text': sql };
    const [verb = ''] = sql.trimStart().split(/\s/, 1);
    const span = trace
      .getTracer('holdfast.mysql')
      .startSpan(verb.toUpperCase(), { kind: SpanKind.CLIENT, attributes });
    try {
      return await query(sql, ...words);
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : '' });
      throw error;
    } finally {
      span.end();
    }
  };
  runner.query = traced as typeof runner.query;
}
