/** Bodies: JSON, browser forms, and files of a form. Their sizes are limited before they are read. */
import express, { type NextFunction, type Request, type Response } from 'express';
import multer from 'multer';
import { DomainError } from '../errors.js';

const megabyte = 1024 * 1024;

/** Largest file that a form may carry: a photo or a scanned certificate. */
export const maxFileBytes = 5 * megabyte;
/** Most files of one save of an inspection's draft. */
export const maxPhotosAtOnce = 10;

const takesPhotos = /^(\/api)?\/inspections\/[^/]+\/findings$/;

/** In memory, so only as many as the address takes. */
const filesUpTo = (most: number) =>
  multer({
    storage: multer.memoryStorage(),
    limits: { fileSize: maxFileBytes, files: most, fields: 500, fieldSize: 100 * 1024, parts: 500 + most },
    defParamCharset: 'utf8',
    fileFilter: (req, file, take) => {
      req.fileBeingRead = file.originalname;
      take(null, true);
    },
  }).array('file', most);
const [oneFile, photos] = [filesUpTo(1), filesUpTo(maxPhotosAtOnce)];

/** Only who is signed in may send files. What is wrong with them is told by the action, beside what was typed. */
function readFile(req: Request, res: Response, next: NextFunction): void {
  if (!req.is('multipart')) return next();
  if (!req.actor) return next(new DomainError('unauthenticated'));
  const most = takesPhotos.test(req.path) ? maxPhotosAtOnce : 1;
  (most > 1 ? photos : oneFile)(req, res, (error?: unknown) => {
    const fault = error instanceof multer.MulterError ? faultOf(error, most, req.fileBeingRead) : undefined;
    if (fault) req.fileFault = fault;
    else if (Array.isArray(req.files)) req.file = req.files[0];
    const isMalformed = error !== undefined && !(error instanceof multer.MulterError);
    next(isMalformed ? new DomainError('invalid-request') : fault ? undefined : error); // no boundary, or cut short
  });
}

function faultOf({ code, field }: multer.MulterError, most: number, name = ''): DomainError | undefined {
  if (code === 'LIMIT_FILE_SIZE')
    return new DomainError('file-too-large', { name, megabytes: maxFileBytes / megabyte }, 'file');
  const isTooMany = code === 'LIMIT_FILE_COUNT' || (code === 'LIMIT_UNEXPECTED_FILE' && field === 'file');
  return isTooMany ? new DomainError('too-many-files', { most }, 'file') : undefined;
}

/** A body that none of the readers takes is refused, not ignored. */
function refuseOther(req: Request, _res: Response, next: NextFunction): void {
  const hasBody = req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;
  if (hasBody && !req.is(['json', 'application/*+json', 'urlencoded', 'multipart'])) {
    throw new DomainError('unsupported-media-type');
  }
  next();
}

const json = (limit: string) => express.json({ limit, type: ['json', 'application/*+json'], strict: true });
const [usualJson, longJson] = [json('100kb'), json('2mb')];

/** EPCIS documents are long; only who is signed in may send one. */
function readJson(req: Request, res: Response, next: NextFunction): void {
  const isDocument = req.actor && /^\/epcis(\/|$)/.test(req.path);
  (isDocument ? longJson : usualJson)(req, res, next);
}

export const readBody = [
  refuseOther,
  readJson,
  express.urlencoded({ limit: '100kb', extended: false, parameterLimit: 1000 }),
  readFile,
];
