import { expect } from 'chai';
import { z } from 'zod';
import { buildDocument, addressOf, type OpenApiDocument, type PathItemOperation } from '../../src/docs/document.js';
import { type Media } from '../../src/http/json-schema.js';
import { problemStatus } from '../../src/errors.js';
import { describedRoutes } from '../../src/http/describe.js';
import { startWorld, type World } from '../support/world.js';

interface Layer {
  route?: { path: string | RegExp; methods: Record<string, boolean> };
  handle?: { stack?: Layer[] };
}

/** `get /api/lots` of every route for programs that the application has. */
function routesOf(stack: Layer[]): string[] {
  return stack.flatMap(({ route, handle }) => {
    if (handle?.stack && !route) return routesOf(handle.stack);
    if (!route || typeof route.path !== 'string' || !/^\/(api|epcis|log|\.well-known)\b|\.jwt$/.test(route.path))
      return [];
    const { path } = route;
    return Object.keys(route.methods).flatMap((method) => (method === 'options' ? [] : `${method} ${addressOf(path)}`));
  });
}

describe('the description of the API', () => {
  let world: World;
  let document: OpenApiDocument;
  before(async () => {
    world = await startWorld();
    document = (await world.stranger.get('/openapi.json')).body as OpenApiDocument;
  });
  after(() => world.stop());

  const each = (): { name: string; path: string; operation: PathItemOperation }[] =>
    Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ name: `${method} ${path}`, path, operation })),
    );

  it('is what the routes say, for anybody and from any site', async () => {
    const res = await world.stranger.get('/openapi.json');
    expect(res.status).to.equal(200);
    expect(res.headers['access-control-allow-origin']).to.equal('*');
    expect(res.body).to.deep.equal(JSON.parse(JSON.stringify(buildDocument(describedRoutes()))));
    expect(res.body.openapi).to.match(/^3\.1\./);
  });

  it('names every route for programs, and none that is not there', () => {
    const { stack } = (world.app as unknown as { router: { stack: Layer[] } }).router;
    const described = each().map(({ name }) => name);
    const routes = routesOf(stack);
    expect(routes).to.include.members(['post /api/token', 'get /log/tile/{path}', 'put /api/products/{id}']);
    expect(described.toSorted()).to.deep.equal([...new Set([...routes, 'get /openapi.json'])].sort());
  });

  it('has the form of OpenAPI 3.1', () => {
    expect(document.info).to.include.keys('title', 'version');
    expect(new URL(document.servers[0]?.url ?? '').protocol).to.match(/^https?:$/);
    expect(document.components.securitySchemes).to.have.keys('bearer');
    const ids = each().map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).to.equal(ids.length).and.above(40);
    const known = document.tags.map(({ name }) => name);
    for (const { name, path, operation } of each()) {
      expect(known, name).to.include.members(operation.tags);
      const inPath = operation.parameters.filter((parameter) => parameter.in === 'path');
      const places = [...path.matchAll(/\{(\w+)\}/g)].map(([, place]) => place);
      expect(
        inPath.map((parameter) => parameter.name),
        name,
      ).to.deep.equal(places);
      expect(
        inPath.every(({ required }) => required),
        name,
      ).to.equal(true);
      const [success] = Object.keys(operation.responses).filter((status) => /^[23]\d\d$/.test(status));
      expect(success, name).to.be.a('string');
      expect(operation.responses, name).to.include.keys('400', '401', '500', '503');
      for (const response of Object.values(operation.responses)) expect(response.description).to.not.equal('');
    }
  });

  it('has no reference that leads nowhere', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference);
    expect(new Set(references)).to.deep.equal(new Set(['#/components/schemas/Problem']));
    expect(document.components.schemas).to.have.keys('Problem');
  });

  it('gives examples that their own schemas take', () => {
    let count = 0;
    const check = (name: string, { schema, example }: Media) => {
      if (example === undefined) return;
      count++;
      const readable = JSON.parse(JSON.stringify(schema ?? {}).replaceAll('\\\\p{L}\\\\p{N}', '\\\\w')) as object; // zod reads no \\p
      const { error } = z.fromJSONSchema(readable as Parameters<typeof z.fromJSONSchema>[0]).safeParse(example);
      expect(error?.issues ?? [], name).to.deep.equal([]);
    };
    for (const { name, operation } of each()) {
      const media = [
        operation.requestBody?.content,
        ...Object.values(operation.responses).map(({ content }) => content),
      ];
      for (const each of media.flatMap((content) => Object.values(content ?? {}))) check(name, each);
      for (const { schema, example } of operation.parameters) check(name, { schema, example });
    }
    expect(count).to.be.above(70);
    expect(() => check('', { schema: { type: 'string' }, example: 1 })).to.throw();
  });

  it('gives examples that the routes take', () => {
    const bodies = describedRoutes().filter(({ body }) => body);
    expect(bodies).to.have.length.above(15);
    for (const { path, body, example } of bodies) {
      expect(body?.safeParse(example).error?.issues ?? [], path).to.deep.equal([]);
    }
  });

  it('names statuses as the table of refusals has them', () => {
    const harvest = document.paths['/api/harvests']?.post?.responses ?? {};
    expect(Object.keys(harvest)).to.include.members(['201', '404', '409', '413', '415', '422']);
    expect(harvest['409']?.description).to.contain('zone-not-valid');
    expect(problemStatus['zone-not-valid']).to.equal(409);
  });

  it('asks for a token exactly where a stranger is refused', async () => {
    for (const { name, path, operation } of each()) {
      const [method = ''] = name.split(' ');
      const address = path.replace(/\{\w+\}/g, 'x');
      const res = await (method === 'post' ? world.stranger.post(address) : world.stranger.get(address));
      if (method !== 'get' && method !== 'post') continue;
      expect(res.status === 401, `${name}: ${res.status}`).to.equal(operation.security.length > 0);
    }
  });
});
