// What the compiler emits for a component with the table of rows, on the runtime of packages/ragot-js.
import { buildData } from '../lib/data.js';
import { nest, block, hears, view, each } from '../../../packages/ragot-js/dist/esm/block.js';
import { Component } from '../../../packages/ragot-js/dist/esm/component.js';

export const label = 'ours (ragot blocks)';

const ROW = block('<tr><td class="col-md-1"> </td><td class="col-md-4"><a class="lbl" data-h="click"> </a></td><td class="col-md-1"><a class="remove" data-h="click"><span class="glyphicon glyphicon-remove" aria-hidden="true"></span></a></td><td class="col-md-6"></td></tr>',
  [[0, [0, 0]], [0, [1, 0, 0]], [3, []]],
  hears([[[1, 0], 'click', (self, v) => self.select(v[3])], [[2, 0], 'click', (self, v) => self.remove(v[3])]]));
const TABLE = nest('<table class="table table-hover table-striped test-data"><tbody id="tbody"><!></tbody></table>', [[5, [0, 0]]]);

export class Rows extends Component {
  $view() {
    const selected = this.state.selected;
    return view(TABLE, [each(this.state.rows, (r) => r.id, ROW, (r) => [String(r.id), r.label, r.id === selected ? 'danger' : null, r.id])]);
  }
  select(id) { this.setState({ selected: id }); }
  remove(id) { this.setState({ rows: this.state.rows.filter((r) => r.id !== id) }); }
}

export function mount(root) {
  const app = new Rows({ rows: [], selected: 0 });
  app.mount(root);
  return {
    run: () => app.setState({ rows: buildData(1000) }),
    runLots: () => app.setState({ rows: buildData(10000) }),
    add: () => app.setState({ rows: app.state.rows.concat(buildData(1000)) }),
    update: () => { const { rows } = app.state; for (let i = 0; i < rows.length; i += 10) rows[i].label += ' !!!'; app.setState({}); },
    swapRows: () => { const { rows } = app.state; if (rows.length > 998) { const t = rows[1]; rows[1] = rows[998]; rows[998] = t; } app.setState({}); },
    clear: () => app.setState({ rows: [] }),
  };
}
