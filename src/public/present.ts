/** View models of the public pages: every field that a stranger sees is listed here, and no person is among them. */
import { type Withdrawal } from '../auth/keys.js';
import { viewOfPlaces } from '../events/log-places.js';
import { iconOfStep } from '../events/step.js';
import { locales } from '../http/i18n.js';
import { type Certificate } from '../registry/certificate.model.js';
import { type Commune } from '../registry/commune.model.js';
import { keyOfPlace } from '../registry/commune.service.js';
import { type Location } from '../registry/location.model.js';
import { mapNote, mapText } from '../registry/map-words.js';
import { originMap } from '../registry/origin-map.js';
import { type Organization } from '../registry/organization.model.js';
import { type Product } from '../registry/product.model.js';
import { starsOn } from '../registry/product.service.js';
import { type ScanFacts } from '../scans/scan.service.js';
import { type JourneyStep } from './journey.js';
import { type Provenance } from './provenance.js';

export type Words = Pick<Express.Locals, 't' | 'lang' | 'writing' | 'format' | 'inLanguage' | 'told'>;

export interface Fact {
  label: string;
  value: string;
  /** Of the value, where nobody translated it. */
  lang?: 'vi';
  note?: string;
  big?: boolean;
  code?: boolean;
  href?: string;
}

/** @param today `2026-11-24`, where the reader is */
export function presentProduct(product: Product, producer: Organization | null, words: Words, today: string) {
  const { t, format, told } = words;
  const { ocop, netContent } = product;
  const name = told(product.names);
  const stars = starsOn(product, today);
  return {
    name: name.text,
    nameLang: name.lang,
    /** What the package says, where that is another language. */
    vietnameseName: name.text === product.names.vi ? null : product.names.vi,
    stars,
    starsNote:
      stars && ocop
        ? t('public.stars-note', { number: ocop.decisionNumber, until: format.date(ocop.expiresOn) })
        : null,
    photo: product.photo ?? null,
    producer: producer && presentProducer(producer, words),
    facts: [
      ...fact(t('public.gtin'), product.gtin, { code: true }),
      ...fact(t('public.net-content'), netContent && format.quantity(netContent.quantity, netContent.uom)),
      ...text(t('public.ingredients'), product.ingredients, words),
      ...text(t('public.storage'), product.storage, words),
      ...text(t('public.warnings'), product.warnings, words),
      ...text(t('public.standards'), product.standards, words),
    ],
  };
}

/** What the organisation chose to show; telephone and address of the registry are not public. */
function presentProducer(producer: Organization, { t, format }: Words) {
  const { name, kind, commune, province, households, foundedYear, publicContact, photo } = producer;
  const place = placeName([commune, province]);
  return {
    name,
    place,
    photo: photo ?? null,
    facts: [
      { label: t(`organization-kinds.${kind}`), value: name, note: place },
      ...fact(t('public.households'), households && format.number(households)),
      ...fact(t('public.founded'), foundedYear && String(foundedYear)),
      ...fact(t('public.contact'), publicContact),
    ],
  };
}

/** Nothing where nothing is known. */
export function fact(label: string, value: string | number | null | undefined, more: Partial<Fact> = {}): Fact[] {
  return value ? [{ label, value: String(value), ...more }] : [];
}

/** Words that are kept in Vietnamese alone. */
function text(label: string, words: string | null | undefined, { told }: Words): Fact[] {
  return words ? fact(label, words, { lang: told(words).lang }) : [];
}

/** Commune and province, from the smallest: street addresses are left out, a household lives there. */
function placeName(parts: (string | null | undefined)[]): string {
  return parts.filter(Boolean).join(', ');
}

/** @param today `2026-11-24`, where the reader is */
export function presentLot(provenance: Provenance, words: Words, today: string) {
  const { lot, product, packedOn, steps, zones, communes, certificates } = provenance;
  const { t, format } = words;
  return {
    facts: [
      { label: t('public.lot'), value: lot.code, big: true },
      { label: t('public.packed-on'), value: format.date(packedOn), big: true },
      ...fact(t('public.expires-on'), lot.expiresOn && format.date(lot.expiresOn), { big: true }),
      { label: t('public.recall'), value: t(lot.recalledBy ? 'public.recall-yes' : 'public.recall-no') },
    ],
    isHeld: lot.heldBy !== null,
    timeline: steps.map((step) => presentStep(step, product, words)),
    zones: zones.map((zone) => presentZone(zone, communes.get(keyOfPlace(zone) ?? ''), words)),
    certificates: presentCertificates(certificates, words, today),
  };
}

