/** The HTTP application: what every request passes, then the routes of each capability, then what nobody answered. */
import { join } from 'node:path';
import compression from 'compression';
import cookieParser from 'cookie-parser';
import express, { type Express } from 'express';
import { accessRoutes } from './access/routes.js';
import { identify, offerCsrfToken, refuseCrossSite } from './auth/middleware.js';
import { auditRoutes } from './audit/routes.js';
import { accountRoutes } from './auth/account.routes.js';
import { authRoutes } from './auth/routes.js';
import { exportRoutes } from './compliance/exports.routes.js';
import { complianceRoutes } from './compliance/routes.js';
import { config, projectRoot } from './config.js';
import { isReady } from './db.js';
import { DomainError } from './errors.js';
import { docsRoutes } from './docs/routes.js';
import { captureRoutes } from './events/epcis/capture.routes.js';
import { eventRoutes } from './events/epcis/events.routes.js';
import { answerEpcisError } from './events/epcis/exceptions.js';
import { queryRoutes } from './events/epcis/queries.routes.js';
import { correctionRoutes } from './events/corrections.routes.js';
import { lotRoutes } from './events/lot-pages.routes.js';
import { readBody } from './http/body.js';
import { idempotency } from './http/idempotency.js';
import { refuseUnmatched } from './http/method.js';
import { pageLocals } from './http/page.js';
import { answerError } from './http/problem.js';
import { refuseOperators } from './http/query.js';
import { fingerprint } from './http/request.js';
import { findRoutes } from './find/find.routes.js';
import { inspectionMenu } from './inspections/menu.routes.js';
import { setSecurityHeaders } from './http/security.js';
import { inspectionRoutes } from './inspections/routes.js';
import { blankLabelRoutes } from './labels/blank.routes.js';
import { designRoutes } from './labels/design.routes.js';
import { labelLifeRoutes } from './labels/life.routes.js';
import { labelRoutes } from './labels/routes.js';
import { scratchRoutes } from './labels/scratch.routes.js';
import { sheetRoutes } from './labels/sheet.routes.js';
import { templateRoutes } from './labels/template.routes.js';
import { logRoutes } from './ledger/routes.js';
import { massBalanceRoutes } from './mass-balance/routes.js';
import { inspectorDeskRoutes } from './desk/routes.js';
import { documentRoutes } from './public/documents.routes.js';
import { dossierRoutes } from './dossier/routes.js';
import { readerFindRoutes } from './public/find.routes.js';
import { keyRoutes } from './public/keys.routes.js';
import { tellFailure } from './public/known-label.js';
import { previewRoutes } from './public/preview.routes.js';
import { passportRoutes } from './passport/routes.js';
import { resolverRoutes } from './public/resolver.routes.js';
import { publicRoutes } from './public/routes.js';
import { publicSetRoutes } from './public/set.routes.js';
import { tellRoutes } from './public/tell.routes.js';
import { followUpRoutes } from './recalls/follow-up.routes.js';
import { recallRoutes } from './recalls/routes.js';
import { registryRoutes } from './registry/routes.js';
import { alertRoutes } from './scans/alerts.routes.js';
import { reportFormRoutes } from './reports/form.routes.js';
import { reportRoutes } from './reports/routes.js';
import { traceRoutes } from './trace/trace.routes.js';
import { setLabelRoutes } from './sets/label.routes.js';
import { setRoutes } from './sets/routes.js';
import { deskRoutes } from './work/desk.routes.js';
import { homeRoutes } from './work/home.routes.js';
import { workRoutes } from './work/routes.js';

export function createApp(): Express {
  const app = express();
  app.set('env', 'production'); // no stack ever leaves, whatever NODE_ENV says
  app.disable('x-powered-by');
  app.enable('view cache');
  app.set('trust proxy', config.trustProxy);
  app.set('view engine', 'ejs');
  app.set('views', join(projectRoot, 'views'));
  const compress = compression();
  app.use(setSecurityHeaders);
  app.use((req, res, next) => (req.headers['accept-encoding'] === undefined ? next() : compress(req, res, next)));
  app.use(express.static(join(projectRoot, 'public'), { immutable: true, maxAge: '1y', index: false }));

  app.get('/livez', (_req, res) => void res.send('ok'));
  app.get('/readyz', async (_req, res) => {
    const ready = await isReady();
    res.status(ready ? 200 : 503).send(ready ? 'ok' : 'the database is away');
  });

  app.use(cookieParser(), pageLocals, tellFailure, refuseOperators, logRoutes, identify);
  app.use(refuseUnmatched(app), readBody, refuseCrossSite, offerCsrfToken, fingerprint, idempotency);
  app.use(
    alertRoutes, // first, and recalls: the menu of every page says how many are open
    recallRoutes,
    followUpRoutes, // below the addresses of new recalls
    inspectionMenu,
    inspectorDeskRoutes, // before the producer's first page, which tells what ends soon
    authRoutes,
    accountRoutes,
    accessRoutes,
    registryRoutes,
    homeRoutes,
    deskRoutes,
    workRoutes,
    correctionRoutes,
    lotRoutes,
    captureRoutes,
    eventRoutes,
    queryRoutes,
    templateRoutes,
    designRoutes,
    scratchRoutes,
    sheetRoutes, // before labelRoutes: one of those takes any name below a lot's labels
    labelRoutes,
    setRoutes,
    setLabelRoutes,
    traceRoutes,
    labelLifeRoutes,
    blankLabelRoutes,
    massBalanceRoutes,
    auditRoutes,
    inspectionRoutes,
    dossierRoutes,
    reportRoutes,
    reportFormRoutes,
    complianceRoutes,
    exportRoutes,
    findRoutes,
    readerFindRoutes, // behind the one of whoever is signed in
    docsRoutes,
    publicSetRoutes,
    documentRoutes,
    passportRoutes, // below the addresses of labels
    resolverRoutes,
    keyRoutes,
    tellRoutes,
    previewRoutes,
    publicRoutes,
  );

  app.use((_req, _res, next) => next(new DomainError('not-found'))); // a route that answered nothing
  app.use(answerEpcisError, answerError);
  return app;
}
