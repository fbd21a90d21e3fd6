// The start of a page with the table: the first click on a row's label is the end of the measurement.
import { hydrate } from '../ragot/hydrate.js'
import { Table } from '../app/table.js'

class App extends Table {
  select(id) {
    globalThis.__hit()
    super.select(id)
  }
}
hydrate(new App(JSON.parse(document.getElementById('payload').textContent)), document.getElementById('main'))
