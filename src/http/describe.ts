/**
 * What programs may ask, described where it is answered: a route and its description stand side by side and use the
 * same schemas. `docs/` makes the OpenAPI document of all of them.
 */
import { type z } from 'zod';
import { type ProblemCode } from '../errors.js';
import { type Role } from '../policy.js';

/** Groups of the description, in the order in which a newcomer needs them. */
export const tags = {
  'Sign-in': 'A program shows a token with every request. Tokens last 15 minutes.',
  Organisations: 'Producers of the programme, and the authorities. The province office keeps them.',
  Locations: 'Zones where raw material grows, facilities, shops.',
  Products: 'What a label names: with a GTIN, or with a product code of the producer.',
  Certificates: 'Papers of an organisation or of one of its products.',
  Users: 'Accounts. Only admins see them.',
  Lots: 'Where a lot came from, what is left of it, and its events.',
  Work: "The producer's steps. Each is one event, and is refused when the quantities do not add up.",
  Labels: 'Serial numbers and sealed links of packed lots.',
  Sets: 'Gift sets and cases: packages of several lots under a code of their own, sold and shipped as one.',
  Passports: 'What is known of a lot or package as a signed file, which is checked without the server.',
  Inspection: 'What an inspector does to a lot.',
  'Public data': 'What stands behind a label, for programs. Nobody signs in.',
  EPCIS: 'The REST bindings of EPCIS 2.0, for clients that know the standard.',
  Log: 'The transparency log (C2SP tlog-tiles), open to whoever audits it.',
  'Keys and description': 'What everybody may know: the keys that verify labels, and this description.',
} as const;
export type Tag = keyof typeof tags;

export interface Answer {
  /** 200 unless given. */
  status?: number;
  /** JSON of this schema, unless `type` says something else. */
  schema?: z.ZodType;
  type?: string;
  example?: unknown;
  /** The answer names the address of what was made. */
  isLocated?: boolean;
}

export interface Description {
  tag: Tag;
  /** What it does, as a short order: "Record a harvest". */
  summary: string;
  description?: string;
  /** Parameters of the address beside those that are known by their name. */
  params?: Record<string, z.ZodType>;
  /** An example of the body. */
  example?: unknown;
  /** What the field `file` of a multipart body may be; absent: none is taken. */
  file?: string;
  /** How many of them; 1 unless given. */
  mostFiles?: number;
  answer: Answer;
  /** Beside those that every route of its kind may give. */
  refusals?: readonly ProblemCode[];
}

export interface Operation extends Description {
  method: 'get' | 'post' | 'put' | 'delete';
  /** As the router has it: `/api/products/:id`. */
  path: string;
  /** Who may; absent: everybody. */
  roles?: readonly Role[];
  query?: z.ZodObject;
  headers?: z.ZodObject;
  body?: z.ZodType;
  /** Where a refusal has another status than elsewhere. */
  statusOf?: (code: ProblemCode) => number;
}

/** Describes what is done to records of one kind that may be in another state than they must be: each answers alike. */
export function actsOn<Given extends Answer>(tag: Tag, answer: Given) {
  return <Act extends Pick<Description, 'summary' | 'description' | 'example'>>(act: Act, ...more: ProblemCode[]) => {
    const refusals: readonly ProblemCode[] = ['wrong-state', ...more];
    return { ...act, tag, answer, refusals };
  };
}

const operations: Operation[] = [];

export function describeRoute(operation: Operation): void {
  operations.push(operation);
}

/** All that were described, in the order of their registration. */
export function describedRoutes(): readonly Operation[] {
  return operations;
}
