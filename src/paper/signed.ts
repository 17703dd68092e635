/** Puts a signature into a PDF: the place for it is kept while the document is made, and filled when its bytes are known. */
import { signDetached, type Signer } from './signature.js';

/** Bytes that a signature may have. */
const room = 2_048;
const open = 9_999_999_999;

/** Keeps the place: before the document ends. @param madeAt date that readers of PDF show */
export function keepPlace(document: PDFKit.PDFDocument, name: string, madeAt: Date): void {
  const signature = document.ref({
    ...{ Type: 'Sig', Filter: 'Adobe.PPKLite', SubFilter: 'ETSI.CAdES.detached' },
    ...{ ByteRange: [0, open, open, open], Contents: Buffer.alloc(room) },
    ...{ M: madeAt, Name: new String(name) }, // an object is written as a text, a plain string as a name
  });
  const page = document.page as unknown as { dictionary: object; annotations: object[] };
  const field = document.ref({
    ...{ Type: 'Annot', Subtype: 'Widget', FT: 'Sig', T: new String('Signature') },
    ...{ Rect: [0, 0, 0, 0], F: 132, P: page.dictionary, V: signature },
  });
  page.annotations.push(field);
  const { _root: root } = document.initForm() as unknown as { _root: { data: { AcroForm: PDFKit.PDFKitReference } } };
  const form = root.data.AcroForm.data as unknown as { Fields: object[]; [name: string]: unknown };
  Object.assign(form, { Fields: [field], SigFlags: 3, NeedAppearances: false });
  for (const reference of [signature, field]) reference.end('');
}

/** @throws Error for a file in which no place was kept */
export function sign(pdf: Buffer, signer: Signer): Buffer {
  const hole = Buffer.from(`<${'00'.repeat(room)}>`);
  const start = pdf.indexOf(hole);
  const range = `[0 ${open} ${open} ${open}]`;
  const rangeAt = pdf.indexOf(range);
  if (start < 0 || rangeAt < 0) throw new Error('the document keeps no place for a signature');
  const end = start + hole.length;
  const filled = Buffer.from(pdf);
  filled.write(`[0 ${start} ${end} ${pdf.length - end}]`.padEnd(range.length), rangeAt);
  const signature = signDetached(Buffer.concat([filled.subarray(0, start), filled.subarray(end)]), signer);
  if (signature.length > room) throw new Error('the signature is longer than its place');
  filled.write(signature.toString('hex'), start + 1);
  return filled;
}
