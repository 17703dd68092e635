/**
 * What a passport says of a lot or one of its packages: what the public page says, at the moment of issue. Every field
 * that leaves is listed here; no person, no street and no tax number (a household's is that of a person) is among them.
 */
import { type Withdrawal } from '../auth/keys.js';
import { type Provenance } from '../public/provenance.js';
import { type Certificate } from '../registry/certificate.model.js';
import { type Location } from '../registry/location.model.js';
import { type Product } from '../registry/product.model.js';
import { starsOn } from '../registry/product.service.js';
import { type LogProof } from './log-proof.js';

/** A package with a genuine serial. */
export interface Unit {
  serial: string;
  /** The key of its seal was revoked: nobody can say any more that it is ours. */
  withdrawal: Withdrawal | null;
  /** The producer declared the label void. */
  isVoid: boolean;
}

export type Facts = ReturnType<typeof factsOf>;

/** Absent is what is not known, or does not count on the day of issue. @param today where the server is */
export function factsOf(provenance: Provenance, unit: Unit | null, log: LogProof | null, today: string) {
  const { lot, product, producer, packedOn, zones, certificates } = provenance;
  return {
    product: productFacts(product, today),
    lot: { code: lot.code, packedOn, ...known({ expiresOn: lot.expiresOn }) },
    ...(unit && { unit: { serial: unit.serial, void: unit.isVoid, ...known({ sealWithdrawn: unit.withdrawal }) } }),
    ...(producer && {
      producer: {
        name: producer.name,
        ...known({ gln: producer.gln, commune: producer.commune, province: producer.province }),
      },
    }),
    zones: zones.map(zoneFacts),
    certificates: certificates.map(certificateFacts),
    state: { recalled: lot.recalledBy !== null, held: lot.heldBy !== null },
    ...known({ log }),
  };
}

function productFacts(product: Product, today: string) {
  const { names, gtin, productCode, netContent, ingredients, storage, warnings, standards, ocop } = product;
  return {
    names: { vi: names.vi, ...known({ en: names.en, zh: names.zh }) },
    ...known({ gtin, productCode, ingredients, storage, warnings, standards }),
    ...(netContent && { netContent: { quantity: netContent.quantity, uom: netContent.uom } }),
    ...(ocop && starsOn(product, today) && { ocop: ocopFacts(ocop) }),
  };
}

function ocopFacts({ stars, decisionNumber, issuedOn, expiresOn }: NonNullable<Product['ocop']>) {
  return { stars, decisionNumber, issuedOn, expiresOn };
}

function zoneFacts({ name, commune, province, zone }: Location) {
  const { growingAreaCode, issuer, crop, areaHectares, households } = zone ?? {};
  return { name, ...known({ commune, province, growingAreaCode, issuer, crop, areaHectares, households }) };
}

function certificateFacts({ type, number, issuer, issuedOn, expiresOn }: Certificate) {
  return { type, number, issuer, issuedOn, ...known({ expiresOn }) };
}

type Known<T> = { [Name in keyof T]?: NonNullable<T[Name]> };

/** Without what is null or undefined. */
function known<T extends object>(values: T): Known<T> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== null && value !== undefined),
  ) as Known<T>;
}