/** @param last what the label is on; only what it was before is named at each step */
function presentStep(entry: JourneyStep, last: Product, words: Words) {
  const { step, eventTime, location, organization, product, disposition } = entry;
  const { t, told } = words;
  const isProduction = step === 'commissioning' && location?.kind !== 'zone';
  const failed = disposition === 'non_conformant';
  const tones: Partial<Record<typeof step, string>> = { recalling: 'bad', holding: 'warn' };
  const made = product && product.vi !== last.names.vi ? told(product) : undefined;
  const result = disposition && t(failed ? 'public.non-conformant' : 'public.conformant');
  return {
    icon: isProduction ? 'process' : iconOfStep[step],
    title: t(isProduction ? 'steps.commissioning-facility' : `steps.${step}`),
    time: timeOf(entry, words),
    datetime: eventTime,
    place: placeName([location?.name, location?.commune, location?.province]),
    organization,
    ...(result ? { text: result } : made),
    log: viewOfPlaces(entry.positions, words),
    tone: failed ? 'bad' : tones[step],
  };
}

/** To the minute, or the days from the first time to the last. */
function timeOf({ eventTime, offset, until }: JourneyStep, { format }: Words): string {
  const first = format.date(eventTime, offset);
  const last = until && format.date(until.eventTime, until.offset);
  return last && last !== first ? `${first} – ${last}` : format.dateTime(eventTime, offset);
}

function presentZone(location: Location, outlined: Commune | undefined, words: Words) {
  const { name, commune, province, zone, geometry, photo } = location;
  const { t, format } = words;
  const map = originMap(geometry, outlined?.outline);
  return {
    name,
    map,
    mapText: map && mapText(map, commune ?? '', words),
    mapNote: map && mapNote(map, commune ?? '', words),
    photo: photo ?? null,
    facts: [
      ...fact(t('public.zone-place'), placeName([commune, province])),
      ...fact(t('public.zone-code'), zone?.growingAreaCode, { code: true, note: zone?.issuer }),
      ...text(t('public.zone-crop'), zone?.crop, words),
      ...fact(t('public.zone-area'), zone && t('public.hectares', { area: format.number(zone.areaHectares) })),
      ...fact(t('public.zone-households'), zone && format.number(zone.households)),
      ...text(t('public.map-source'), map?.commune ? outlined?.source : null, words),
    ],
  };
}

export function presentCertificates(certificates: Certificate[], words: Words, today: string) {
  return certificates.map((certificate) => presentCertificate(certificate, words, today));
}

function presentCertificate({ type, number, issuer, expiresOn }: Certificate, { t, format }: Words, today: string) {
  const isExpired = Boolean(expiresOn && expiresOn < today);
  const validity = isExpired ? 'public.certificate-expired' : 'public.certificate-until';
  return {
    type: t(`certificate-types.${type}`),
    number,
    issuer,
    validity: expiresOn ? t(validity, { date: format.date(expiresOn) }) : t('public.certificate-open'),
    isExpired,
  };
}

/** In one sentence, on what day a key was withdrawn and why. */
export function presentWithdrawal({ revokedAt, because }: Withdrawal, { t, format }: Words): string {
  return t('verdicts.key-withdrawn.sentence', { date: format.date(revokedAt), reason: because });
}

/** How often this label was looked at, and where first. */
export function presentScans({ count, firstAt, firstCountry }: ScanFacts, { t, format, lang }: Words): Fact[] {
  const first = () => ({
    time: firstAt ? format.dateTime(firstAt) : '–',
    country: (firstCountry && countryNames[lang].of(firstCountry)) ?? t('public.country-unknown'),
  });
  const note = count > 1 ? t('public.first-scan', first()) : t('public.scans-first');
  return [{ label: t('public.scans'), value: format.number(count), note, big: true }];
}

const countryNames = Object.fromEntries(
  locales.map((lang) => [lang, new Intl.DisplayNames(lang, { type: 'region' })]),
) as Record<Words['lang'], Intl.DisplayNames>;
