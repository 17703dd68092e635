/** The words of CBV 2.0 and of GS1's web vocabulary that EPCIS 2.0 writes bare, and their other spellings. */

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Chapter 7 of CBV 2.0; sensor types and alerts are GS1's web vocabulary. */
export const standardWords = {
  bizStep: words(`
    accepting arriving assembling collecting commissioning consigning creating_class_instance cycle_counting
    decommissioning departing destroying disassembling dispensing encoding entering_exiting holding inspecting
    installing killing loading other packing picking receiving removing repackaging repairing replacing reserving
    retail_selling sampling sensor_reporting shipping staging_outbound stock_taking stocking storing transporting
    unloading unpacking void_shipping`),
  disposition: words(`
    active available completeness_inferred completeness_verified conformant container_closed container_open damaged
    destroyed dispensed disposed encoded expired in_progress in_transit inactive mismatch_class mismatch_instance
    mismatch_quantity needs_replacement no_pedigree_match non_conformant non_sellable_other partially_dispensed
    recalled reserved retail_sold returned sellable_accessible sellable_not_accessible stolen unavailable unknown`),
  bizTransaction: words('bol cert desadv inv pedigree po poc prodorder recadv rma testprd testres upevt'),
  party: words('owning_party possessing_party location'),
  errorReason: words('did_not_occur incorrect_data'),
  measurement: words(`
    AbsoluteHumidity AbsorbedDose AbsorbedDoseRate Acceleration Altitude AmountOfSubstance
    AmountOfSubstancePerUnitVolume Angle AngularAcceleration AngularMomentum AngularVelocity Area Capacitance
    Conductance Conductivity Count Density Dimensionless DoseEquivalent DoseEquivalentRate DynamicViscosity
    ElectricCharge ElectricCurrent ElectricCurrentDensity ElectricFieldStrength Energy Exposure Force Frequency
    Illuminance Inductance Irradiance KinematicViscosity Length LinearMomentum Luminance LuminousFlux
    LuminousIntensity MagneticFlux MagneticFluxDensity MagneticVectorPotential Mass MassConcentration MassFlowRate
    MassPerAreaTime MemoryCapacity MolalityOfSolute MolarEnergy MolarMass MolarVolume Power Pressure RadiantFlux
    RadiantIntensity Radioactivity RelativeHumidity Resistance Resistivity SolidAngle SpecificVolume Speed
    SurfaceDensity SurfaceTension Temperature Time Torque Voltage Volume VolumeFlowRate VolumeFraction
    VolumetricFlux Wavenumber`),
  alert: words('ALARM_CONDITION ERROR_CONDITION'),
  component: words(`
    x y z axial_distance azimuth height spherical_radius polar_angle elevation_angle easting northing latitude
    longitude altitude`),
} as const;
export type WordKind = keyof typeof standardWords;

/** What stands before a bare word in its longer spellings: as URI, as prefixed name, as URN of CBV 1. */
const beforeWord: Record<WordKind, RegExp> = {
  bizStep: /^(https:\/\/ref\.gs1\.org\/cbv\/|cbv:)BizStep-|^urn:epcglobal:cbv:bizstep:/,
  disposition: /^(https:\/\/ref\.gs1\.org\/cbv\/|cbv:)Disp-|^urn:epcglobal:cbv:disp:/,
  bizTransaction: /^(https:\/\/ref\.gs1\.org\/cbv\/|cbv:)BTT-|^urn:epcglobal:cbv:btt:/,
  party: /^(https:\/\/ref\.gs1\.org\/cbv\/|cbv:)SDT-|^urn:epcglobal:cbv:sdt:/,
  errorReason: /^(https:\/\/ref\.gs1\.org\/cbv\/|cbv:)ER-|^urn:epcglobal:cbv:er:/,
  measurement: /^(https?:\/\/(www\.)?gs1\.org\/voc\/|gs1:)(MeasurementType-)?/,
  alert: /^(https?:\/\/(www\.)?gs1\.org\/voc\/|gs1:)(SensorAlertType-)?/,
  component: /^(https:\/\/ref\.gs1\.org\/cbv\/|cbv:)Comp-/,
};

/** The one spelling under which a word is compared: bare where it is the standard's, else as it stands. */
export function bareWord(text: string, kind: WordKind): string {
  const word = text.replace(beforeWord[kind], '');
  return standardWords[kind].has(word) ? word : text;
}

/** A word of the standard, or a URI that does not pretend to be one. */
export function isWord(text: string, kind: WordKind): boolean {
  return standardWords[kind].has(bareWord(text, kind)) || (isUri(text) && !beforeWord[kind].test(text));
}

/** An absolute URI or a prefixed name. */
export function isUri(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]+$/.test(text);
}
