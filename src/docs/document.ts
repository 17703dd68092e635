/** The OpenAPI 3.1 document of all described routes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { config, projectRoot } from '../config.js';
import { problemStatus, type ProblemCode } from '../errors.js';
import { tags, type Operation } from '../http/describe.js';
import { translator } from '../http/i18n.js';
import { answersOf, problemName, type Responses } from './answers.js';
import { fieldsOf, jsonSchemaOf, type JsonSchema, type Media } from '../http/json-schema.js';

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  description?: string;
  schema: JsonSchema;
  example?: unknown;
}

export interface PathItemOperation {
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  security: Record<string, string[]>[];
  parameters: Parameter[];
  requestBody?: { required: boolean; content: Record<string, Media> };
  responses: Responses;
}

export interface OpenApiDocument {
  openapi: string;
  info: { title: string; version: string; description: string };
  servers: { url: string }[];
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, PathItemOperation>>;
  components: { schemas: Record<string, JsonSchema>; securitySchemes: Record<string, unknown> };
}

const { version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as { version: string };

const introduction =
  'Nguồn follows a batch from the raw-material zone to the shop. Every step is an EPCIS 2.0 event. ' +
  'Bodies are JSON; unknown fields are refused, and every fault of a body is told at once (RFC 9457). ' +
  'Quantities are numbers, or texts with a decimal point or comma. Times carry their offset. ' +
  'Somebody else’s record answers 404, as if it did not exist. ' +
  '`Accept-Language` or `?lang=` chooses the language of messages: vi, en, zh.';

export function buildDocument(operations: readonly Operation[]): OpenApiDocument {
  const paths: OpenApiDocument['paths'] = {};
  for (const operation of operations) {
    const path = addressOf(operation.path);
    paths[path] = { ...paths[path], [operation.method]: describe(operation, path) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Nguồn', version, description: introduction },
    servers: [{ url: config.publicUrl }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: { [problemName]: jsonSchemaOf(problem, 'output') },
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'The token that `POST /api/token` gives',
        },
      },
    },
  };
}

/** `/api/products/:id` and `/log/tile/*path` as OpenAPI writes them. */
export function addressOf(path: string): string {
  return path.replace(/[:*](\w+)/g, '{$1}');
}

function describe(operation: Operation, path: string): PathItemOperation {
  const { method, tag, summary, description, roles, body } = operation;
  const audience = roles ? `For ${listOf(roles.map((role) => `${role}s`))}.` : 'Open to everybody.';
  return {
    operationId: `${method}${path.replace(/[^\w]+(\w)?/g, (_all, next: string = '') => next.toUpperCase())}`,
    tags: [tag],
    summary,
    description: [description, audience].filter(Boolean).join(' '),
    security: roles ? [{ bearer: [] }] : [],
    parameters: [
      ...pathParameters(operation),
      ...parametersIn('query', operation),
      ...parametersIn('header', operation),
    ],
    ...(body && { requestBody: requestBody(operation, body) }),
    responses: answersOf(operation),
  };
}

function listOf(words: string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** Parts of addresses that always mean the same. */
const knownParams: Record<string, z.ZodType> = {
  id: z.string().min(1).max(40).meta({ description: 'Identifier of the record' }),
  space: z.enum(['01', 'p']).meta({ description: '`01` before a GTIN, `p` before a product code' }),
  product: z
    .string()
    .regex(/^(\d{14}|[A-Za-z0-9][A-Za-z0-9-]{0,19})$/)
    .meta({ description: 'GTIN of 14 digits, or product code', examples: ['09521234000013'] }),
  lot: z
    .string()
    .min(1)
    .max(20)
    .meta({ description: 'Code of the lot, AI (10)', examples: ['L2410'] }),
};

function pathParameters({ path, params = {} }: Operation): Parameter[] {
  return [...path.matchAll(/[:*](\w+)/g)].map(([, name = '']) => {
    const schema = params[name] ?? knownParams[name];
    if (!schema) throw new Error(`${path}: nothing is said of ${name}`);
    return parameter('path', name, jsonSchemaOf(schema, 'input'), true);
  });
}

const repeatKey = z.object({
  'Idempotency-Key': z
    .string()
    .max(200)
    .optional()
    .meta({ description: 'The same key and body give the same answer again, and nothing is done twice' }),
});

function parametersIn(place: 'query' | 'header', { query, headers, body, roles }: Operation): Parameter[] {
  const keyed = body && roles ? repeatKey : undefined;
  const schemas = place === 'query' ? [query] : [headers, keyed];
  return schemas.flatMap((schema) => {
    const fields = schema ? fieldsOf(jsonSchemaOf(schema, 'input')) : [];
    return fields.map(([name, field, required]) => parameter(place, name, field, required));
  });
}

function parameter(place: Parameter['in'], name: string, field: JsonSchema, required: boolean): Parameter {
  const { description, examples, ...schema } = field;
  return {
    name,
    in: place,
    required,
    ...(description && { description }),
    schema,
    ...(examples?.[0] !== undefined && { example: examples[0] }),
  };
}

function requestBody({ example, file, mostFiles = 1 }: Operation, body: z.ZodType) {
  const schema = jsonSchemaOf(body, 'input');
  const content: Record<string, Media> = { 'application/json': { schema, example } };
  if (file !== undefined) {
    const one: JsonSchema = { type: 'string', contentMediaType: 'application/octet-stream' };
    const part = { ...(mostFiles > 1 ? { type: 'array', items: one, maxItems: mostFiles } : one), description: file };
    content['multipart/form-data'] = { schema: { ...schema, properties: { ...schema.properties, file: part } } };
  }
  return { required: true, content };
}

const words = translator('en');
const codes = Object.keys(problemStatus) as [ProblemCode, ...ProblemCode[]];

const problem = z.looseObject({
  type: z.string().meta({ description: 'Address of the kind of problem' }),
  title: z.string(),
  status: z.int(),
  code: z.enum(codes),
  detail: z.string().meta({ description: 'A sentence for the person, in the language of the request' }),
  errors: z
    .array(z.object({ field: z.string(), pointer: z.string(), code: z.string(), detail: z.string() }))
    .optional()
    .meta({ description: `Every fault, beside its field: “${words('invalid.required')}”` }),
});
