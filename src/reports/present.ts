/** Reports as inspectors see them. */
import { z } from 'zod';
import { instant } from '../epcis/time.js';
import { productsById } from '../registry/product.service.js';
import { reportKinds, reportStates, type Report } from './report.model.js';

export const reportAnswer = z.object({
  id: z.string(),
  kind: z.enum(reportKinds),
  words: z.string(),
  label: z.string().nullable().meta({ description: 'The code on the label, as it came' }),
  product: z.string().nullable().meta({ description: 'Name of the product that the code names' }),
  lot: z.string().nullable().meta({ description: 'Path of the lot' }),
  contact: z.string().nullable().meta({ description: 'Of who sent it, until the report is closed' }),
  at: instant,
  state: z.enum(reportStates),
  closure: z.object({ at: instant, by: z.string(), note: z.string() }).nullable(),
});

export const reportExample = {
  id: 'mh3k2a1b.Qx7vB2mN0pLs',
  kind: 'quality',
  words: 'Túi miến bị mốc.',
  label: '/01/09521234000013/10/L2410',
  product: 'Miến dong',
  lot: '01/09521234000013/10/L2410',
  contact: null,
  at: '2026-10-02T01:30:00.000Z',
  state: 'open',
  closure: null,
};

export type ReportView = Omit<z.input<typeof reportAnswer>, 'at' | 'closure'> & Pick<Report, 'at' | 'closure'>;

export async function presentReports(reports: Report[]): Promise<ReportView[]> {
  const products = await productsById(reports.flatMap(({ product }) => product ?? []));
  return reports.map(({ _id: id, kind, words, at, state, ...report }) => ({
    ...{ id, kind, words, at, state },
    label: report.label ?? null,
    product: products.get(report.product ?? '')?.names.vi ?? null,
    lot: report.lot ?? null,
    contact: report.contact ?? null,
    closure: report.closure ?? null,
  }));
}
