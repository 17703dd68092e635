/** Every way a request can be refused: one table, code → HTTP status. Words stand in `locales/*.json` under `problems`. */
export const problemStatus = {
  'invalid-request': 400,
  'query-parameter': 400,
  'subscription-controls': 400,
  'bad-destination': 400,
  'malformed-json': 400,
  'malformed-link': 400,
  'too-many-files': 400,
  'event-in-future': 400,
  'too-many-decimals': 400,
  unauthenticated: 401,
  'sign-in-failed': 401,
  'cross-site-request': 403,
  'wrong-password': 403,
  'role-not-allowed': 403,
  'not-found': 404,
  'no-such-link': 404,
  'method-not-allowed': 405,
  'not-acceptable': 406,
  'already-exists': 409,
  'event-exists': 409,
  'identifier-in-use': 409,
  'own-account': 409,
  'wrong-organization': 409,
  'lot-exists': 409,
  'insufficient-quantity': 409,
  'packed-in-sets': 409,
  'more-than-sent': 409,
  'more-than-had': 409,
  'not-sent': 409,
  'yield-out-of-range': 409,
  'packed-too-much': 409,
  'no-net-content': 409,
  'no-company-prefix': 409,
  'lot-held': 409,
  'lot-recalled': 409,
  'lot-expired': 409,
  'lot-in-itself': 409,
  'event-before-lot': 409,
  'wrong-state': 409,
  'changed-since': 409,
  'depended-on': 409,
  'not-correctable': 409,
  'already-corrected': 409,
  'wrong-unit': 409,
  'zone-not-valid': 409,
  'request-in-progress': 409,
  'body-too-large': 413,
  'file-too-large': 413,
  'capture-limit': 413,
  'query-too-large': 413,
  'query-too-complex': 413,
  'too-many-events': 413,
  'address-too-long': 414,
  'unsupported-media-type': 415,
  'idempotency-key-reused': 422,
  'label-too-small': 422,
  'link-too-long': 422,
  'code-too-small': 422,
  'name-not-translated': 409,
  'letters-missing': 422,
  'not-packed': 409,
  'not-in-pieces': 409,
  'label-limit': 409,
  'label-not-issued': 409,
  'label-not-printed': 409,
  'label-applied': 409,
  'label-sold': 409,
  'label-void': 409,
  'label-reason': 409,
  'label-ranges': 409,
  'label-count': 409,
  'blank-bound': 409,
  'blank-keys': 409,
  'key-withdrawn': 409,
  'too-many-attempts': 429,
  'too-soon': 429,
  'internal-error': 500,
  'not-implemented': 501,
  'not-ready': 503,
  'log-behind': 503,
} as const;

export type ProblemCode = keyof typeof problemStatus;
export type ProblemParams = Record<string, string | number>;

/** A refusal that a person can act on. `params` fill the sentence of its code; `field` is the dotted name of the input. */
export class DomainError extends Error {
  constructor(
    readonly code: ProblemCode,
    readonly params: ProblemParams = {},
    readonly field?: string,
  ) {
    super(`${code} ${JSON.stringify(params)}`);
    this.name = 'DomainError';
  }
}

/** Several refusals of one request, told together. The first one gives the status. */
export class Refusal extends Error {
  constructor(readonly faults: [DomainError, ...DomainError[]]) {
    super(faults.map((fault) => fault.message).join('; '));
    this.name = 'Refusal';
  }
}

/** Throws when there are faults: one as itself, several as a {@link Refusal}. */
export function refuse(faults: DomainError[]): void {
  const [first, ...others] = faults;
  if (!first) return;
  throw others.length === 0 ? first : new Refusal([first, ...others]);
}
