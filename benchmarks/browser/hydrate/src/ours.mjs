// Our page: the server's HTML and the linked script, made by compile.py from app/table.py.
import fs from 'node:fs';
import path from 'node:path';
import { compileOurs, here } from '../../build.mjs';

export default async () => {
  compileOurs(path.join(here, 'hydrate/rows.json'));
  return { html: fs.readFileSync(path.join(here, 'generated/hydrate.html'), 'utf8'), entry: path.join(here, 'generated/hydrate.js') };
};
