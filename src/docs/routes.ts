/** `/openapi.json` for programs, `/docs` for people: both from the descriptions beside the routes. */
import { Router } from 'express';
import { z } from 'zod';
import { describedRoutes, describeRoute } from '../http/describe.js';
import { buildDocument, type OpenApiDocument } from './document.js';
import { pageOf } from './page.js';

export const docsRoutes = Router();

let document: OpenApiDocument | undefined;

/** Made when it is first asked for: by then every route is described. */
function theDocument(): OpenApiDocument {
  return (document ??= buildDocument(describedRoutes()));
}

describeRoute({
  method: 'get',
  path: '/openapi.json',
  tag: 'Keys and description',
  summary: 'Read this description',
  description: 'OpenAPI 3.1.',
  answer: { schema: z.looseObject({ openapi: z.string(), paths: z.looseObject({}) }) },
});
docsRoutes.get('/openapi.json', (_req, res) => {
  res.set({ 'Cache-Control': 'no-cache', 'Access-Control-Allow-Origin': '*' }).json(theDocument());
});

docsRoutes.get('/docs', (_req, res) => {
  res.render('docs/docs', pageOf(theDocument(), res.locals as Express.Locals));
});
