import { config } from 'zod';

/**
 * Zod compiles its parsers with `eval` where it may. The content security policy forbids that, and the mere try is a
 * violation the browser reports. Imported before any schema is made.
 */
config({ jitless: true });
