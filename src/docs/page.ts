/** The description as people read it. */
import { type OpenApiDocument, type Parameter, type PathItemOperation } from './document.js';
import { fieldsOf, type JsonSchema, type Media } from '../http/json-schema.js';

type Words = Pick<Express.Locals, 't'>;

interface Row {
  name: string;
  type: string;
  required: boolean;
  text: string;
}

export function pageOf(document: OpenApiDocument, words: Words) {
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
  );
  const groups = document.tags.map(({ name, description }) => ({
    name,
    id: name.toLowerCase().replace(/\W+/g, '-'),
    description,
    operations: operations
      .filter(({ operation }) => operation.tags.includes(name))
      .map(({ path, method, operation }) => viewOf({ path, method, operation, document }, words)),
  }));
  const info = { ...document.info, description: plain(document.info.description) };
  return { info, groups: groups.filter((group) => group.operations.length > 0) };
}

interface Place {
  path: string;
  method: string;
  operation: PathItemOperation;
  document: OpenApiDocument;
}

function viewOf(place: Place, words: Words) {
  const { path, method, operation } = place;
  const { operationId, summary, description, parameters, requestBody, responses } = operation;
  const body = requestBody?.content['application/json'];
  const file = requestBody?.content['multipart/form-data']?.schema?.properties?.file;
  const [status, success] = Object.entries(responses)[0] ?? ['', undefined];
  const media = Object.values(success?.content ?? {})[0];
  return {
    id: operationId,
    method: method.toUpperCase(),
    path,
    summary,
    description: plain(description),
    parameters: tableOf(parameters.map(rowOfParameter), words),
    body: body ? tableOf([...rowsOf(body.schema), ...(file ? [rowOf('file', file, false)] : [])], words) : null,
    answer: { fields: tableOf(rowsOf(media?.schema), words), example: exampleOf(media) },
    answers: {
      columns: [{ label: words.t('docs.status') }, { label: words.t('docs.meaning') }],
      rows: Object.entries(responses).map(([code, response]) => [
        { text: code, code: true },
        code === status
          ? [response.description, ...Object.keys(response.content ?? {})].join(' · ')
          : plain(response.description),
      ]),
    },
    curl: curlOf(place),
  };
}

function rowOfParameter({ name, in: place, required, description, schema }: Parameter): Row {
  return { ...rowOf(name, { description, ...schema }, required), name: `${name} (${place})` };
}

function tableOf(rows: Row[], { t }: Words) {
  if (rows.length === 0) return null;
  return {
    columns: [{ label: t('docs.name') }, { label: t('docs.type') }, { label: t('docs.meaning') }],
    rows: rows.map(({ name, type, required, text }) => [
      { text: name, code: true, note: required ? t('docs.required') : undefined },
      type,
      text,
    ]),
  };
}

/** The fields of an object and, by dotted names, those of the objects in it. */
function rowsOf(schema: JsonSchema | undefined, prefix = ''): Row[] {
  return fieldsOf(schema ?? {}).flatMap(([name, field, required]) => {
    const inner = field.items ? rowsOf(field.items, `${prefix}${name}[].`) : rowsOf(field, `${prefix}${name}.`);
    return [rowOf(prefix + name, field, required), ...inner];
  });
}

function rowOf(name: string, field: JsonSchema, required: boolean): Row {
  const limits = {
    from: field.minimum,
    above: field.exclusiveMinimum,
    'up to': field.maximum,
    'most characters:': field.maxLength,
  };
  const said = Object.entries(limits).flatMap(([word, value]) =>
    value === undefined ? [] : `${word} ${textOf(value)}`,
  );
  const example = field.examples?.[0] ?? field.default;
  return {
    name,
    type: typeOf(field),
    required,
    text: [
      plain(field.description),
      said.length > 0 ? `(${said.join(', ')})` : '',
      example === undefined ? '' : `${field.examples ? 'e.g.' : 'default'} ${textOf(example)}`,
    ]
      .filter(Boolean)
      .join(' '),
  };
}

function typeOf({ type, format, enum: values, const: only, items, anyOf, oneOf }: JsonSchema): string {
  if (values) return values.map(textOf).join(' | ');
  if (only !== undefined) return textOf(only);
  const choices = anyOf ?? oneOf;
  if (choices) return [...new Set(choices.map(typeOf))].join(' | ');
  if (items) return `array of ${typeOf(items)}`;
  return format ?? [type ?? 'any'].flat().join(' | ');
}

/** Without the marks of Markdown, which the document has for its other readers. */
const plain = (text: string | undefined) => text?.replaceAll('`', '');

const textOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

function exampleOf(media: Media | undefined): string | null {
  return media?.example === undefined ? null : JSON.stringify(media.example, null, 2);
}

/** A request that can be pasted into a shell; the token stands in `$TOKEN`. */
function curlOf({ path, method, operation, document }: Place): string {
  const filled = operation.parameters
    .filter((parameter) => parameter.in === 'path')
    .reduce((address, { name, schema, example }) => {
      const value = example ?? schema.enum?.[0] ?? '1111111111111111';
      return address.replace(`{${name}}`, encodeURI(textOf(value)));
    }, path);
  const body = operation.requestBody?.content['application/json']?.example;
  const lines = [
    `curl${method === 'get' ? '' : ` -X ${method.toUpperCase()}`} '${document.servers[0]?.url ?? ''}${filled}'`,
    ...(operation.security.length > 0 ? [`-H "Authorization: Bearer $TOKEN"`] : []),
    ...(body === undefined
      ? []
      : [`-H 'Content-Type: application/json'`, `-d '${JSON.stringify(body).replaceAll("'", "'\\''")}'`]),
  ];
  return lines.join(' \\\n  ');
}
