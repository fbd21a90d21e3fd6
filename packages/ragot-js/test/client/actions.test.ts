import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { ActionError, actionErrorMessage, callAction } from '../../src/client/actions.js'
import { openPage, PAGE } from './page.js'

declare const TEST_ROOT: string

/** The example of a message that both sides are tested with. */
const contract = (name: string): any => JSON.parse(readFileSync(join(TEST_ROOT, `../../../contracts/${name}.json`), 'utf8'))

let answer: [status: number, body: string] = [200, '']
let got: { method?: string | undefined; type?: string | undefined; body: unknown } = { body: null }

const server = createServer((request: IncomingMessage, response: ServerResponse) => {
  let text = ''
  request.on('data', (chunk: Buffer) => (text += chunk))
  request.on('end', () => {
    got = { method: request.method, type: request.headers['content-type'], body: JSON.parse(text) }
    response.writeHead(answer[0], { connection: 'close' }).end(answer[1])
  })
})

before(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  openPage({ page: { ...PAGE, actions: ['increment', 'leave'], action_endpoint: `http://127.0.0.1:${port}/__sprag__/actions` } })
})
after(() => server.close())

const envelope = { action: 'increment', error: null, ok: true, redirect: null, route: '/counter', status: 200, value: { count: 5 } }

async function failure(call: Promise<unknown>): Promise<ActionError> {
  return call.then(
    () => assert.fail('it should have been refused'),
    (error: ActionError) => error,
  )
}

test('a call posts route, action and payload, and resolves with the envelope', async () => {
  answer = [200, JSON.stringify(envelope)]
  assert.deepEqual(await callAction('increment', { count: { n: 4 } }), envelope)
  assert.deepEqual(got, {
    method: 'POST',
    type: 'application/json',
    body: { route: '/counter', action: 'increment', payload: { count: { n: 4 } } },
  })
})

test('the messages of the contract are sent and understood', async () => {
  const call = contract('ActionCall')
  answer = [200, JSON.stringify(contract('ActionResult'))]
  assert.deepEqual(await callAction(call.action, call.payload), contract('ActionResult'))
  assert.deepEqual(got.body, call)

  answer = [400, JSON.stringify(contract('ActionFailure'))]
  const error = await failure(callAction(call.action, {}))
  assert.deepEqual([error.message, error.response], [contract('ActionFailure').error, contract('ActionFailure')])
})

test('an action that the page does not have is named, and not asked for', async () => {
  await assert.rejects(callAction('nope'), { message: "Unknown action 'nope' for route '/counter'; it has: increment, leave" })
})

test('a refused call rejects with status, message and response', async () => {
  const response = { ok: false, route: '/counter', action: 'increment', error: 'Validation failed', errors: { count: "'count' is required" } }
  answer = [400, JSON.stringify(response)]
  const error = await failure(callAction('increment', {}))
  assert.ok(error instanceof ActionError)
  assert.deepEqual([error.message, error.status, error.response], ['Validation failed', 400, response])
})

test('an outcome that failed rejects, though HTTP succeeded', async () => {
  answer = [200, JSON.stringify({ ...envelope, ok: false, value: null, error: 'nope', status: 409 })]
  const error = await failure(callAction('increment', {}))
  assert.deepEqual([error.message, error.status], ['nope', 409])
})

test('an answer without a result says so', async () => {
  answer = [502, '<h1>Bad gateway</h1>']
  const error = await failure(callAction('increment', {}))
  assert.deepEqual([error.message, error.status], ['The server answered 502, without a result.', 502])
})

test('the message for a failure comes from the response, the error, the fallback, in this order', () => {
  assert.equal(actionErrorMessage(new ActionError(400, { ok: false, error: 'no' }), 'fallback'), 'no')
  assert.equal(actionErrorMessage(new Error('broken'), 'fallback'), 'broken')
  assert.equal(actionErrorMessage(null, 'fallback'), 'fallback')
  assert.equal(actionErrorMessage(null), '[SPRAG] Action failed.')
})

test('a server that cannot be reached is status 0 with a code', async () => {
  await new Promise((done) => server.close(done))
  const error = await failure(callAction('increment', {}))
  assert.deepEqual([error.status, error.response.code], [0, 'SPRAG_SERVER_UNAVAILABLE'])
})
