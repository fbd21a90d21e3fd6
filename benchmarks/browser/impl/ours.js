// app/table.py as the compiler emits it; see compile.py.
import { buildData } from '../lib/data.js';
import { Rows } from '../generated/app/table.js';

export const label = 'ours (compiled from Python)';

export function mount(root) {
  const app = new Rows({ rows: [], selected: 0 });
  app.mount(root);
  return {
    run: () => app.show(buildData(1000)),
    runLots: () => app.show(buildData(10000)),
    add: () => app.add(buildData(1000)),
    update: () => app.update(),
    swapRows: () => app.swap(),
    clear: () => app.show([]),
  };
}
