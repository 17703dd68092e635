/**
 * A passport as others read it: a W3C Verifiable Credential 2.0 whose subject is a UNTP Digital Product Passport 0.6.
 * Only terms of these two contexts are used, so that it stays valid JSON-LD.
 */
import { type Facts } from './facts.js';

export const contexts = [
  'https://www.w3.org/ns/credentials/v2',
  'https://test.uncefact.org/vocabulary/untp/dpp/0.6.0/',
] as const;

export interface Issue {
  /** `urn:uuid:…`, another one each time. */
  id: string;
  /** did:web of the server. */
  issuer: string;
  /** Address of the server, which stands for the authority where a claim names none. */
  publicUrl: string;
  /** `01/09521234000013/10/L1`, with `/21/…` for a package. */
  path: string;
  /** URI of the lot's maker. */
  producerUri: string;
  issuedAt: Date;
}

type Certificate = Facts['certificates'][number];

/** @param status where to ask what became of it since, see `status.service.ts` */
export function credentialOf(facts: Facts, issue: Issue, status: object[]) {
  const subject = `${issue.publicUrl}/${issue.path}`;
  return {
    '@context': contexts,
    type: ['DigitalProductPassport', 'VerifiableCredential'],
    id: issue.id,
    issuer: { type: ['CredentialIssuer'], id: issue.issuer, name: 'Nguồn' },
    validFrom: secondsOnly(issue.issuedAt),
    credentialStatus: status,
    credentialSubject: {
      type: ['ProductPassport'],
      id: subject,
      product: productOf(facts, issue, subject),
      granularityLevel: facts.unit ? 'item' : 'batch',
      conformityClaim: claimsOf(facts, subject, secondsOnly(issue.issuedAt).slice(0, 10)),
      materialsProvenance: facts.zones.map(({ crop, name }) => ({
        type: ['Material'],
        name: crop ?? name,
        originCountry: 'VN',
      })),
      ...(facts.log && { traceabilityInformation: [traceOf(facts.log.position, issue.publicUrl)] }),
    },
  };
}

function productOf({ product, lot, unit, producer }: Facts, { producerUri }: Issue, subject: string) {
  return {
    type: ['Product'],
    id: subject,
    name: product.names.vi,
    registeredId: product.gtin ?? product.productCode,
    ...(product.gtin && {
      idScheme: { type: ['IdentifierScheme'], id: 'https://id.gs1.org/01/', name: 'Global Trade Item Number (GTIN)' },
    }),
    batchNumber: lot.code,
    ...(unit && { serialNumber: unit.serial }),
    ...(product.ingredients && { description: product.ingredients }),
    ...(producer && {
      producedByParty: {
        id: producerUri,
        name: producer.name,
        ...(producer.gln && { registeredId: producer.gln }),
      },
    }),
    productionDate: lot.packedOn,
    countryOfProduction: 'VN',
    furtherInformation: [
      { type: ['Link'], linkURL: subject, linkName: 'Page of the label', linkType: 'https://ref.gs1.org/voc/pip' },
    ],
    ...(product.netContent && {
      dimensions: { type: ['Dimension'], ...dimensionOf(product.netContent) },
    }),
  };
}

function dimensionOf({ quantity, uom }: NonNullable<Facts['product']['netContent']>) {
  const measure = { type: ['Measure'], value: quantity, unit: uom };
  if (uom === 'KGM' || uom === 'GRM') return { weight: measure };
  return uom === 'LTR' || uom === 'MLT' ? { volume: measure } : {};
}

/** A claim has no end of its own in UNTP 0.6: where there is one, its description ends with that day. */
function claimsOf({ product, certificates, state }: Facts, subject: string, today: string) {
  const { ocop } = product;
  return [
    ...(ocop
      ? [
          claim(`${subject}#ocop`, {
            description: until(`OCOP, ${ocop.stars} stars, decision ${ocop.decisionNumber}`, ocop.expiresOn),
            assessmentDate: ocop.issuedOn,
            conformance: true,
          }),
        ]
      : []),
    ...certificates.map((certificate, index) =>
      certificateClaim(certificate, `${subject}#certificate-${index + 1}`, today),
    ),
    ...(state.recalled
      ? [claim(`${subject}#recall`, { description: 'Recalled from the market', conformance: false })]
      : []),
  ];
}

function certificateClaim({ type, number, issuer, issuedOn, expiresOn }: Certificate, id: string, today: string) {
  return claim(id, {
    description: until(`${type} ${number}, ${issuer}`, expiresOn),
    referenceStandard: {
      type: ['Standard'],
      name: type,
      issuingParty: { id: `${id}-issuer`, name: issuer },
    },
    assessmentDate: issuedOn,
    conformance: issuedOn <= today && (!expiresOn || today <= expiresOn),
  });
}

function claim(id: string, more: object) {
  return { type: ['Claim', 'Declaration'], id, conformityTopic: 'governance.compliance', ...more };
}

function until(text: string, lastDay: string | undefined): string {
  return lastDay ? `${text}, until ${lastDay}` : text;
}

function traceOf(position: number, publicUrl: string) {
  return {
    type: ['TraceabilityPerformance'],
    valueChainProcess: 'Packing',
    traceabilityEvent: [
      {
        type: ['SecureLink', 'Link'],
        linkURL: `${publicUrl}/log/proof/${position}.json`,
        linkName: 'Proof that the event is in the transparency log',
        linkType: 'https://ref.gs1.org/voc/traceability',
      },
    ],
  };
}

/** XML Schema's dateTimeStamp, as VCDM 2.0 wants it. */
export function secondsOnly(at: Date): string {
  return at.toISOString().replace(/\.\d+Z$/, 'Z');
}
