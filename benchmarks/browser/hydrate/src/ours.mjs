// Our page: the server's HTML as sprag prints it, and the entry that the compiler would emit.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
const here = path.dirname(fileURLToPath(import.meta.url));
const row = (r) => `<tr><td class="col-md-1">${r.id}</td><td class="col-md-4"><a class="lbl" data-h="click">${r.label}</a></td><td class="col-md-1"><a class="remove" data-h="click"><span class="glyphicon glyphicon-remove" aria-hidden="true"></span></a></td><td class="col-md-6"></td></tr>`;
export default async (rows) => ({
  html: `<table class="table table-hover table-striped test-data"><tbody id="tbody">${rows.map(row).join('')}</tbody></table>`,
  entry: path.join(here, 'ours-entry.js'),
});
