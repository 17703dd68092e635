/** What our middleware adds to Express's request and to the locals of every page. */
import { type DomainError } from '../errors.js';
import { type Actor } from '../policy.js';
import { type Format } from './format.js';
import { type Locale, type Translate, type Writing } from './i18n.js';
import { type Told, type Translated } from './page.js';

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- Express is extended this way
  namespace Express {
    interface Request {
      /** Who is signed in; set by auth/. */
      actor: Actor | null;
      /** Names the browser's session for the CSRF token; empty for a stranger. */
      sessionId: string;
      /** SHA-256 of method, path and body. */
      fingerprint: string;
      /** A file of a form was larger than is taken, or there were too many; set by http/body.ts. */
      fileFault?: DomainError;
      /** Its name, as a browser sent it. */
      fileBeingRead?: string;
    }
    interface Locals {
      t: Translate;
      /** The language of texts that people keep in several. */
      lang: Locale;
      writing: Writing;
      /** A text kept in several languages, in that of the page. */
      inLanguage: (text: Translated) => string;
      /** The same, with its language where nobody translated it; words kept in Vietnamese alone are a string. */
      told: (text: Translated | string) => Told;
      format: Format;
    }
  }
}
