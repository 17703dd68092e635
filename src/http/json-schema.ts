/** JSON Schemas (2020-12, the dialect of OpenAPI 3.1) of the zod schemas that the routes use. */
import { z } from 'zod';

export interface JsonSchema {
  type?: string | string[];
  format?: string;
  description?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  examples?: unknown[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  $ref?: string;
  [keyword: string]: unknown;
}

/** A body in one media type. */
export interface Media {
  schema?: JsonSchema;
  example?: unknown;
}

/**
 * @param io what may be sent (before texts become numbers and lists are filled up) or what is answered
 */
export function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const result = z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const { examples, default: usual } = z.globalRegistry.get(zodSchema) ?? {};
      if (examples) jsonSchema.examples = examples as never; // ours are of what is sent; zod drops them before a transform
      if (usual !== undefined) jsonSchema.default = usual;
      // the format says it; zod's pattern for leap years fills half a screen
      if (jsonSchema.format === 'date' || jsonSchema.format === 'date-time') delete jsonSchema.pattern;
      const { prefixItems } = jsonSchema;
      if (!prefixItems) return;
      delete jsonSchema.prefixItems; // tools read it as older drafts have it, and fail
      Object.assign(jsonSchema, { items: { anyOf: prefixItems } });
    },
  });
  delete result.$schema; // the document has one dialect
  return result as JsonSchema;
}

/** Each field of an object and whether it must be there. */
export function fieldsOf({ properties = {}, required = [] }: JsonSchema): [string, JsonSchema, boolean][] {
  return Object.entries(properties).map(([name, field]) => [name, field, required.includes(name)]);
}
