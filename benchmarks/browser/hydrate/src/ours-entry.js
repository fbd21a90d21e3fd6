import { Rows } from '../../impl/ours.js';
import { hydrate } from '../../../../packages/ragot-js/dist/esm/hydrate.js';
class App extends Rows { select(id) { __hit(); super.select(id); } }
hydrate(new App(JSON.parse(document.getElementById('payload').textContent)), document.getElementById('main'));
