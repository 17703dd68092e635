/** Passports: JWTs of two kinds, signed by a key of labels. */
import { bytesOf, isSigned, text } from './bytes.js';
import { judgeLog, type LogProof } from './log.js';
import { answer, day, end, inFours, keyRows, keys, keyUnknown, page, revoked, say, today } from './words.js';
import { type Answer, type Key, type Row } from './words.js';

/** What `passport/facts.ts` and `sign.ts` put into a passport, as far as it is read here. */
interface Claims {
  iat: number;
  nbf?: number;
  exp?: number;
  iss: string;
  product: {
    names: Record<string, string>;
    gtin?: string;
    productCode?: string;
    ocop?: { stars: number; decisionNumber: string; expiresOn: string };
  };
  lot: { code: string; packedOn: string; expiresOn?: string };
  unit?: { serial: string; void?: boolean; sealWithdrawn?: { revokedAt: string; because: string } };
  producer?: { name: string; commune?: string; province?: string };
  zones?: { name: string; growingAreaCode?: string }[];
  certificates?: { type: string; number: string; issuer: string; expiresOn?: string }[];
  /** What a credential says instead of stars and certificates. */
  conformity?: { description: string }[];
  state?: { recalled?: boolean; held?: boolean };
  /** Where a credential says that its later state is told. This page asks nobody: it says where to. */
  status?: StatusEntry[];
  log?: LogProof;
}

/** W3C Bitstring Status List 1.0. Its name is the address of the list with the number of the entry. */
interface StatusEntry {
  id: string;
}

/** What `passport/credential.ts` makes of it. */
interface Credential {
  issuer: { id: string };
  validFrom: string;
  validUntil?: string;
  credentialStatus?: StatusEntry[];
  credentialSubject: {
    product: {
      name: string;
      registeredId: string;
      batchNumber: string;
      serialNumber?: string;
      productionDate: string;
      producedByParty?: { name: string };
    };
    conformityClaim?: { description: string }[];
  };
}

/** What stands in the header of a credential. */
interface Beside {
  state?: { recalled?: boolean; held?: boolean; void?: boolean };
  expiresOn?: string;
  log?: LogProof;
}

interface Header {
  alg?: string;
  typ?: string;
  kid?: string;
  nguon?: Beside;
}

export async function judgePassport(token: string): Promise<Answer> {
  const [head, body, seal] = token.split('.');
  const [header, claims] = [head, body].map((part) => JSON.parse(text(bytesOf(part))) as unknown);
  const { alg, typ, kid, nguon } = header as Header;
  if (alg !== 'ES256' || 'crit' in (header as Header)) return answer('bad', 'passport-alg', { alg });
  const isOurs = typ === 'ocop-passport+jwt';
  if (!isOurs && typ !== 'vc+jwt') return answer('bad', 'passport-typ', { typ });
  const key = keys.find((each) => each.kid === String(kid).split('#').pop());
  if (!key) return keyUnknown();
  const signature = bytesOf(seal);
  const isRight = signature?.length === 64 && (await isSigned(key, `${head}.${body}`, signature));
  if (!isRight) return answer('bad', 'passport-changed');
  return judgeClaims(isOurs ? (claims as Claims) : claimsOf(claims as Credential, nguon ?? {}), key);
}

/** A credential in the words of our own passport. */
function claimsOf(credential: Credential, beside: Beside): Claims {
  const { issuer, validFrom, validUntil, credentialStatus, credentialSubject } = credential;
  const { product, conformityClaim } = credentialSubject;
  const { state, expiresOn, log } = beside;
  const { serialNumber: serial } = product;
  return {
    iat: Date.parse(validFrom) / 1000,
    exp: validUntil ? Date.parse(validUntil) / 1000 : undefined,
    iss: issuer.id,
    product: { names: { vi: product.name }, productCode: product.registeredId },
    lot: { code: product.batchNumber, packedOn: product.productionDate, expiresOn },
    unit: serial ? { serial, void: state?.void } : undefined,
    producer: product.producedByParty,
    conformity: conformityClaim,
    status: credentialStatus,
    state,
    log,
  };
}

function rowsOf(claims: Claims): Row[] {
  const { iat, iss, product, lot, unit, producer } = claims;
  const { zones = [], certificates = [], conformity = [], status = [] } = claims;
  const { names, gtin, productCode, ocop } = product;
  const joined = (...words: (string | undefined)[]) => words.filter(Boolean).join(', ');
  const until = (lastDay: string | undefined) => lastDay && end(lastDay);
  const rows: (Row | '' | undefined)[] = [
    ['row-product', names[page.lang.slice(0, 2)] ?? names.vi, gtin ?? productCode],
    ['row-lot', lot.code],
    unit && ['row-serial', inFours(unit.serial)],
    ['row-packed', day(lot.packedOn)],
    lot.expiresOn && ['row-expires', day(lot.expiresOn)],
    producer && ['row-producer', producer.name, joined(producer.commune, producer.province)],
    ocop && ['row-stars', '★'.repeat(ocop.stars).padEnd(5, '☆'), joined(ocop.decisionNumber, end(ocop.expiresOn))],
    ...zones.map(({ name, growingAreaCode }): Row => ['row-zone', name, growingAreaCode]),
    ...certificates.map(({ type, number, issuer, expiresOn }): Row => [
      'row-certificate',
      `${say(type)} ${number}`,
      joined(issuer, until(expiresOn)),
    ]),
    ...conformity.map(({ description }): Row => {
      const [, claim, lastDay] = /^(.*?)(?:, until (\d{4}-\d\d-\d\d))?$/.exec(description)!;
      return ['row-claim', claim, until(lastDay)];
    }),
    ['row-issued', day(iat * 1000, 'time')],
    ['row-issuer', iss],
    ...status.map(({ id }): Row => ['row-status', say('status-ask'), id]),
  ];
  return rows.filter((row) => !!row);
}

async function judgeClaims(claims: Claims, key: Key): Promise<Answer> {
  const { iat, nbf = iat, exp, unit, lot, state } = claims;
  const log = await judgeLog(claims.log);
  const rows: Row[] = [...rowsOf(claims), ...keyRows(key), ['row-log', say(log.name, log)]];
  const tell = (tone: Answer['tone'], name: string, at: string | number = iat * 1000, time?: 'time') =>
    answer(tone, name, { date: day(at, time) }, rows);
  if (key.revokedAt) return revoked(key.revokedAt, key.revokedBecause, rows);
  const wasInUse = !key.validUntil || iat * 1000 <= Date.parse(key.validUntil) + 1000;
  const began = !key.validFrom || iat * 1000 >= Date.parse(key.validFrom) - 1000; // whole seconds
  if (!wasInUse || !began) return tell('bad', 'passport-time');
  if (log.name === 'log-wrong') return tell('bad', 'passport-log');
  if (unit?.sealWithdrawn) return revoked(unit.sealWithdrawn.revokedAt, unit.sealWithdrawn.because, rows);
  if (state?.recalled) return tell('bad', 'passport-recalled');
  if (unit?.void) return tell('bad', 'passport-void');
  if (Math.max(iat, nbf) > Date.now() / 1000 + 300) return tell('warn', 'passport-future');
  if (exp && exp < Date.now() / 1000) return tell('warn', 'passport-ended', exp * 1000, 'time');
  if (state?.held) return tell('warn', 'passport-held');
  if (lot.expiresOn && lot.expiresOn < today()) return tell('warn', 'passport-expired', lot.expiresOn);
  return tell('ok', 'passport-ok');
}
