/** The critical tracking events of 21 CFR 1 subpart S out of the steps of a chain. One row a lot and event. */
import { isRaw, type Amount, type LotFacts, type Stage } from '../facts.js';

export const trackingEvents = ['harvest', 'initial-packing', 'shipping', 'receiving', 'transformation'] as const;
export type TrackingEvent = (typeof trackingEvents)[number];

export interface Row {
  stage: Stage;
  /** The traceability lot that the row is about. */
  made: Amount;
  /** Of packing and transformation: what of which lot was used. */
  used: Amount | null;
}

/**
 * - Harvest: raw goods came to be (§ 1.1325(a)).
 * - Initial packing: raw goods were packed, or transformed without having been packed (§ 1.1330, § 1.1350(b)).
 * - Transformation: what had a traceability lot code became something else (§ 1.1350(a)).
 * - Shipping and receiving: not of raw goods that nobody packed (§ 1.1340(c), § 1.1345(c)).
 */
export const rowsOf: Record<TrackingEvent, (facts: LotFacts) => Row[]> = {
  harvest: ({ stages }) =>
    stages
      .filter(({ step, taken }) => step === 'commissioning' && taken.length === 0)
      .flatMap((stage) => stage.made.map((made) => ({ stage, made, used: null }))),
  'initial-packing': (facts) => productions(facts).filter(({ used }) => isRawLot(facts, used)),
  transformation: (facts) => productions(facts).filter(({ used }) => !isRawLot(facts, used)),
  shipping: (facts) => moves(facts, 'shipping'),
  receiving: (facts) => moves(facts, 'receiving'),
};

/** One row for each lot that was used in each lot that was made. */
function productions({ stages, lots }: LotFacts): Row[] {
  return stages
    .filter(({ taken }) => taken.length > 0)
    .flatMap((stage) =>
      stage.made
        .filter(({ lot }) => lots.has(lot))
        .flatMap((made) => stage.taken.map((used) => ({ stage, made, used }))),
    );
}

function moves(facts: LotFacts, step: 'shipping' | 'receiving'): Row[] {
  return facts.stages
    .filter((stage) => stage.step === step)
    .flatMap((stage) => stage.moved.map((made) => ({ stage, made, used: null })))
    .filter(({ made }) => facts.lots.has(made.lot) && !isRawLot(facts, made));
}

function isRawLot({ lots }: LotFacts, named: Amount | null): boolean {
  return named !== null && isRaw(lots.get(named.lot));
}
