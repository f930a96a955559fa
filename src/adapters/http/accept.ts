import type { OperationSpec } from './contract/operation.js';
import { PROBLEM_MEDIA_TYPE, TransportProblem } from './problem.js';

/**
 * Throws TransportProblem `not-acceptable` if the Accept header of a request excludes everything that the operation
 * returns.
 */
export function rejectUnacceptable(accept: string | undefined, spec: OperationSpec): void {
  if (accept === undefined || accept === '*/*') return;
  const ranges = acceptedRanges(accept);
  const offered = Object.values(spec.answers).map(({ mediaType }) => mediaType ?? 'application/json');
  if ([...offered, PROBLEM_MEDIA_TYPE].some((type) => isAccepted(ranges, type))) return;
  const detail = `This operation returns ${offered[0] ?? 'no body'}. Accept that, or leave Accept out.`;
  throw new TransportProblem('not-acceptable', detail);
}

/** The media ranges of an Accept header, without those that `q=0` excludes. Other parameters are ignored. */
function acceptedRanges(accept: string): ReadonlySet<string> {
  const ranges = accept.split(',').map((range) => range.split(';').map((part) => part.trim().toLowerCase()));
  const isExcluded = (parameters: readonly string[]) => parameters.some((each) => /^q=0(\.0*)?$/.test(each));
  return new Set(ranges.flatMap(([range = '', ...rest]) => (isExcluded(rest) ? [] : [range])));
}

function isAccepted(ranges: ReadonlySet<string>, type: string): boolean {
  const [main = ''] = type.split('/');
  if (type === '*/*') return ranges.size > 0;
  return ranges.has('*/*') || ranges.has(`${main}/*`) || ranges.has(type);
}
