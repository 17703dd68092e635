/** The closed word lists of the registry. */

/** The four kinds of OCOP producer (Decision 148/QĐ-TTg), and authorities. */
export const organizationKinds = ['cooperative', 'cooperative-group', 'enterprise', 'household', 'authority'] as const;
export type OrganizationKind = (typeof organizationKinds)[number];

export const locationKinds = ['zone', 'facility', 'shop'] as const;
export type LocationKind = (typeof locationKinds)[number];

export const zoneStatuses = ['active', 'suspended', 'withdrawn'] as const;
export type ZoneStatus = (typeof zoneStatuses)[number];

/** OCOP product groups (Decision 148/QĐ-TTg). */
export const ocopGroups = ['food', 'beverage', 'herbal', 'handicraft', 'textile', 'tourism-service'] as const;
export type OcopGroup = (typeof ocopGroups)[number];

export const certificateTypes = [
  'food-safety',
  'vietgap',
  'organic',
  'haccp',
  'iso-22000',
  'self-declaration',
  'test-report',
  'other',
] as const;
export type CertificateType = (typeof certificateTypes)[number];
