/** View models of the public pages: every field that a stranger sees is listed here. */
import { iconOfStep } from '../events/step.js';
import { type Certificate } from '../registry/certificate.model.js';
import { type Location } from '../registry/location.model.js';
import { type Organization } from '../registry/organization.model.js';
import { type Product, type Translated } from '../registry/product.model.js';
import { starsOn } from '../registry/product.service.js';
import { type ScanFacts } from '../scans/scan.service.js';
import { type JourneyStep, type Provenance } from './provenance.js';

type Words = Pick<Express.Locals, 't' | 'lang' | 'format'>;
interface Fact {
  label: string;
  value: string;
  note?: string;
  big?: boolean;
  code?: boolean;
}

/** A text in the reader's language, in Vietnamese where nobody translated it. */
export function inLanguage(text: Translated, lang: Words['lang']): string {
  return text[lang] ?? text.vi;
}

export function presentProduct(product: Product, producer: Organization | null, words: Words, today: string) {
  const { t, format, lang } = words;
  const stars = starsOn(product, today);
  const content = product.netContent;
  const fact = (label: string, value: string | null | undefined, more = {}): Fact[] =>
    value ? [{ label, value, ...more }] : [];
  return {
    name: inLanguage(product.names, lang),
    vietnameseName: lang === 'vi' || !product.names[lang] ? null : product.names.vi,
    stars,
    starsNote: stars && product.ocop ? t('public.stars-note', decisionParams(product.ocop, format)) : null,
    producer: producer?.name ?? '',
    facts: [
      ...fact(t('public.producer'), producer?.name, { note: addressOf(producer) }),
      ...fact(t('public.gtin'), product.gtin, { code: true }),
      ...fact(t('public.net-content'), content ? format.quantity(content.quantity, content.uom) : null),
      ...fact(t('public.ingredients'), product.ingredients),
      ...fact(t('public.storage'), product.storage),
      ...fact(t('public.warnings'), product.warnings),
      ...fact(t('public.standards'), product.standards),
    ],
  };
}

function decisionParams(ocop: NonNullable<Product['ocop']>, format: Words['format']) {
  return { number: ocop.decisionNumber, until: format.date(ocop.expiresOn) };
}

/** Commune and province; a household's exact address is not shown. */
function addressOf(organization: Organization | null): string | undefined {
  const parts = [organization?.commune, organization?.province].filter(Boolean);
  return parts.length > 0 ? parts.join(', ') : undefined;
}

export function presentLot({ lot, packedOn, steps, zones, certificates }: Provenance, words: Words, today: string) {
  const { t, format } = words;
  return {
    dates: [
      { label: t('public.lot'), value: lot.code, code: true },
      { label: t('public.packed-on'), value: format.date(packedOn), big: true },
      ...(lot.expiresOn ? [{ label: t('public.expires-on'), value: format.date(lot.expiresOn), big: true }] : []),
    ],
    isHeld: lot.heldBy !== null,
    timeline: steps.map((step) => presentStep(step, words)),
    zones: zones.map((zone) => presentZone(zone, words)),
    certificates: certificates.map((certificate) => presentCertificate(certificate, words, today)),
  };
}

function presentStep(
  { step, eventTime, offset, location, organization, product, disposition }: JourneyStep,
  words: Words,
) {
  const { t, format } = words;
  const isProduction = step === 'commissioning' && location?.kind !== 'zone';
  const tone = { recalling: 'bad', holding: 'warn' }[step as string];
  return {
    icon: isProduction ? 'process' : iconOfStep[step],
    title: t(isProduction ? 'steps.commissioning-facility' : `steps.${step}`),
    time: format.dateTime(eventTime, offset),
    datetime: eventTime,
    place: location ? [location.name, location.commune, location.province].filter(Boolean).join(', ') : undefined,
    organization,
    text: disposition
      ? t(disposition === 'non_conformant' ? 'public.non-conformant' : 'public.conformant')
      : (product ?? undefined),
    tone: disposition === 'non_conformant' ? 'bad' : tone,
  };
}

function presentZone(zone: Location, { t, format }: Words) {
  return {
    name: zone.name,
    facts: [
      { label: t('public.zone-place'), value: [zone.commune, zone.province].filter(Boolean).join(', ') || '–' },
      { label: t('public.zone-code'), value: zone.zone?.growingAreaCode ?? '–', code: true, note: zone.zone?.issuer },
      { label: t('public.zone-crop'), value: zone.zone?.crop ?? '–' },
      {
        label: t('public.zone-area'),
        value: t('public.hectares', { area: format.number(zone.zone?.areaHectares ?? 0) }),
      },
      { label: t('public.zone-households'), value: format.number(zone.zone?.households ?? 0) },
    ],
  };
}

function presentCertificate(certificate: Certificate, { t, format }: Words, today: string) {
  const isExpired = Boolean(certificate.expiresOn && certificate.expiresOn < today);
  const until = certificate.expiresOn ? format.date(certificate.expiresOn) : null;
  const validity = isExpired ? 'public.certificate-expired' : 'public.certificate-until';
  return {
    type: t(`certificate-types.${certificate.type}`),
    number: certificate.number,
    issuer: certificate.issuer,
    validity: until ? t(validity, { date: until }) : t('public.certificate-open'),
    isExpired,
  };
}

/** How often this label was looked at, and where first. */
export function presentScans(facts: ScanFacts, { t, format, lang }: Words): string {
  if (facts.count <= 1 || !facts.firstAt) return t('public.scans-first');
  const country = facts.firstCountry && new Intl.DisplayNames(lang, { type: 'region' }).of(facts.firstCountry);
  const params = {
    count: facts.count,
    time: format.dateTime(facts.firstAt),
    country: country ?? t('public.country-unknown'),
  };
  return t('public.scans-more', params);
}
