/** Passports to save, and the page that checks them without us. */
import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { lotPath } from '../epcis/identifiers.js';
import { describeRoute } from '../http/describe.js';
import { buildPassport, type Passport } from './passport.service.js';
import { signCredential, signPassport, signPassportCredential } from './sign.js';
import { buildStatusList, statusEntriesOf, statusPurposes } from './status.service.js';
import { digestOf, verifierScript } from './bundle.js';
import { asSingleFile, kitOf, wordsOfVerifier } from './verifier.js';

export const passportRoutes = Router();

interface Form {
  ending: string;
  type: string;
  sign: (passport: Passport) => string | Promise<string>;
  summary: string;
  description: string;
}

const credentialType = 'application/vc+jwt';

const forms: Form[] = [
  {
    ending: 'jwt',
    type: 'application/jwt',
    sign: ({ facts, issue }) => signPassport(facts, issue),
    summary: 'passport',
    description:
      'A JWT (ES256, typ `ocop-passport+jwt`) with what the public page says, and the proof that the event which made ' +
      'the lot is in the log. `/verify` checks it, and anybody with the published keys.',
  },
  {
    ending: 'vc.jwt',
    type: credentialType,
    sign: async ({ facts, issue, lot }) => signPassportCredential(facts, issue, await statusEntriesOf(lot)),
    summary: 'passport as a credential',
    description:
      'The same as a W3C Verifiable Credential 2.0 secured by JOSE: a UNTP Digital Product Passport 0.6, issued by ' +
      'the did:web of the server. Its `credentialStatus` names the lists that tell what became of the lot.',
  },
];

const lotAddress = '/:space/:product/10/:lot';
const serial = z
  .string()
  .regex(/^[0-9A-Za-z]{20}$/)
  .meta({ description: 'Serial of the label, AI (21)', examples: ['0000ABCDEFGHJKMNPQRS'] });

for (const { ending, type, sign, summary, description } of forms) {
  const answer = async (req: Request, res: Response) => {
    const { space, product, lot, serial: unit } = req.params as Record<string, string>;
    const path = lotPath(`${space}/${product}`, lot ?? '');
    const passport = await buildPassport(path, unit, new Date());
    const token = await sign(passport);
    res.attachment(`${passport.fileName}.${ending}`).type(type);
    res.set({ 'Cache-Control': 'no-store', 'Access-Control-Allow-Origin': '*' }).send(Buffer.from(token));
  };
  const levels: { address: string; of: string; params: Record<string, z.ZodType> }[] = [
    { address: lotAddress, of: 'of a lot', params: {} },
    { address: `${lotAddress}/21/:serial`, of: 'of a package', params: { serial } },
  ];
  for (const { address, of, params } of levels) {
    const path = `${address}/passport.${ending}`;
    describeRoute({
      ...{ method: 'get', path, tag: 'Passports', summary: `Save the ${summary} ${of}`, description, params },
      answer: { type },
    });
    passportRoutes.get(path, answer);
  }
}

describeRoute({
  ...{ method: 'get', path: '/passport-status/:purpose/:list.jwt', tag: 'Passports', summary: 'Read a status list' },
  description:
    'A W3C Bitstring Status List, secured by JOSE: what became of the lots whose credentials name it. `revocation`: ' +
    'the lot was recalled, or its record declared an error. `suspension`: inspectors hold it.',
  params: { purpose: z.enum(statusPurposes), list: z.int().nonnegative().meta({ description: 'Number of the list' }) },
  answer: { type: credentialType },
});
passportRoutes.get('/passport-status/:purpose/:list.jwt', async ({ params: { purpose, list } }, res) => {
  const credential = await buildStatusList(purpose, /^\d{1,9}$/.test(list) ? Number(list) : -1, new Date());
  res.set({ 'Cache-Control': 'no-cache', 'Access-Control-Allow-Origin': '*' }).type(credentialType);
  res.send(Buffer.from(signCredential(credential)));
});

passportRoutes.get('/verify', (_req, res) => {
  res.set('Cache-Control', 'no-cache').render('passport/verify', page(false));
});

passportRoutes.get('/verify.html', (_req, res, next) => {
  res.set('Cache-Control', 'no-cache').attachment('nguon-verify.html');
  res.render('passport/verify', page(true), (error: Error | null, html: string) => {
    if (error) return next(error);
    res.send(asSingleFile(html));
  });
});

passportRoutes.get('/verify.js', (_req, res) => {
  res.set('Cache-Control', 'public, max-age=31536000, immutable').type('text/javascript').send(verifierScript());
});

/** @param isFile as a file of its own, which links to nothing */
function page(isFile: boolean) {
  const script = `/verify.js?v=${encodeURIComponent(digestOf(verifierScript()).slice(0, 10))}`;
  return { isFile, script, kit: JSON.stringify(kitOf(new Date())), words: JSON.stringify(wordsOfVerifier()) };
}
