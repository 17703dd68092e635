import mongoose from 'mongoose';
import { type RowState } from '../compliance/check.js';
import { type Rule } from '../compliance/rule.js';
import { type SourceId } from '../compliance/sources.js';
import { type Lot } from '../lots/lot.model.js';
import { type Location } from '../registry/location.model.js';
import { type Organization } from '../registry/organization.model.js';
import { type Product } from '../registry/product.model.js';
import { type Certificate } from '../registry/certificate.model.js';

/** What a dossier says, as it was known when it was made: the registry may change afterwards, the dossier does not. */
export interface Contents {
  /** The lot first, then what it was made of, then what was made of it, each in the order of time. */
  lots: Lot[];
  /** How many of `lots` come before it, how many after. */
  back: number;
  forward: number;
  /** More was made of it than is listed. */
  moreForward: boolean;
  products: Product[];
  organizations: Pick<Organization, '_id' | 'name' | 'taxId' | 'address' | 'commune' | 'province'>[];
  places: Pick<Location, 'uri' | 'name' | 'kind' | 'commune' | 'province' | 'zone'>[];
  certificates: Certificate[];
  /** Of the lot and of what it was made of, in the order of time. They are in the store and in the log for ever. */
  events: { id: string; position: number }[];
  /** What the rules of Vietnam ask for and whether it is there; those that do not apply are left out. */
  checks: { source: SourceId; item: Rule['item']; state: RowState }[];
  /** Files that the events name. */
  files: { sha256: string; contentType: string; sizeBytes: number; event: string }[];
}

/** A dossier: of one lot at one checkpoint of the log. Made once, never changed, drawn whenever it is asked for. */
export interface Dossier {
  /** `{lot}@{size}`. */
  _id: string;
  lot: string;
  /** The organisation that made the lot. */
  organization: string;
  /** Entries of the log that its checkpoint signs, and the signed note. */
  size: number;
  checkpoint: string;
  vkey: string;
  madeAt: Date;
  /** Name of who made it. */
  madeBy: string;
  /** Key that signs it. */
  kid: string;
  contents: Contents;
}

const text = { type: String, required: true };

export const Dossiers = mongoose.model(
  'Dossier',
  new mongoose.Schema<Dossier>(
    {
      _id: text,
      lot: text,
      organization: text,
      size: { type: Number, required: true },
      checkpoint: text,
      vkey: text,
      madeAt: { type: Date, required: true },
      madeBy: text,
      kid: text,
      contents: { type: mongoose.Schema.Types.Mixed, required: true },
    },
    { minimize: false },
  ).index({ lot: 1, size: -1 }),
);
