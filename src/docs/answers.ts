/** What an operation may answer: its success, and a problem document for each status that its refusals have. */
import { problemStatus, type ProblemCode } from '../errors.js';
import { type Operation } from '../http/describe.js';
import { translator } from '../http/i18n.js';
import { jsonSchemaOf, type JsonSchema, type Media } from '../http/json-schema.js';

export interface Response {
  description: string;
  headers?: Record<string, { description: string; schema: JsonSchema; required?: boolean }>;
  content?: Record<string, Media>;
}
export type Responses = Record<string, Response>;

export const problemName = 'Problem';

const words = translator('en');

export function answersOf(operation: Operation): Responses {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of refusalsOf(operation)) {
    const status = operation.statusOf?.(code) ?? problemStatus[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const refusals = [...byStatus].sort(([one], [other]) => one - other);
  return {
    [operation.answer.status ?? 200]: success(operation),
    ...Object.fromEntries(refusals.map(([status, codes]) => [status, refusal(status, codes)])),
  };
}

function success({ answer }: Operation): Response {
  const { schema, type = 'application/json', example, isLocated } = answer;
  const media: Media = {
    ...(schema && { schema: jsonSchemaOf(schema, 'output') }),
    ...(example !== undefined && { example }),
  };
  const location = { description: 'Address of what was made', schema: { type: 'string' }, required: true };
  return {
    description: answer.status === 201 ? 'Made' : 'Done',
    ...(isLocated && { headers: { Location: location } }),
    ...(answer.status !== 204 && { content: { [type]: media } }),
  };
}

/** What every route may refuse, then what each of its kind may. */
function refusalsOf({ path, roles, body, file, refusals = [] }: Operation): Set<ProblemCode> {
  const always: ProblemCode[] = ['invalid-request', 'malformed-link', 'unauthenticated', 'internal-error', 'not-ready'];
  const hasPlaces = /[:*]/.test(path);
  return new Set<ProblemCode>([
    ...always,
    ...(roles ? (['role-not-allowed'] as const) : []),
    ...(hasPlaces ? (['not-found'] as const) : []),
    ...(body ? bodyRefusals : []),
    ...(file ? (['file-too-large', 'too-many-files'] as const) : []),
    ...(body && roles ? (['request-in-progress', 'idempotency-key-reused'] as const) : []),
    ...refusals,
  ]);
}

const bodyRefusals = ['malformed-json', 'cross-site-request', 'body-too-large', 'unsupported-media-type'] as const;

function refusal(status: number, codes: ProblemCode[]): Response {
  const title = (code: ProblemCode) => `\`${code}\` ${words(`problems.${code}.title`)}`;
  const schema: JsonSchema = {
    allOf: [
      { $ref: `#/components/schemas/${problemName}` },
      { properties: { status: { const: status }, code: { enum: codes } } },
    ],
  };
  return { description: codes.map(title).join('; '), content: { 'application/problem+json': { schema } } };
}
