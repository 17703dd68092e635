/** What a page says of itself to programs: schema.org for search engines, Open Graph for whoever is sent its link. */
import { config } from '../config.js';
import { photoSize, previewSize } from '../registry/photo.service.js';
import { type Certificate } from '../registry/certificate.model.js';
import { type Organization } from '../registry/organization.model.js';
import { type Product } from '../registry/product.model.js';
import { starsOn } from '../registry/product.service.js';
import { type Lot } from '../lots/lot.model.js';
import { fact, type Words } from './present.js';

interface Subject {
  product: Product;
  producer: Organization | null;
  certificates: Certificate[];
  /** Null on the page of a product. */
  lot: Pick<Lot, '_id' | 'code' | 'expiresOn'> | null;
  packedOn?: string;
  /** `2026-11-24`, where the reader is */
  today: string;
}

/** A schema.org `Product`. It names no package: a serial is for whoever holds it. */
export function productData(
  { product, producer, certificates, today, packedOn }: Subject,
  { inLanguage, t }: Words,
): object {
  const { gtin, productCode, photo, ocop } = product;
  const stars = starsOn(product, today);
  const valid = certificates.filter(({ expiresOn }) => !expiresOn || expiresOn >= today);
  const organization = producer && {
    '@type': 'Organization',
    name: producer.name,
    address: {
      '@type': 'PostalAddress',
      addressLocality: producer.commune ?? undefined,
      addressRegion: producer.province ?? undefined,
    },
  };
  return {
    '@context': 'https://schema.org',
    '@type': 'Product',
    name: inLanguage(product.names),
    url: addressOf(product.key),
    ...(gtin ? { gtin } : { sku: productCode }),
    ...(photo && { image: photoObject(photo) }),
    ...(organization && { manufacturer: organization }),
    ...(packedOn && { productionDate: packedOn }),
    ...(stars && ocop && { award: `${t('stars.label', { stars })} (${ocop.decisionNumber})` }),
    ...(valid.length > 0 && { hasCertification: valid.map((certificate) => certification(certificate, t)) }),
  };
}

function photoObject(photo: string): object {
  return { '@type': 'ImageObject', contentUrl: addressOf(`photos/${photo}.webp`), ...photoSize };
}

function certification({ type, number, issuer, issuedOn, expiresOn }: Certificate, t: Words['t']): object {
  return {
    '@type': 'Certification',
    name: t(`certificate-types.${type}`),
    certificationIdentification: number,
    issuedBy: { '@type': 'Organization', name: issuer },
    validFrom: issuedOn,
    ...(expiresOn && { expires: expiresOn }),
  };
}

/** Title, picture and a line or two. The verdict is not among them: a copy of it would outlive a recall. */
export function previewOf({ product, producer, lot, packedOn }: Subject, { t, writing, format }: Words) {
  const words = [
    ...(producer ? [[producer.name, producer.commune, producer.province].filter(Boolean).join(', ')] : []),
    ...[
      ...fact(t('public.lot'), lot?.code),
      ...fact(t('public.packed-on'), packedOn && format.date(packedOn)),
      ...fact(t('public.expires-on'), lot?.expiresOn && format.date(lot.expiresOn)),
    ].map(({ label, value }) => `${label}: ${value}`),
  ];
  const picture = product.photo ? `photos/${product.photo}.jpg` : `previews/${product._id}/${writing}.png`;
  return {
    description: words.join(' · '),
    url: addressOf(lot?._id ?? product.key),
    image: { url: addressOf(picture), ...previewSize },
  };
}

function addressOf(path: string): string {
  return `${config.publicUrl}/${path}`;
}
